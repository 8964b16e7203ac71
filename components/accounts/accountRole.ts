import * as pulumi from "@pulumi/pulumi";

/** ARN of a role without a path, by its account and name. */
export function accountRole(accountId: pulumi.Input<string>, name: string): pulumi.Output<string> {
  return pulumi.interpolate`arn:aws:iam::${accountId}:role/${name}`;
}
