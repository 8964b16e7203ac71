import type { CatalogueImage } from "../../components/images/catalogueTable";

/** The image catalogue, as far as people look at it. */
export interface ImageShelf {
  /** The images of a service, the newest first. */
  list(service: string): Promise<readonly CatalogueImage[]>;
  close(): void;
}
