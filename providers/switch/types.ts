import type { Architecture } from "../../components/images/architecture";
import type { CatalogueImage } from "../../components/images/catalogueItem";
import type { CatalogueKey } from "../../components/images/catalogueTable";
import type { CommitAuthor } from "../ledger/record";
import type { LedgerStore } from "../ledger/store";
import type { Notice } from "../notices/notice";
import type { QueueStore } from "../queue/store";
import type { SchemaReadings } from "../schema/read";
import type { FreezeWindow } from "./freeze";
import type { Override } from "./overrides";
import type { Unreadable } from "./promotion";
import type { FleetDescription } from "./twins/description";

/** Where an alias record points: a load balancer's name and the id of the zone that AWS keeps that name in. */
export interface AliasTarget {
  readonly dnsName: string;
  readonly zoneId: string;
}

/** One public name, and where it points in each colour. */
export interface PublicName {
  readonly service: string;
  readonly fqdn: string;

  /** Id of the public hosted zone that holds the name. */
  readonly zoneId: string;

  /** By colour. */
  readonly targets: Readonly<Record<string, AliasTarget>>;
}

/** What runs for one service in one colour. */
export interface Release {
  /** The commit whose image runs there. */
  readonly commit: string;
  readonly imageId: string;
}

/** The instances of one service in one colour. */
export interface Fleet {
  readonly service: string;
  readonly kind: "web" | "worker";

  /** Role in the account that owns the instances. Absent: the credentials that Pulumi itself runs with. */
  readonly roleArn?: string | undefined;
  readonly autoScalingGroupName: string;

  /** Present for web services. */
  readonly targetGroupArn?: string | undefined;

  /** Names of the CloudWatch alarms that watch the instances. */
  readonly alarmNames: readonly string[];
}

/** One SSM parameter in which workers read the active colour. */
export interface Job {
  readonly vertical: string;
  readonly roleArn?: string | undefined;
  readonly parameterName: string;
}

/** Upper bounds of the switch's waits, in seconds. */
export interface Timeouts {
  /** For reading names, parameters and health before anything is changed. */
  readonly readSeconds?: number | undefined;

  /** For Route 53 to accept one zone's batch, retries included. */
  readonly batchSeconds?: number | undefined;

  /** For Route 53 to answer INSYNC after a batch was accepted. */
  readonly insyncSeconds?: number | undefined;
}

/** A minute for everything that is read, two for a busy zone, ten for the name servers: one to two are usual. */
const DEFAULT_LIMITS = { readSeconds: 60, batchSeconds: 120, insyncSeconds: 600 };

/** The release queue; the stack's lane in it is named after the stack. */
export interface QueueReference {
  /** ARN of the DynamoDB table. */
  readonly tableArn: string;

  /** Role in the account that owns the table. Absent: the credentials that Pulumi itself runs with. */
  readonly roleArn?: string | undefined;

  /** Seconds after which a silent holder has lost its turn. Every sign of life starts them anew. */
  readonly leaseSeconds?: number | undefined;

  /** Seconds that a run waits for its turn. */
  readonly patienceSeconds?: number | undefined;
}

/** The ledger; the stack's records in it are below the stack's name. */
export interface LedgerReference {
  readonly bucket: string;

  /** ARN of the key that signs records. The bucket is in the key's region. */
  readonly keyArn: string;

  /** Role in the account that owns bucket and key. Absent: the credentials that Pulumi itself runs with. */
  readonly roleArn?: string | undefined;
}

/** The image catalogue. */
export interface ImagesReference {
  /** The table's name and region. */
  readonly tableName: string;
  readonly region: string;

  /** Role in the account that owns the table. Absent: the credentials that Pulumi itself runs with. */
  readonly roleArn?: string | undefined;

  /** By service: what its instances are, and its images are built for. */
  readonly architectures: Readonly<Record<string, Architecture>>;
}

/** The table that says where the schema of a service's database stands, in the switch's region. */
export interface SchemaReference {
  readonly tableName: string;

  /** Role in the account that owns the table. Absent: the credentials that Pulumi itself runs with. */
  readonly roleArn?: string | undefined;
}

/** Who is told of releases. */
export interface NoticesReference {
  readonly topicArn?: string | undefined;

  /** Role in the account that owns the topic. Absent: the credentials that Pulumi itself runs with. */
  readonly roleArn?: string | undefined;
  readonly webhookUrl?: string | undefined;
}

/** The bounds in force. */
export function limitsOf({ timeouts }: Pick<SwitchInputs, "timeouts">): typeof DEFAULT_LIMITS {
  return {
    readSeconds: timeouts?.readSeconds ?? DEFAULT_LIMITS.readSeconds,
    batchSeconds: timeouts?.batchSeconds ?? DEFAULT_LIMITS.batchSeconds,
    insyncSeconds: timeouts?.insyncSeconds ?? DEFAULT_LIMITS.insyncSeconds,
  };
}

