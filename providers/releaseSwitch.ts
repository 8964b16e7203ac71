import * as pulumi from "@pulumi/pulumi";

import type { Architecture } from "../components/images/architecture";
import { projectCode } from "./projectCode";
import type * as operations from "./switch/operations";
import type { FreezeWindow } from "./switch/freeze";
import type { Override } from "./switch/overrides";
import type { Timeouts } from "./switch/switchInputs";
import type { Properties } from "./switch/types";

/** Version of the switch's code. A new one is one update of the resource, which moves nothing by itself. */
const CODE_VERSION = 2;

/** Where an alias record points. */
export interface SwitchTarget {
  /** DNS name of the load balancer. */
  readonly dnsName: pulumi.Input<string>;

  /** Id of the zone that AWS keeps the balancer's name in: the balancer's own `zoneId`. */
  readonly zoneId: pulumi.Input<string>;
}

/** One public name. */
export interface SwitchName {
  /** The web service behind the name. */
  readonly service: string;

  /** The public name, for example `www.example.com`. */
  readonly fqdn: string;

  /** Id of the public hosted zone that holds the name. */
  readonly zoneId: pulumi.Input<string>;

  /** By colour; every colour has one, the idle one too, or a switch back would have nowhere to go. */
  readonly targets: Readonly<Record<string, SwitchTarget>>;
}

/** What runs for one service in one colour. */
export interface SwitchRelease {
  readonly commit: string;
  readonly imageId: pulumi.Input<string>;
}

/** The instances of one service in one colour, as far as their health can be asked for. */
export interface SwitchFleet {
  readonly service: string;
  readonly kind: "web" | "worker";

  /**
   * Role in the account that owns the instances.
   *
   * @default - the credentials that Pulumi itself runs with
   */
  readonly roleArn?: pulumi.Input<string>;
  readonly autoScalingGroupName: pulumi.Input<string>;

  /**
   * The target group whose healthy targets count. A web service needs one.
   *
   * @default - the group's own instances count
   */
  readonly targetGroupArn?: pulumi.Input<string>;

  /** Names of the CloudWatch alarms that must all be OK before names move there. A service needs at least one. */
  readonly alarmNames: readonly pulumi.Input<string>[];
}

/** An SSM parameter of type String in which the workers of one vertical read the active colour. */
export interface SwitchJob {
  readonly vertical: string;

  /**
   * Role in the vertical's account.
   *
   * @default - the credentials that Pulumi itself runs with
   */
  readonly roleArn?: pulumi.Input<string>;
  readonly parameterName: string;
}

/** The release queue. The stack has a lane of its own in it. */
export interface SwitchQueue {
  /** ARN of the DynamoDB table. */
  readonly tableArn: pulumi.Input<string>;

  /**
   * Role in the account that owns the table.
   *
   * @default - the credentials that Pulumi itself runs with
   */
  readonly roleArn?: pulumi.Input<string>;

  /**
   * Seconds after which a silent run has lost its turn.
   *
   * @default 60
   */
  readonly leaseSeconds?: number;

  /**
   * Seconds that a run waits for its turn.
   *
   * @default 1800
   */
  readonly patienceSeconds?: number;
}

/** The ledger. The stack has a chain of records of its own in it. */
export interface SwitchLedger {
  /** Name of a bucket with Object Lock. */
  readonly bucket: pulumi.Input<string>;

  /** ARN of the key that signs records: ECC_NIST_P256, in the bucket's region. */
  readonly keyArn: pulumi.Input<string>;

  /**
   * Role in the account that owns both.
   *
   * @default - the credentials that Pulumi itself runs with
   */
  readonly roleArn?: pulumi.Input<string>;
}

/** The image catalogue: what runs in the colour that names move to must be in it, and not be revoked. */
export interface SwitchImages {
  /** Name of the DynamoDB table. */
  readonly tableName: pulumi.Input<string>;

  /** Region of the table. */
  readonly region: string;

  /**
   * Role in the account that owns the table.
   *
   * @default - the credentials that Pulumi itself runs with
   */
  readonly roleArn?: pulumi.Input<string>;

  /** By service, what its images are built for. */
  readonly architectures: Readonly<Record<string, Architecture>>;
}

/** Where it is written down at which version the schema of a service's database is. */
export interface SwitchSchema {
  /** Name of a DynamoDB table with the key `id`, in the switch's region. */
  readonly tableName: pulumi.Input<string>;

  /**
   * Role in the account that owns the table.
   *
   * @default - the credentials that Pulumi itself runs with
   */
  readonly roleArn?: pulumi.Input<string>;
}

