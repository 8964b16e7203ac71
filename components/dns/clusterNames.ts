import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface ClusterNamesArgs {
  /** The names of one cluster's web services, each with its zone and its balancer. */
  readonly names: readonly {
    readonly fqdn: string;
    readonly zoneId: string;
    readonly balancer: {
      readonly dnsName: pulumi.Input<string>;
      readonly zoneId: pulumi.Input<string>;
    };
  }[];
}

/** The names of one cluster's services, so that the idle colour can be tested before anyone sees it. */
export class ClusterNames extends pulumi.ComponentResource {
  public constructor(name: string, args: ClusterNamesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:dns:ClusterNames", name, undefined, opts);

    for (const { fqdn, zoneId, balancer } of args.names) {
      new aws.route53.Record(
        fqdn,
        {
          zoneId,
          name: fqdn,
          type: "A",
          aliases: [{ name: balancer.dnsName, zoneId: balancer.zoneId, evaluateTargetHealth: true }],
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
