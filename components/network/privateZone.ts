import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface PrivateZoneArgs {
  /** The zone's name, for example `payments.prod.internal`. */
  readonly domain: string;

  /** The only network that resolves it. */
  readonly vpcId: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/** The zone of names that one network alone resolves. */
export function declarePrivateZone(
  name: string,
  { domain, vpcId, tags }: PrivateZoneArgs,
  parent: pulumi.ComponentResource,
): aws.route53.Zone {
  return new aws.route53.Zone(
    name,
    { name: domain, comment: `Inside ${name} only`, vpcs: [{ vpcId }], tags: { ...tags } },
    { parent },
  );
}
