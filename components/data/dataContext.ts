import type * as pulumi from "@pulumi/pulumi";

import type { DataStoresConfig } from "../../config";

/** What all stores of one vertical have in common. */
export interface DataContext {
  readonly vpcId: pulumi.Input<string>;

  /** The data tier's subnets, in the order of the zones. */
  readonly dataSubnetIds: pulumi.Output<string[]>;

  /** How many zones there are, which is how many subnets. */
  readonly zones: number;

  /** The key of the vertical's data. */
  readonly keyArn: pulumi.Input<string>;
  readonly stores: DataStoresConfig;

  /** Whether AWS and the engine refuse to delete what holds data. */
  readonly protect: boolean;

  /** Tags of every store, beside the provider's. */
  readonly tags: Readonly<Record<string, string>>;
}
