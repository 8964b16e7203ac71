import type { Architecture } from "../../components/images/architecture";
import type { FreezeWindow } from "./freeze";
import type { Override } from "./overrides";

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

/** What the switch needs to reach AWS. */
export type Reach = Pick<SwitchState, "stack" | "region" | "dnsRoleArn" | Later>;
