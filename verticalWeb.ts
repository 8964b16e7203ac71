import type * as aws from "@pulumi/aws";

import type { WebContext } from "./components/clusters/cluster";
import { Certificate } from "./components/dns/certificate";
import { certificateNames } from "./components/dns/names";
import { WebFirewall } from "./components/network/webFirewall";
import type { LogKeeping } from "./components/observability/archivedLogGroup";
import type { LogArchive } from "./components/observability/logArchive";
import type { DuotoneConfig, ServiceConfig, VerticalConfig } from "./config";
import type { Foundation } from "./foundationReference";

export interface VerticalWebArgs {
  readonly config: DuotoneConfig;
  readonly foundation: Foundation;

  /** Tags of everything that the stack makes. */
  readonly tags: Readonly<Record<string, string>>;

  /** Provider of the account that has the public zones. */
  readonly delivery: aws.Provider;
}

/** Where a vertical's web services are, and what else they use. */
export interface WithinVertical {
  readonly archive: LogArchive;
  readonly logs: LogKeeping;
  readonly provider: aws.Provider;
}

export function hasWebService(
  { services }: Pick<DuotoneConfig, "services">,
  vertical: VerticalConfig,
): boolean {
  return websOf(services, vertical).length > 0;
}

function websOf(services: readonly ServiceConfig[], { name }: VerticalConfig) {
  return services.flatMap(({ vertical, web }) => (vertical === name && web !== undefined ? [web] : []));
}

/** Declares what a vertical's web services share in all clusters; nothing for a vertical that has none. */
export function declareVerticalWeb(
  { config, foundation, tags, delivery }: VerticalWebArgs,
  vertical: VerticalConfig,
  { archive, logs, provider }: WithinVertical,
): WebContext | undefined {
  const { name } = vertical;
  const webs = websOf(config.services, vertical);
  if (webs.length === 0 || archive.accessBucketName === undefined) {
    return undefined;
  }
  const names = certificateNames(
    webs,
    config.clusters.map((cluster) => cluster.name),
    config.activeColor !== undefined,
  );
  if (names.length === 0) {
    return undefined;
  }
  const certificate = new Certificate(
    name,
    { names, zoneIds: foundation.zoneIds, zoneProvider: delivery },
    { provider },
  );
  const isPublic = config.clusters.some(({ internal }) => !internal);
  return {
    certificateArn: certificate.validatedArn,
    accessLogBucket: archive.accessBucketName,
    webAclArn: isPublic
      ? new WebFirewall(
          name,
          {
            ...logs,
            tags: { ...tags, vertical: name },
          },
          { provider },
        ).webAclArn
      : undefined,
  };
}
