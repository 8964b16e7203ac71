import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterConfig, ServiceConfig } from "../../config";
import type { Override } from "../../providers/switch/overrides";
import type { NetworkReference } from "../network/verticalNetwork";
import type { LogKeeping } from "../observability/archivedLogGroup";
import { logGroupNames } from "../observability/serviceLogs";
import { type ActiveColorParameter, jobBoot, jobRights } from "./jobs";
import { NO_DATA, type ServiceData, withRights } from "./serviceData";
import { WebService } from "./webService";
import { WorkerService } from "./workerService";

/** What the web services of one vertical share in every cluster. */
export interface WebContext {
  /** A validated certificate that covers all their names. */
  readonly certificateArn: pulumi.Input<string>;

  /** The bucket that takes access logs of balancers. */
  readonly accessLogBucket: pulumi.Input<string>;

  /** The firewall before public balancers; absent where all clusters are internal. */
  readonly webAclArn: pulumi.Input<string> | undefined;
}

/** What the services of one vertical share in every cluster. */
export interface VerticalContext {
  readonly provider: aws.Provider;
  readonly network: NetworkReference;

  /** What its web services share; absent where it has none. */
  readonly web: WebContext | undefined;

  /** Tells the vertical's workers and jobs which colour is active; absent in a stack without colours. */
  readonly activeColor: ActiveColorParameter | undefined;

  /** The policy that an instance's role needs so that its sessions are logged, as JSON. */
  readonly instancePolicy: pulumi.Input<string>;

  /** By service, then by the secret's name, the ARN of what the service may read. */
  readonly secretArns: Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>>;

  /** By service, what it is given of the vertical's data stores; absent for one that asks for none. */
  readonly data: Readonly<Record<string, ServiceData>>;

  /** How its log groups are kept. */
  readonly logs: LogKeeping;

  /** Role in the vertical's account, for what the program does there by itself. */
  readonly roleArn: pulumi.Input<string>;

  /** Tags of the vertical, for what the provider's default tags do not reach: instances and their volumes. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface ClusterArgs {
  readonly stack: string;
  readonly cluster: ClusterConfig;
  readonly services: readonly ServiceConfig[];
  readonly verticals: Readonly<Record<string, VerticalContext>>;

  /** Image id by service: what the cluster's release resolves to. */
  readonly imageIds: Readonly<Record<string, pulumi.Input<string>>>;
  readonly region: string;

  /** SNS topic that the services' alarms tell. */
  readonly noticesTopicArn: pulumi.Input<string>;
  readonly capacityTimeout: string;
  readonly deletionProtection: boolean;

  /** Those of gate `drain` let instances go that still hold logs or files. */
  readonly overrides: readonly Override[];

  /** Whether the engine refuses to delete or replace what serves: for the colour that has the public names. */
  readonly protect: boolean;

  /** Services whose instances may be replaced all the same. */
  readonly replaceable: readonly string[];
}

/** One complete set of all services, each in its vertical's account. Clusters share nothing but the network. */
export class Cluster extends pulumi.ComponentResource {
  /** By service name. */
  public readonly webServices: Readonly<Record<string, WebService>>;
  public readonly workerServices: Readonly<Record<string, WorkerService>>;

  /** By service name, known once the alarms exist. */
  public readonly alarmNames: Readonly<Record<string, readonly pulumi.Output<string>[]>>;

  public constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:clusters:Cluster", name, undefined, opts);

    const webServices: Record<string, WebService> = {};
    const workerServices: Record<string, WorkerService> = {};
    for (const service of args.services) {
      const vertical = lookUp(args.verticals, service.vertical, "vertical", this);
      const childName = `${name}-${service.name}`;
      const opts = { parent: this, provider: vertical.provider };
      const fleet = this.fleetArgs(args, service, vertical);
      if (service.web === undefined) {
        workerServices[service.name] = new WorkerService(childName, fleet, opts);
        continue;
      }
      webServices[service.name] = new WebService(
        childName,
        { ...fleet, ...this.webArgs(args, service.name, service.web, vertical) },
        opts,
      );
    }

    this.webServices = webServices;
    this.workerServices = workerServices;
    this.alarmNames = Object.fromEntries(
      Object.entries({ ...webServices, ...workerServices }).map(([service, { alarmNames }]) => [
        service,
        alarmNames,
      ]),
    );
    this.registerOutputs({});
  }

  private webArgs(
    { cluster, deletionProtection }: ClusterArgs,
    name: string,
    { port, healthPath, requestsPerTarget, latencySeconds }: NonNullable<ServiceConfig["web"]>,
    { web }: VerticalContext,
  ) {
    if (web === undefined) {
      throw new pulumi.ResourceError(`Web service ${name} has no certificate.`, this);
    }
    return {
      port,
      healthPath,
      requestsPerTarget,
      latencySeconds,
      internal: cluster.internal,
      certificateArn: web.certificateArn,
      accessLogs: { bucket: web.accessLogBucket, prefix: `${cluster.name}/${name}` },
      webAclArn: cluster.internal ? undefined : web.webAclArn,
      deletionProtection,
    };
  }

  private fleetArgs(args: ClusterArgs, service: ServiceConfig, vertical: VerticalContext) {
    const { stack, cluster, region } = args;
    return {
      boot: {
        service: service.name,
        cluster: cluster.name,
        commit: lookUp(cluster.release, service.name, "release", this),
        region,
        ...(service.web === undefined ? {} : { port: service.web.port, tls: true }),
        ...(Object.keys(service.settings).length === 0 ? {} : { settings: service.settings }),
        ...jobBoot(service, cluster, vertical.activeColor),
        logGroups: logGroupNames(stack, cluster.name, service.name),
      },
      logs: vertical.logs,
      drain: {
        stack: args.stack,
        roleArn: vertical.roleArn,
        overrides: args.overrides.filter(
          ({ gate, service: named }) => gate === "drain" && named === service.name,
        ),
      },
      imageId: lookUp(args.imageIds, service.name, "image", this),
      instanceType: service.instanceType,
      min: scaled(service.min, cluster.scale),
      max: scaled(service.max, cluster.scale),
      purchase: service.purchase,
      cpuPercent: service.cpuPercent,
      hasJobs: service.jobs.length > 0,
      capacityTimeout: args.capacityTimeout,
      protect: args.protect,
      replaceable: args.replaceable.includes(service.name),
      network: vertical.network,
      noticesTopicArn: args.noticesTopicArn,
      instancePolicy: vertical.instancePolicy,
      secretArns: vertical.secretArns[service.name] ?? {},
      data: withRights(vertical.data[service.name] ?? NO_DATA, jobRights(service, vertical.activeColor)),
      tags: { ...vertical.tags, cluster: cluster.name, service: service.name },
    };
  }
}

/** A count at a cluster's scale, in whole instances, never none. */
export function scaled(count: number, scale: number): number {
  // Rounded first: 10 times 1.1 is a little more than 11 in floating point.
  return Math.max(1, Math.ceil(Number((count * scale).toFixed(6))));
}

function lookUp<T>(
  table: Readonly<Record<string, T>>,
  key: string,
  what: string,
  resource: pulumi.Resource,
): T {
  const value = table[key];
  if (value === undefined) {
    throw new pulumi.ResourceError(`No ${what} for ${key}.`, resource);
  }
  return value;
}
