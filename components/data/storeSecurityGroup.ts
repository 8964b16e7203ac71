import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import type { DataContext } from "./dataContext";

/**
 * The security group of one store, which has no rule: nobody gets in, and the store calls nobody. Each cluster adds the rule
 * that lets in the instances of the service that asked for the store, and takes it along when it goes.
 */
export function storeSecurityGroup(
  name: string,
  description: string,
  { vpcId, tags }: Pick<DataContext, "vpcId" | "tags">,
  parent: pulumi.Resource,
): aws.ec2.SecurityGroup {
  return new aws.ec2.SecurityGroup(name, { description, vpcId, tags: { Name: name, ...tags } }, { parent });
}
