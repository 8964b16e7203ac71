import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { ClusterConfig, ServiceConfig } from "../../config";
import type { NetworkReference } from "../network/verticalNetwork";
import { WebService } from "./webService";
import { WorkerService } from "./workerService";

/** What the services of one vertical share in every cluster. */
export interface VerticalContext {
  readonly provider: aws.Provider;
  readonly network: NetworkReference;

  /** The vertical's validated certificate; absent where the vertical has no web service. */
  readonly certificateArn: pulumi.Input<string> | undefined;

  /** The SSM parameter that tells the vertical's workers which colour is active; absent in a stack without colours. */
  readonly activeColor: { readonly name: string; readonly arn: pulumi.Input<string> } | undefined;

  /** The policy that an instance's role needs so that its sessions are logged, as JSON. */
  readonly instancePolicy: pulumi.Input<string>;

  /** By service, then by the secret's name, the ARN of what the service may read. */
  readonly secretArns: Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>>;

  /** Tags of the vertical, for what the provider's default tags do not reach: instances and their volumes. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface ClusterArgs {
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

  /** Whether the engine refuses to delete or replace what serves: for the colour that has the public names. */
  readonly protect: boolean;
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
        workerServices[service.name] = new WorkerService(
          childName,
          { ...fleet, activeColorParameterArn: vertical.activeColor?.arn },
          opts,
        );
        continue;
      }
      if (vertical.certificateArn === undefined) {
        throw new pulumi.ResourceError(`Web service ${service.name} has no certificate.`, this);
      }
      webServices[service.name] = new WebService(
        childName,
        {
          ...fleet,
          port: service.web.port,
          healthPath: service.web.healthPath,
          internal: args.cluster.internal,
          certificateArn: vertical.certificateArn,
          deletionProtection: args.deletionProtection,
        },
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

  private fleetArgs(args: ClusterArgs, service: ServiceConfig, vertical: VerticalContext) {
    const { cluster, region } = args;
    return {
      boot: {
        service: service.name,
        cluster: cluster.name,
        commit: lookUp(cluster.release, service.name, "release", this),
        region,
        ...(service.web === undefined ? {} : { port: service.web.port }),
        ...(service.web !== undefined || vertical.activeColor === undefined
          ? {}
          : { activeColorParameter: vertical.activeColor.name }),
      },
      imageId: lookUp(args.imageIds, service.name, "image", this),
      instanceType: service.instanceType,
      min: scaled(service.min, cluster.scale),
      max: scaled(service.max, cluster.scale),
      capacityTimeout: args.capacityTimeout,
      protect: args.protect,
      network: vertical.network,
      noticesTopicArn: args.noticesTopicArn,
      instancePolicy: vertical.instancePolicy,
      secretArns: vertical.secretArns[service.name] ?? {},
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
