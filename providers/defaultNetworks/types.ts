import type { CheckFailure, Clock, Properties } from "../switch/types";

export type { CheckFailure as Refusal, Properties };

/** What the removal is told. */
export interface NetworksInputs {
  /** Version of the code; a new one is one update of the resource. */
  readonly version: number;

  /** Role in the account. */
  readonly roleArn: string;

  /** Regions in which the account has no default network. */
  readonly regions: readonly string[];
}

/** What the engine keeps. */
export interface NetworksState extends NetworksInputs {
  /** Regions in which there was no default network when they were last looked at. */
  readonly cleared: readonly string[];
}

/** What is in a default network. */
export interface Contents {
  /** Ids of the internet gateways attached to it. */
  readonly gateways: readonly string[];

  /** Ids of the subnets that AWS made with it. */
  readonly subnets: readonly string[];

  /** What somebody put into it, in words: `network interface eni-1 (of instance i-1)`. */
  readonly residents: readonly string[];
}

/**
 * EC2 of one account in one region, as far as the removal uses it. Every method gives up when the signal aborts, and
 * taking away what is gone already succeeds.
 */
export interface NetworkCloud {
  /** Id of the default VPC, if there is one. */
  defaultVpc(signal: AbortSignal): Promise<string | undefined>;

  contents(vpcId: string, signal: AbortSignal): Promise<Contents>;

  /** Ids of marked internet gateways that are attached to nothing. */
  strayGateways(signal: AbortSignal): Promise<readonly string[]>;

  /** Marks an internet gateway as one of a default network: once it is detached, nothing else would tell. */
  markGateway(gatewayId: string, vpcId: string, signal: AbortSignal): Promise<void>;
  detachGateway(gatewayId: string, vpcId: string, signal: AbortSignal): Promise<void>;
  deleteGateway(gatewayId: string, signal: AbortSignal): Promise<void>;
  deleteSubnet(subnetId: string, signal: AbortSignal): Promise<void>;
  deleteVpc(vpcId: string, signal: AbortSignal): Promise<void>;

  /** Closes the connections. */
  close(): void;
}

/** What the operations work with. */
export interface NetworksTools {
  /** One account, behind one session of its role; its regions one by one. */
  readonly accountFor: (inputs: NetworksInputs) => (region: string) => Promise<NetworkCloud>;
  readonly clock: Clock;
  readonly progress: (message: string) => void;
}
