import assert from "node:assert/strict";

import { Endpoints } from "../../../components/network/endpoints";
import type { Registered } from "../../mocks";
import { inputsOf, networksBy } from "./network";

const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";

interface Statement {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition: { readonly StringEquals: Readonly<Record<string, string>> };
}

describe("Endpoints", () => {
  let registered: readonly Registered[];

  before(async () => {
    registered = await networksBy(
      () =>
        new Endpoints("payments", {
          vpcId: "vpc-1",
          cidr: "10.20.0.0/16",
          region: "eu-west-1",
          accountId: "111122223333",
          organizationId: "o-abcdefghij",
          subnetIds: ["subnet-1", "subnet-2"],
          routeTableIds: ["rtb-1", "rtb-2"],
          tags: { vertical: "payments" },
        }),
    );
  });

  const endpoints = () => registered.filter(({ type }) => type === ENDPOINT);
  const statementsOf = (policy: unknown) =>
    (JSON.parse(String(policy)) as { Statement: readonly Statement[] }).Statement;

  it("makes one for S3 and for every service that instances call, in this region", () => {
    assert.deepEqual(
      endpoints().map(({ inputs }) => [inputs.serviceName, inputs.vpcEndpointType]),
      [
        ["com.amazonaws.eu-west-1.dynamodb", "Gateway"],
        ["com.amazonaws.eu-west-1.kms", "Interface"],
        ["com.amazonaws.eu-west-1.logs", "Interface"],
        ["com.amazonaws.eu-west-1.monitoring", "Interface"],
        ["com.amazonaws.eu-west-1.s3", "Gateway"],
        ["com.amazonaws.eu-west-1.secretsmanager", "Interface"],
        ["com.amazonaws.eu-west-1.ssm", "Interface"],
        ["com.amazonaws.eu-west-1.ssmmessages", "Interface"],
        ["com.amazonaws.eu-west-1.sts", "Interface"],
      ],
    );
  });

  it("stands in the subnets, takes over the services' names and speaks IPv4", () => {
    const { policy, ...inputs } = inputsOf(registered, ENDPOINT, "payments-kms");
    assert.ok(policy);
    assert.deepEqual(inputs, {
      vpcId: "vpc-1",
      vpcEndpointType: "Interface",
      serviceName: "com.amazonaws.eu-west-1.kms",
      ipAddressType: "ipv4",
      privateDnsEnabled: true,
      subnetIds: ["subnet-1", "subnet-2"],
      securityGroupIds: ["payments-endpoints-id"],
      tags: { Name: "payments-kms", vertical: "payments" },
    });
  });

  it("lets the network in by HTTPS, and asks nothing itself", () => {
    const group = inputsOf(registered, "aws:ec2/securityGroup:SecurityGroup", "payments-endpoints");
    assert.equal(group.egress, undefined);
    assert.deepEqual(
      registered
        .filter(({ type }) => type.startsWith("aws:vpc/"))
        .map(({ type, inputs: { ipProtocol, fromPort, toPort, cidrIpv4 } }) => [
          type,
          ipProtocol,
          fromPort,
          toPort,
          cidrIpv4,
        ]),
      [["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "tcp", 443, 443, "10.20.0.0/16"]],
    );
  });

  it("lets only the account's own principals pass, and only to the organization's or to AWS's published documents", () => {
    for (const { name, inputs } of endpoints()) {
      for (const { Effect, Condition, Resource } of statementsOf(inputs.policy)) {
        assert.equal(Effect, "Allow");
        assert.equal(Condition.StringEquals["aws:PrincipalAccount"], "111122223333", name);
        if (Condition.StringEquals["aws:ResourceOrgID"] !== "o-abcdefghij") {
          assert.deepEqual(Resource, [
            "arn:aws:ssm:eu-west-1::document/*",
            "arn:aws:ssm:eu-west-1::parameter/aws/*",
          ]);
        }
      }
    }
  });

  it("names the service in every action, and administers neither keys nor secrets", () => {
    for (const { name, inputs } of endpoints()) {
      const actions = statementsOf(inputs.policy).flatMap(({ Action }) => Action);
      assert.ok(actions.length > 0 && !actions.includes("*"), name);
    }
    for (const service of ["kms", "secretsmanager"]) {
      const { policy } = inputsOf(registered, ENDPOINT, `payments-${service}`);
      const actions = statementsOf(policy).flatMap(({ Action }) => Action);
      assert.deepEqual(
        actions.filter((action) => /:(\*|Delete|Schedule|Put\w*Policy|Create|Disable)/.test(action)),
        [],
      );
    }
  });
});
