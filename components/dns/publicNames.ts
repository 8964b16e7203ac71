import * as pulumi from "@pulumi/pulumi";

import type { ClusterConfig, ServiceConfig } from "../../config";
import { ReleaseSwitch, type ReleaseSwitchArgs } from "../../providers/releaseSwitch";
import type { Cluster } from "../clusters/cluster";

/** One service's copy in one colour, with everything the switch must know to judge and to move it. */
export interface ColourArgs {
  readonly config: ClusterConfig;
  readonly cluster: Cluster;
  readonly imageIds: Readonly<Record<string, pulumi.Input<string>>>;
}

export interface PublicNamesArgs {
  readonly stack: string;
  readonly region: string;
  readonly activeColor: string;
  readonly colours: readonly ColourArgs[];
  readonly services: readonly ServiceConfig[];

  /** Zone id by zone name. */
  readonly zoneIds: Readonly<Record<string, string>>;

  /** Role in the account that owns the zones. */
  readonly zoneRoleArn: string;

  /** Role of each vertical's account: the switch asks there for the health of the targets. */
  readonly verticalRoleArns: Readonly<Record<string, pulumi.Input<string>>>;

  /** Name of the SSM parameter by vertical, for each vertical that has workers. */
  readonly activeColorParameters: Readonly<Record<string, string>>;

  /** The image catalogue, as far as it is the same for all services. */
  readonly catalogue: Omit<ReleaseSwitchArgs["images"], "architectures">;

  /** By service that has a database, the name of the table that says where its schema stands. */
  readonly schemas: Readonly<Record<string, string>>;

  /** Queue, ledger, notices, freeze windows and overrides. */
  readonly release: Pick<ReleaseSwitchArgs, "queue" | "ledger" | "notices" | "freezeWindows" | "overrides">;
}

/** The public names. One resource moves them all, so that they move together or not at all. */
export class PublicNames extends pulumi.ComponentResource {
  public constructor(name: string, args: PublicNamesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:dns:PublicNames", name, undefined, opts);

    const byColour = <T>(each: (colour: ColourArgs) => T): Record<string, T> =>
      Object.fromEntries(args.colours.map((colour) => [colour.config.name, each(colour)]));

    new ReleaseSwitch(
      name,
      {
        stack: args.stack,
        region: args.region,
        activeColor: args.activeColor,
        colors: args.colours.map((colour) => colour.config.name),
        dnsRoleArn: args.zoneRoleArn,
        names: args.services.flatMap(({ name: service, web }) =>
          web === undefined
            ? []
            : [
                {
                  service,
                  fqdn: web.fqdn,
                  zoneId: required(args.zoneIds, web.domain),
                  targets: byColour(({ cluster }) => {
                    const balancer = required(cluster.webServices, service);
                    return { dnsName: balancer.dnsName, zoneId: balancer.zoneId };
                  }),
                },
              ],
        ),
        releases: byColour(({ config, imageIds }) =>
          Object.fromEntries(
            args.services.map(({ name: service }) => [
              service,
              { commit: required(config.release, service), imageId: required(imageIds, service) },
            ]),
          ),
        ),
        fleets: byColour(({ cluster }) =>
          args.services.map(({ name: service, kind, vertical }) => {
            const common = {
              service,
              roleArn: required(args.verticalRoleArns, vertical),
              alarmNames: required(cluster.alarmNames, service),
            };
            if (kind === "worker") {
              const { autoScalingGroupName } = required(cluster.workerServices, service);
              return { ...common, kind, autoScalingGroupName };
            }
            const { autoScalingGroupName, targetGroupArn } = required(cluster.webServices, service);
            return { ...common, kind, autoScalingGroupName, targetGroupArn };
          }),
        ),
        jobs: Object.entries(args.activeColorParameters).map(([vertical, parameterName]) => ({
          vertical,
          roleArn: required(args.verticalRoleArns, vertical),
          parameterName,
        })),
        images: {
          ...args.catalogue,
          architectures: Object.fromEntries(
            args.services.map(({ name: service, architecture }) => [service, architecture]),
          ),
        },
        ...schemasOf(args),
        ...args.release,
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

/** Nothing at all where no service has a database: nobody is to pay for what nobody has. */
function schemasOf({
  schemas,
  services,
  verticalRoleArns,
}: PublicNamesArgs): Pick<ReleaseSwitchArgs, "schemas"> {
  const found = services.flatMap(({ name, vertical }) => {
    const tableName = schemas[name];
    return tableName === undefined
      ? []
      : [[name, { tableName, roleArn: required(verticalRoleArns, vertical) }] as const];
  });
  return found.length === 0 ? {} : { schemas: Object.fromEntries(found) };
}

function required<T>(table: Readonly<Record<string, T>>, key: string): T {
  const value = table[key];
  if (value === undefined) {
    throw new Error(`Nothing is known of ${key}; known: ${Object.keys(table).join(", ")}.`);
  }
  return value;
}
