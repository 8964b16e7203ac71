import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface RoleWithRightsArgs {
  readonly role: aws.iam.RoleArgs;

  /** The one policy that the role has, which nothing else has. */
  readonly rights: Omit<aws.iam.RolePolicyArgs, "role">;
}

/**
 * Declares a role with its rights.
 *
 * @returns The role's ARN, known once it has its rights: whoever waits for it finds a role that works.
 */
export function roleWithRights(
  name: string,
  { role: roleArgs, rights: rightsArgs }: RoleWithRightsArgs,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const role = new aws.iam.Role(name, roleArgs, { parent });
  const rights = new aws.iam.RolePolicy(name, { role: role.name, ...rightsArgs }, { parent });
  return pulumi.all([role.arn, rights.id]).apply(([arn]) => arn);
}
