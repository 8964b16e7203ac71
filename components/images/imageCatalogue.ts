import type { Architecture } from "./architecture";
import type { CatalogueKey } from "./catalogueTable";

/** What base images are called in the catalogue, in the place of a service. No service may be called so. */
export const BASE_IMAGE = "base-image";

/** Where the catalogue is. */
export interface CatalogueAccess {
  /** Region of the catalogue, which is the one that images are baked in. */
  readonly region: string;

  /**
   * Role of the delivery account.
   *
   * @default - the caller's own credentials, which must then be of that account
   */
  readonly roleArn?: string;
  readonly tableName: string;
}

/** Key of a service's image at a commit. */
export function serviceKey(service: string, commit: string, architecture: Architecture): CatalogueKey {
  return { service, build: `${commit}#${architecture}` };
}

/** Key of a version of the base image. */
export function baseKey(version: string, architecture: Architecture): CatalogueKey {
  return { service: BASE_IMAGE, build: `${version}#${architecture}` };
}

/** A key as one text, by which images are told apart in maps. */
export function keyText({ service, build }: CatalogueKey): string {
  return `${service}#${build}`;
}
