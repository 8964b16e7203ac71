import type { CatalogueImage } from "../../components/images/catalogueItem";
import type { CatalogueKey } from "../../components/images/catalogueTable";
import type { LedgerStore } from "../ledger/store";
import type { Notice } from "../notices/notice";
import type { QueueStore } from "../queue/store";
import type { SchemaReadings } from "../schema/read";
import type { Unreadable } from "./promotion";
import type { AliasTarget, Fleet, Job, SchemaReference } from "./switchInputs";
import type { FleetDescription } from "./twins/description";

/** One record set as Route 53 lists it. Names are lower case and have no dot at the end. */
export interface LiveRecord {
  readonly name: string;
  readonly type: string;
  readonly alias?: (AliasTarget & { readonly evaluateTargetHealth: boolean }) | undefined;
  readonly ttl?: number | undefined;
  readonly values?: readonly string[] | undefined;

  /** Set for weighted, latency, failover and other records of which one name has several. */
  readonly setIdentifier?: string | undefined;
}

/** One line of a change batch. A deletion must repeat the record as it is. */
export interface RecordChange {
  readonly action: "CREATE" | "UPSERT" | "DELETE";
  readonly record: LiveRecord;
}

/** A target of a load balancer, in ELB's words. */
export interface TargetHealth {
  readonly targetId: string;
  readonly state: string;
  readonly reason?: string | undefined;
}

export interface AutoScalingGroup {
  readonly name: string;
  readonly desired: number;
  readonly min: number;
  readonly instances: readonly {
    readonly instanceId: string;
    readonly lifecycleState: string;
    readonly healthStatus: string;
  }[];
}

/** An alarm in CloudWatch's words; `missing` where there is none of that name. */
export interface AlarmState {
  readonly name: string;
  readonly state: "OK" | "ALARM" | "INSUFFICIENT_DATA" | "missing";

  /** CloudWatch's own reason for the state. */
  readonly reason?: string | undefined;

  /** When the alarm came into the state, as an ISO date in UTC. */
  readonly since?: string | undefined;
}

/** The part of AWS that the switch uses. Every method gives up when the signal aborts. */
export interface SwitchCloud {
  /** The record sets of the given names, whatever their type. */
  listRecords(zoneId: string, fqdns: readonly string[], signal: AbortSignal): Promise<readonly LiveRecord[]>;

  /** Sends one change batch once, without retries, and returns the id of the change. */
  changeRecords(
    zoneId: string,
    changes: readonly RecordChange[],
    comment: string,
    signal: AbortSignal,
  ): Promise<string>;

  /** Whether a change has reached all of Route 53's name servers. */
  isInSync(changeId: string, signal: AbortSignal): Promise<boolean>;

  targetHealth(fleet: Fleet, signal: AbortSignal): Promise<readonly TargetHealth[]>;

  /** The group of a fleet, or `undefined` where there is none of that name. */
  autoScalingGroup(fleet: Fleet, signal: AbortSignal): Promise<AutoScalingGroup | undefined>;

  /** The alarms of the given names, at most a hundred, in the account of a role; those that do not exist are left out. */
  alarms(
    roleArn: string | undefined,
    names: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly AlarmState[]>;

  /**
   * What fleets in the account of a role run on, in the fleets' order; for one of which AWS does not have everything,
   * what is missing.
   */
  describeFleets(
    roleArn: string | undefined,
    fleets: readonly Fleet[],
    signal: AbortSignal,
  ): Promise<readonly (FleetDescription | Unreadable)[]>;

  /** The images of the catalogue that have these keys, in no order. */
  readImages(keys: readonly CatalogueKey[], signal: AbortSignal): Promise<readonly CatalogueImage[]>;

  /** Where the schemas of services stand, by the table of their vertical. */
  readSchemas(
    reference: SchemaReference,
    services: readonly string[],
    signal: AbortSignal,
  ): Promise<SchemaReadings>;

  readParameter(job: Job, signal: AbortSignal): Promise<string | undefined>;
  writeParameter(job: Job, value: string, signal: AbortSignal): Promise<void>;

  /** Deleting a parameter that is gone already succeeds. */
  deleteParameter(job: Job, signal: AbortSignal): Promise<void>;

  /** The stack's lane of the release queue. */
  readonly queue: QueueStore;

  /** The stack's records. */
  readonly ledger: LedgerStore;

  /** Who makes the calls, as AWS sees it. */
  caller(signal: AbortSignal): Promise<Caller>;

  /** Tells whoever wants to know. @returns What could not be told, in words. */
  notify(notice: Notice, signal: AbortSignal): Promise<readonly string[]>;

  /** Closes the connections. */
  close(): void;
}

/** An identity of AWS. */
export interface Caller {
  readonly arn: string;
  readonly account: string;
}
