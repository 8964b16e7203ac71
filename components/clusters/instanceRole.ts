import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { ownGroupArn } from "./ownGroup";

/** Lets Session Manager in, so that nobody needs SSH: no key pair, no open port, every session logged. */
export const SESSION_MANAGER_POLICY = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore";

/** Trust policy of a role for EC2 instances. */
export const INSTANCE_TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

export interface InstanceRoleArgs {
  /** The policy that an instance's role needs so that its sessions are logged, as JSON. */
  readonly sessionPolicy: pulumi.Input<string>;

  /** What else instances may do. */
  readonly rights: readonly aws.iam.PolicyStatement[];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The role of one service's instances in one cluster, with what the service names and nothing more.
 *
 * @returns The role, and what gives it its rights.
 */
export function createInstanceRole(
  name: string,
  { sessionPolicy, rights, tags }: InstanceRoleArgs,
  opts: pulumi.CustomResourceOptions,
): { readonly role: aws.iam.Role; readonly policies: readonly pulumi.Resource[] } {
  const role = new aws.iam.Role(
    name,
    { description: `Instances of ${name}`, assumeRolePolicy: INSTANCE_TRUST, tags: { ...tags } },
    opts,
  );
  const sessionManager = new aws.iam.RolePolicyAttachment(
    `${name}-session-manager`,
    { role: role.name, policyArn: SESSION_MANAGER_POLICY },
    opts,
  );
  const sessions = new aws.iam.RolePolicy(
    `${name}-sessions`,
    { role: role.name, policy: sessionPolicy },
    opts,
  );
  const own =
    rights.length === 0
      ? []
      : [
          new aws.iam.RolePolicy(
            `${name}-rights`,
            { role: role.name, policy: pulumi.jsonStringify({ Version: "2012-10-17", Statement: rights }) },
            opts,
          ),
        ];
  return { role, policies: [sessionManager, sessions, ...own] };
}

/** The right to say of itself that it cannot do its work, to the auto scaling group that an instance is of. */
export function healthRights(name: string): readonly aws.iam.PolicyStatement[] {
  return [
    {
      Effect: "Allow",
      Action: "autoscaling:SetInstanceHealth",
      Resource: ownGroupArn(name),
    },
  ];
}

/** The right to read secrets, whose key lets Secrets Manager decrypt for whoever may read them. */
export function secretRights(arns: readonly pulumi.Input<string>[]): readonly aws.iam.PolicyStatement[] {
  return arns.length === 0
    ? []
    : [{ Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: [...arns] }];
}
