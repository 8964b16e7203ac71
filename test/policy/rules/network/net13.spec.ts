import assert from "node:assert/strict";

import { net13 } from "../../../../policy/rules/network/net13";
import { checkOne, node, unknown } from "../../support/world";

const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const ENDPOINT_POLICY = "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy";
const SERVICE = "aws:ec2/vpcEndpointService:VpcEndpointService";
const PRINCIPAL = "aws:ec2/vpcEndpointServiceAllowedPrinciple:VpcEndpointServiceAllowedPrinciple";

describe("NET-13: endpoints and endpoint services", () => {
  const messages = (type: string, props: object) =>
    checkOne(net13, node(type, "core", { props: { ...props } })).map(({ message }) => message);
  const limited = {
    Effect: "Allow",
    Principal: "*",
    Action: "*",
    Resource: "*",
    Condition: { StringEquals: { "aws:PrincipalAccount": "200000000001" } },
  };
  const open = { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };
  const policy = (...statements: readonly unknown[]) => ({
    serviceName: "com.amazonaws.eu-west-1.s3",
    policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }),
  });
  const when = (condition: unknown) => policy({ ...open, Condition: condition });

  const right: Record<string, [type: string, props: object]> = {
    "a policy for one account's principals": [ENDPOINT, policy(limited)],
    "a policy of its own resource": [ENDPOINT_POLICY, policy(limited)],
    "a policy for the organization's resources": [
      ENDPOINT,
      when({ StringLike: { "aws:ResourceOrgID": "o-example" } }),
    ],
    "a policy for roles of an account": [
      ENDPOINT,
      when({ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::200000000001:role/*" } }),
    ],
    "a policy for an account that is not known yet": [
      ENDPOINT,
      when({ StringEquals: { "aws:PrincipalAccount": unknown } }),
    ],
    "a policy for one principal": [
      ENDPOINT,
      policy({ ...open, Principal: { AWS: "arn:aws:iam::200000000001:role/core" } }),
    ],
    "a policy for one action on one bucket": [
      ENDPOINT,
      policy({ ...open, Action: "s3:GetObject", Resource: "arn:aws:s3:::packages/*" }),
    ],
    "a policy that denies": [ENDPOINT, policy(limited, { ...open, Effect: "Deny" })],
    "conditions that are not known yet, which are seen again": [
      ENDPOINT,
      { policy: { Statement: [{ ...open, Condition: { StringEquals: unknown } }] } },
    ],
    "an unknown policy, which is seen again": [ENDPOINT, { ...policy(), policy: unknown }],
    "an endpoint of appliances": [ENDPOINT, { vpcEndpointType: "GatewayLoadBalancer" }],
    "an endpoint of a customer's service": [
      ENDPOINT,
      { vpcEndpointType: "Interface", serviceName: "com.amazonaws.vpce.eu-west-1.vpce-svc-1" },
    ],
    "a service that accepts by hand": [SERVICE, { acceptanceRequired: true }],
    "a service that says so in text": [SERVICE, { acceptanceRequired: "true", allowedPrincipals: [] }],
    "a service for an account": [
      SERVICE,
      { acceptanceRequired: true, allowedPrincipals: ["arn:aws:iam::200000000001:root"] },
    ],
    "an account that is let in": [PRINCIPAL, { principalArn: "arn:aws:iam::200000000001:root" }],
  };
  for (const [title, [type, props]] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(type, props), []);
    });
  }

  const everything = /\. Statement\[0\] of policy lets everybody do everything, or with everything\./;
  const wrong: Record<string, [type: string, props: object, said: RegExp]> = {
    "an absent policy": [
      ENDPOINT,
      { serviceName: "com.amazonaws.eu-west-1.s3" },
      /\. It has no policy, and AWS's own allows everything\./,
    ],
    "an absent policy of an interface": [
      ENDPOINT,
      { serviceName: "com.amazonaws.eu-west-1.kms", vpcEndpointType: "interface" },
      /It has no policy/,
    ],
    "an absent policy of an unknown kind": [ENDPOINT, { vpcEndpointType: unknown }, /It has no policy/],
    "an absent policy of a gateway": [ENDPOINT, { vpcEndpointType: "Gateway" }, /It has no policy/],
    "an empty policy of its own resource": [ENDPOINT_POLICY, { policy: "" }, /It has no policy/],
    "AWS's own policy": [ENDPOINT, policy(open), everything],
    "an open policy of its own resource": [ENDPOINT_POLICY, policy(open), everything],
    "everybody as an AWS principal": [ENDPOINT, policy({ ...open, Principal: { AWS: ["*"] } }), everything],
    "all but somebody": [
      ENDPOINT,
      policy({
        Effect: "Allow",
        NotPrincipal: { AWS: "200000000001" },
        Action: "*",
        Resource: "*",
      }),
      everything,
    ],
    "a statement without a principal": [
      ENDPOINT,
      policy({ Effect: "Allow", Action: "*", Resource: "*" }),
      everything,
    ],
    "one action with everything": [ENDPOINT, policy({ ...open, Action: "s3:PutObject" }), everything],
    "everything with one bucket": [
      ENDPOINT,
      policy({ ...open, Resource: "arn:aws:s3:::core/*" }),
      everything,
    ],
    "all actions but one": [
      ENDPOINT,
      policy({
        Effect: "Allow",
        Principal: "*",
        NotAction: "s3:DeleteObject",
        Resource: "arn:aws:s3:::core/*",
      }),
      everything,
    ],
    "all resources but one": [
      ENDPOINT,
      policy({
        Effect: "Allow",
        Principal: "*",
        Action: "s3:PutObject",
        NotResource: "arn:aws:s3:::core/*",
      }),
      everything,
    ],
    "a condition that is none of owners": [
      ENDPOINT,
      when({ Bool: { "aws:SecureTransport": "true" } }),
      everything,
    ],
    "a condition on something else": [
      ENDPOINT,
      when({ StringEquals: { "aws:RequestedRegion": "eu-west-1" } }),
      everything,
    ],
    "one action with nothing named": [
      ENDPOINT,
      policy({ Effect: "Allow", Principal: "*", Action: "s3:PutObject" }),
      everything,
    ],
    "a condition for every account": [
      ENDPOINT,
      when({ StringLike: { "aws:PrincipalAccount": "*" } }),
      everything,
    ],
    "a condition for all but one account": [
      ENDPOINT,
      when({ StringNotEquals: { "aws:PrincipalAccount": "200000000001" } }),
      everything,
    ],
    "a condition that holds without its key": [
      ENDPOINT,
      when({ StringEqualsIfExists: { "aws:PrincipalAccount": "200000000001" } }),
      everything,
    ],
    "an open statement after a limited one": [
      ENDPOINT,
      policy(limited, open),
      /\. Statement\[1\] of policy lets everybody/,
    ],
    "a statement that is not known yet": [
      ENDPOINT,
      { ...policy(), policy: { Version: "2012-10-17", Statement: [limited, unknown] } },
      /Cannot prove: policy has statements that are not known yet\./,
    ],
    "a policy that is none": [
      ENDPOINT,
      { ...policy(), policy: "{" },
      /Cannot prove: policy cannot be read: it is no JSON\./,
    ],
    "a service that accepts everybody": [
      SERVICE,
      { acceptanceRequired: false },
      /\. acceptanceRequired is not true, so that whoever asks is connected\./,
    ],
    "a service that accepts everybody in text": [
      SERVICE,
      { acceptanceRequired: "false" },
      /acceptanceRequired is not true/,
    ],
    "a service that does not say whom it accepts": [SERVICE, {}, /acceptanceRequired is not true/],
    "an unknown acceptance": [
      SERVICE,
      { acceptanceRequired: unknown },
      /Cannot prove: acceptanceRequired is not known yet\./,
    ],
    "a service for everybody": [
      SERVICE,
      { acceptanceRequired: true, allowedPrincipals: ["*"] },
      /\. allowedPrincipals names everybody\./,
    ],
    "a service for every account": [
      SERVICE,
      { acceptanceRequired: true, allowedPrincipals: ["arn:aws:iam::*:root"] },
      /\. allowedPrincipals names everybody\./,
    ],
    "unknown principals": [
      SERVICE,
      { acceptanceRequired: true, allowedPrincipals: unknown },
      /Cannot prove: allowedPrincipals is not known yet\./,
    ],
    "an unknown principal": [
      SERVICE,
      { acceptanceRequired: true, allowedPrincipals: [unknown] },
      /Cannot prove: allowedPrincipals is not known yet\./,
    ],
    "everybody in a resource of its own": [
      PRINCIPAL,
      { principalArn: "*" },
      /\. principalArn names everybody\./,
    ],
    "somebody unknown in a resource of its own": [
      PRINCIPAL,
      { principalArn: unknown },
      /Cannot prove: principalArn is not known yet\./,
    ],
  };
  for (const [title, [type, props, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(type, props);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  for (const key of [
    "PrincipalAccount",
    "PrincipalArn",
    "PrincipalOrgID",
    "PrincipalOrgPaths",
    "ResourceAccount",
    "ResourceOrgID",
    "ResourceOrgPaths",
  ]) {
    it(`takes aws:${key} for a limit`, () => {
      assert.deepEqual(messages(ENDPOINT, when({ StringEquals: { [`aws:${key}`]: "somebody" } })), []);
    });
  }
});
