import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface PublicZonesArgs {
  /** Names of the zones, for example `example.com`. */
  readonly domains: readonly string[];
  readonly protect: boolean;
}

/** The public zones of the company, in the delivery account. */
export class PublicZones extends pulumi.ComponentResource {
  /** Zone id by domain. */
  public readonly zoneIds: Readonly<Record<string, pulumi.Output<string>>>;

  /** Name servers by domain: what the registrar must point at. */
  public readonly nameServers: Readonly<Record<string, pulumi.Output<string[]>>>;

  public constructor(name: string, args: PublicZonesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:dns:PublicZones", name, args, opts);

    const zones = args.domains.map((domain) => {
      const zone = new aws.route53.Zone(
        domain,
        { name: domain, comment: "Public names of duotone" },
        { parent: this, protect: args.protect },
      );
      return [domain, zone] as const;
    });

    this.zoneIds = Object.fromEntries(zones.map(([domain, zone]) => [domain, zone.zoneId]));
    this.nameServers = Object.fromEntries(zones.map(([domain, zone]) => [domain, zone.nameServers]));
    this.registerOutputs({ zoneIds: this.zoneIds, nameServers: this.nameServers });
  }
}