/** The switch's inputs as its own code sees them: everything known. */
export interface SwitchInputs {
  /** Version of the switch's code; a new one is one update of the resource. */
  readonly version: number;
  readonly stack: string;
  readonly region: string;
  readonly activeColor: string;
  readonly colors: readonly string[];

  /** Role in the account that owns the public zones. */
  readonly dnsRoleArn?: string | undefined;
  readonly names: readonly PublicName[];

  /** By colour, then by service. */
  readonly releases: Readonly<Record<string, Readonly<Record<string, Release>>>>;

  /** By colour. */
  readonly fleets: Readonly<Record<string, readonly Fleet[]>>;
  readonly jobs: readonly Job[];
  readonly queue: QueueReference;
  readonly ledger: LedgerReference;
  readonly notices: NoticesReference;
  readonly images: ImagesReference;

  /** By service that has a database; absent where none has. */
  readonly schemas?: Readonly<Record<string, SchemaReference>> | undefined;
  readonly freezeWindows: readonly FreezeWindow[];
  readonly overrides: readonly Override[];
  readonly timeouts?: Timeouts | undefined;
}

/** What the inputs say of the names. */
export type NameInputs = Pick<SwitchInputs, "names" | "activeColor" | "colors">;

/** Inputs that states of earlier versions do not have. */
type Later = "queue" | "ledger" | "notices" | "images";

/** What the engine keeps of the switch. */
export interface SwitchState
  extends Omit<SwitchInputs, Later>, Partial<{ [K in Later]: SwitchInputs[K] | undefined }> {
  /** By public name, what Route 53 holds as far as the switch knows, in the words of `recordText`. */
  readonly records: Readonly<Record<string, string>>;

  /** By zone id, a change that Route 53 accepted and that was not INSYNC when the switch last looked. */
  readonly pendingChanges?: Readonly<Record<string, string>> | undefined;

  /** Number of an intent in the ledger whose outcome is still to be written. */
  readonly openRecord?: number | undefined;

  /** Where names and workers are, as a refresh has found them, if that is not where the state says. */
  readonly liveColor?: string | undefined;

  /** The finding that the last update has dealt with. The engine keeps it in the inputs and shows it again in a refresh. */
  readonly settledTrace?: string | undefined;

  /** What the names reached before they moved last: the way back is a rollback. */
  readonly cameFrom?:
    { readonly color: string; readonly release: Readonly<Record<string, Release>> } | undefined;
}

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

/** Time and chance, so that tests need neither. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;

  /** Rejects with the signal's reason when it aborts first. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;

  /** A signal that aborts after so many seconds; `what` names the wait in the reason. */
  deadline(seconds: number, what: string): AbortSignal;

  /** At least 0, below 1. */
  random(): number;
}

/** An identity of AWS. */
export interface Caller {
  readonly arn: string;
  readonly account: string;
}

/** The project that the switch is declared in, as it is checked out. */
export interface Project {
  /** Of the checked-out commit; `null` where there is none. */
  author(signal: AbortSignal): Promise<CommitAuthor | null>;

  /** SHA-256 of the policy pack; `null` where there is none. */
  policyPack(): Promise<string | null>;
}

/** A turn in the release queue that somebody has claimed for this run. */
export interface ClaimedTurn {
  readonly ticketId: string;
  readonly token: number;
}

/** What the switch needs to reach AWS. */
export type Reach = Pick<SwitchState, "stack" | "region" | "dnsRoleArn" | Later>;

/** What the switch works with. */
export interface SwitchTools {
  readonly cloudFor: (reach: Reach) => SwitchCloud;
  readonly project: Project;

  /** Absent: the run takes its turn itself. */
  readonly turn?: ClaimedTurn | undefined;
  readonly clock: Clock;
  readonly progress: (message: string) => void;
}

/** Inputs or outputs as the engine hands them over: plain data, with the provider's text among them. */
export type Properties = Readonly<Record<string, unknown>>;

/** What refuses. `inputs` are inputs that contradict each other. */
export type Gate =
  | "inputs"
  | "names"
  | "workers"
  | "live"
  | "unknown"
  | "health"
  | "alarms"
  | "twins"
  | "images"
  | "schema"
  | "queue"
  | "freeze"
  | "ledger";

/** What the engine shows of a refusal. */
export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

/** One reason to refuse, bound to the input that it is about. */
export interface Refusal extends CheckFailure {
  readonly gate: Gate;

  /** The service that it is about, where it is about one. */
  readonly service?: string | undefined;
}