/** Who hears of releases. */
export interface SwitchNotices {
  /**
   * ARN of an SNS topic.
   *
   * @default - nobody hears by SNS
   */
  readonly topicArn?: pulumi.Input<string>;

  /**
   * Role in the account that owns the topic.
   *
   * @default - the credentials that Pulumi itself runs with
   */
  readonly roleArn?: pulumi.Input<string>;

  /**
   * An HTTPS address that gets each notice in a POST, signed with the ledger's key.
   *
   * @default - none
   */
  readonly webhookUrl?: string;
}

export interface ReleaseSwitchArgs {
  /** The stack, for the comment of each change and the resource's id. */
  readonly stack: string;

  /** Region of the load balancers, auto scaling groups and parameters. */
  readonly region: string;

  /** The colour that all public names shall point at. */
  readonly activeColor: string;

  /** The clusters that may receive the public names. */
  readonly colors: readonly string[];

  /**
   * Role in the account that owns the public zones.
   *
   * @default - the credentials that Pulumi itself runs with
   */
  readonly dnsRoleArn?: pulumi.Input<string>;
  readonly names: readonly SwitchName[];

  /** By colour, then by service. */
  readonly releases: Readonly<Record<string, Readonly<Record<string, SwitchRelease>>>>;

  /** By colour. Every service of the active colour must be able to take the load, whether it has a name or not. */
  readonly fleets: Readonly<Record<string, readonly SwitchFleet[]>>;

  readonly jobs: readonly SwitchJob[];

  /** Releases take turns. */
  readonly queue: SwitchQueue;

  /** Nothing moves without a record. */
  readonly ledger: SwitchLedger;
  readonly notices: SwitchNotices;
  readonly images: SwitchImages;

  /**
   * By service that has a database: no name moves to a release that does not run on the schema as it is.
   *
   * @default - no service has one, and nothing is asked
   */
  readonly schemas?: Readonly<Record<string, SwitchSchema>>;

  /**
   * Times in which no name moves from one colour to another.
   *
   * @default - none
   */
  readonly freezeWindows?: readonly FreezeWindow[];

  /**
   * Gates that a person lets the names pass, for a day at most.
   *
   * @default - none
   */
  readonly overrides?: readonly Override[];

  /**
   * Upper bounds of the waits. They are no part of what exists: a change of them alone is no update.
   *
   * @default - 60 s for reading, 120 s for a zone to take its batch, 600 s for INSYNC
   */
  readonly timeouts?: Timeouts;
}

const load = () => (projectCode("switch/operations") as typeof operations).releaseSwitchOperations();

/**
 * The engine's side of the switch.
 *
 * Pulumi stores these methods as text in every state and runs them in a process of its own. They are therefore a
 * few lines that never change, capture nothing, and find the code in the project when they run. The text is not
 * part of `diff`: a state that holds an older text is not an update, and the older text still finds today's code,
 * as long as `providers/switch/operations.ts` keeps its place and `releaseSwitchOperations` its methods.
 */
export const releaseSwitchProvider = {
  check: async (olds: Properties, news: Properties) => load().check(olds, news),
  diff: async (_id: string, olds: Properties, news: Properties) => load().diff(olds, news),
  create: async (inputs: Properties) => load().create(inputs),
  read: async (id: string, props: Properties = {}) => load().read(id, props),
  update: async (id: string, olds: Properties, news: Properties) => load().update(id, olds, news),
  delete: async (_id: string, props: Properties) => load().remove(props),
} satisfies pulumi.dynamic.ResourceProvider<Properties, Properties>;

/**
 * The public names of a stack, all on one colour.
 *
 * Changing `activeColor` is a promotion, or a rollback: one change batch per hosted zone moves every name, then the
 * switch waits until Route 53's servers know it, then it tells the workers. It refuses, at preview already, to move
 * to a colour that cannot serve, to touch a record that somebody else changed, and to change what is live.
 */
export class ReleaseSwitch extends pulumi.dynamic.Resource {
  /** The colour that the names point at. */
  declare public readonly activeColor: pulumi.Output<string>;

  /** By public name, the record that the switch holds there, in words. */
  declare public readonly records: pulumi.Output<Readonly<Record<string, string>>>;

  public constructor(name: string, args: ReleaseSwitchArgs, opts?: pulumi.CustomResourceOptions) {
    const props = { ...args, version: CODE_VERSION, records: undefined };
    // A replacement that somebody forces must not be made first: it would adopt the very records that the deletion
    // of the old one then removes. The engine asks for this here; what `diff` says, it ignores where it is forced.
    const safe = pulumi.mergeOptions({ deleteBeforeReplace: true }, opts);
    super(releaseSwitchProvider, name, props, safe, "release", "ReleaseSwitch");
  }
}
