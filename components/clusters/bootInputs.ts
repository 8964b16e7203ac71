import * as pulumi from "@pulumi/pulumi";

import { type BootConfig, bootUserData } from "./bootConfig";
import type { ServiceData } from "./serviceData";

export interface BootInputs {
  /** What is known before anything exists. */
  readonly boot: BootConfig;

  /** ARN by name of the service's secrets. */
  readonly secretArns: Readonly<Record<string, pulumi.Input<string>>>;
  readonly data: ServiceData;
}

/** User data with what is known only once stores and secrets exist; a plain text where there is nothing of that kind. */
export function userDataOf({ boot, secretArns, data }: BootInputs): pulumi.Input<string> {
  const { database, cache, files, archive, coordinationTable } = data;
  const secrets = {
    ...secretArns,
    ...(database === undefined ? {} : { database: database.secretArn }),
  };
  const later = {
    ...(Object.keys(secrets).length === 0 ? {} : { secrets }),
    ...(database === undefined
      ? {}
      : { database: { host: database.host, port: database.port, name: database.name } }),
    ...(cache === undefined ? {} : { cache: { host: cache.host, port: cache.port } }),
    ...(files === undefined
      ? {}
      : { files: { fileSystemId: files.fileSystemId, accessPointId: files.accessPointId } }),
    ...(archive === undefined ? {} : { archive: { ...archive } }),
    ...(coordinationTable === undefined ? {} : { coordinationTable }),
  };
  return Object.keys(later).length === 0
    ? bootUserData(boot)
    : pulumi.output(later).apply((known) => bootUserData({ ...boot, ...known }));
}
