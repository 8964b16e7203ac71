import type * as aws from "@pulumi/aws";

import { accountProvider, type ProviderAccount } from "./accountProviders";
import { VerticalData, type VerticalDataArgs } from "./components/data/verticalData";
import { asksForBackups, asksForData } from "./components/data/wants";
import type { LogKeeping } from "./components/observability/archivedLogGroup";
import type { DuotoneConfig, VerticalConfig } from "./config";

/** The account that a vertical's stores are in, and what they need of it. */
export interface StoresPlace {
  readonly account: Required<ProviderAccount>;
  readonly provider: aws.Provider;
  readonly network: Pick<VerticalDataArgs["network"], "vpcId" | "dataSubnetIds">;
  readonly logs: LogKeeping;

  /** Tags of the vertical, for the provider of its recovery region. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Declares what a vertical's services ask for; nothing where none of them asks for anything. */
export function declareStores(
  config: DuotoneConfig,
  { name, restricted }: VerticalConfig,
  { account, provider, network, logs, tags }: StoresPlace,
): VerticalData | undefined {
  const services = config.services.filter(({ vertical }) => vertical === name);
  if (!services.some(asksForData)) {
    return undefined;
  }
  const { recoveryRegion } = config.dataStores;
  // A provider works in one region, and costs a process: only where there is something to copy.
  const recovery =
    recoveryRegion === undefined || !asksForBackups(services)
      ? undefined
      : {
          region: recoveryRegion,
          provider: accountProvider(
            `${name}-recovery`,
            account,
            { ...config.aws, region: recoveryRegion },
            tags,
          ),
        };
  return new VerticalData(
    name,
    {
      stack: config.stack,
      vertical: name,
      restricted,
      accountId: account.accountId,
      region: config.aws.region,
      services,
      clusters: config.clusters.map((cluster) => cluster.name),
      network: { ...network, zones: config.availabilityZones.length },
      stores: config.dataStores,
      logs,
      ...(recovery === undefined ? {} : { recovery }),
      protect: config.protect,
    },
    { provider },
  );
}
