import assert from "node:assert/strict";

import { seg04 } from "../../../../policy/rules/segmentation/seg04";
import { crossing, describeTie, said, thingOf } from "../../support/ties";
import { ACCOUNTS, node, unknown } from "../../support/world";

const ACCOUNT = "aws:organizations/account:Account";
const ACCEPTER = "aws:ec2/vpcEndpointConnectionAccepter:VpcEndpointConnectionAccepter";
const CONFIGURATION = "aws:vpclattice/resourceConfiguration:ResourceConfiguration";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const NETWORK = "aws:vpclattice/serviceNetwork:ServiceNetwork";
const PRINCIPAL = "aws:ec2/vpcEndpointServiceAllowedPrinciple:VpcEndpointServiceAllowedPrinciple";
const SERVICE = "aws:ec2/vpcEndpointService:VpcEndpointService";
const VPC = "aws:ec2/vpc:Vpc";

const AWS_SERVICE = "com.amazonaws.eu-west-1.s3";
const root = (account: string) => `arn:aws:iam::${account}:root`;

describe("SEG-04: no PrivateLink between verticals", () => {
  const service = thingOf("marketing", SERVICE);
  const vpc = thingOf("marketing", VPC);

  describeTie(seg04, { type: SERVICE, path: "allowedPrincipals[]", to: ACCOUNT });
  describeTie(seg04, {
    type: PRINCIPAL,
    path: "vpcEndpointServiceId",
    to: SERVICE,
    required: true,
    beside: { principalArn: root(ACCOUNTS.marketing) },
  });
  describeTie(seg04, {
    type: PRINCIPAL,
    path: "principalArn",
    to: ACCOUNT,
    required: true,
    // Of the service that a tie's own fixtures have for an account: the user's vertical is the same.
    beside: { vpcEndpointServiceId: ACCOUNTS.marketing },
  });
  describeTie(seg04, {
    type: ENDPOINT,
    path: "vpcId",
    to: VPC,
    required: true,
    beside: { serviceName: AWS_SERVICE },
  });
  for (const [path, to] of Object.entries({
    resourceConfigurationArn: CONFIGURATION,
    serviceNetworkArn: NETWORK,
  })) {
    describeTie(seg04, { type: ENDPOINT, path, to, beside: { vpcId: ACCOUNTS.marketing } });
  }
  for (const [path, to, other] of [
    ["vpcEndpointServiceId", SERVICE, "vpcEndpointId"],
    ["vpcEndpointId", ENDPOINT, "vpcEndpointServiceId"],
  ] as const) {
    describeTie(seg04, {
      type: ACCEPTER,
      path,
      to,
      required: true,
      beside: { [other]: ACCOUNTS.marketing },
    });
  }

  describe("principals", () => {
    const allowing = (...allowedPrincipals: readonly unknown[]) =>
      said(seg04, [node(SERVICE, "user", { props: { allowedPrincipals } })]);

    it("may be of the service's own account, in any partition", () => {
      assert.deepEqual(
        allowing(root(ACCOUNTS.marketing), `arn:aws-us-gov:iam::${ACCOUNTS.marketing}:role/x`),
        [],
      );
    });

    it("are told one by one", () => {
      const messages = allowing(root(ACCOUNTS.marketing), root(ACCOUNTS.accounts), root("999999999999"));
      assert.match(messages.join("\n"), /allowedPrincipals\[1\] is of the vertical duotone\/prod:accounts/);
      assert.match(messages.join("\n"), /allowedPrincipals\[2\] is of account 999999999999/);
      assert.equal(messages.length, 2);
    });

    it("may not be everybody", () => {
      assert.match(
        allowing("*").join(),
        /allowedPrincipals\[0\] is `\*`, so that every account in the world/,
      );
      const principal = node(PRINCIPAL, "user", {
        props: { vpcEndpointServiceId: service.props.id, principalArn: "*" },
      });
      assert.match(said(seg04, [service, principal]).join(), /principalArn is `\*`/);
    });

    it("may be of another vertical where somebody answers for it", () => {
      const nodes = [node(SERVICE, "user", { props: { allowedPrincipals: [root(ACCOUNTS.payments)] } })];
      assert.deepEqual(said(seg04, nodes, crossing("SEG-04", "marketing", "payments")), []);
    });
  });

  describe("the service of an endpoint", () => {
    const endpoint = (props: Readonly<Record<string, unknown>>, edges = {}) =>
      node(ENDPOINT, "user", { props: { vpcId: vpc.props.id, ...props }, edges: { vpcId: [vpc], ...edges } });
    const name = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0";
    const named = (vertical: "marketing" | "payments") => {
      const found = thingOf(vertical, SERVICE);
      return { ...found, props: { ...found.props, serviceName: name } };
    };

    for (const serviceName of [
      AWS_SERVICE,
      "com.amazonaws.eu-west-1.ecr.api",
      "com.amazonaws.s3-global.accesspoint",
      "cn.com.amazonaws.cn-north-1.ec2",
      "aws.api.eu-west-1.bedrock-runtime",
      "aws.sagemaker.eu-west-1.notebook",
    ]) {
      it(`may be AWS's own ${serviceName}`, () => {
        assert.deepEqual(said(seg04, [vpc, endpoint({ serviceName })]), []);
      });
    }

    it("may be of its own vertical", () => {
      assert.deepEqual(said(seg04, [vpc, named("marketing"), endpoint({ serviceName: name })]), []);
      assert.deepEqual(
        said(seg04, [vpc, service, endpoint({ serviceName: unknown }, { serviceName: [service] })]),
        [],
      );
    });

    it("may not be of another", () => {
      assert.match(
        said(seg04, [vpc, named("payments"), endpoint({ serviceName: name })]).join(),
        /serviceName is of the vertical duotone\/prod:payments/,
      );
      const other = thingOf("payments", SERVICE);
      assert.match(
        said(seg04, [vpc, other, endpoint({ serviceName: unknown }, { serviceName: [other] })]).join(),
        /serviceName is of the vertical duotone\/prod:payments/,
      );
    });

    for (const serviceName of [
      name,
      "com.amazonaws.eu-west-1.vpce-svc-0123456789abcdef0",
      "evil.com.amazonaws.eu-west-1.s3",
      "com.example.service",
      unknown,
      123,
    ]) {
      it(`may not be ${serviceName === unknown ? "unknown" : serviceName}`, () => {
        assert.match(
          said(seg04, [vpc, endpoint({ serviceName }, { serviceName: [] })]).join(),
          /Cannot prove: it cannot be told whose serviceName is/,
        );
      });
    }

    it("is not vouched for by another service", () => {
      const nameless = {
        ...service,
        props: { ...service.props, serviceName: "com.amazonaws.vpce.eu-west-1.vpce-svc-1" },
      };
      for (const other of [nameless, { ...service, props: { ...service.props } }]) {
        assert.match(
          said(seg04, [vpc, other, endpoint({ serviceName: name })]).join(),
          /Cannot prove: .*serviceName/,
        );
      }
    });

    it("must be told even where the endpoint is of VPC Lattice, too", () => {
      const network = thingOf("marketing", NETWORK);
      const props = { serviceName: unknown, serviceNetworkArn: unknown };
      const edges = { serviceName: [], serviceNetworkArn: [network] };
      assert.match(said(seg04, [vpc, network, endpoint(props, edges)]).join(), /Cannot prove: .*serviceName/);
      const known = { serviceName: "com.example.service", serviceNetworkArn: network.props.arn };
      assert.match(said(seg04, [vpc, network, endpoint(known, edges)]).join(), /Cannot prove: .*serviceName/);
    });

    it("is yet to be named where the endpoint is of a resource of VPC Lattice", () => {
      const resource = thingOf("marketing", CONFIGURATION);
      const props = { serviceName: unknown, resourceConfigurationArn: resource.props.arn };
      assert.deepEqual(said(seg04, [vpc, resource, endpoint(props, { resourceConfigurationArn: [] })]), []);
      assert.equal(said(seg04, [vpc, resource, endpoint({ serviceName: unknown })]).length, 1);
      assert.equal(
        said(seg04, [vpc, endpoint({ serviceName: unknown }, { resourceConfigurationArn: [] })]).length,
        1,
      );
    });

    it("is yet to be named where the endpoint is of VPC Lattice", () => {
      const network = thingOf("marketing", NETWORK);
      const props = { serviceName: unknown, serviceNetworkArn: unknown };
      assert.deepEqual(said(seg04, [vpc, network, endpoint(props, { serviceNetworkArn: [network] })]), []);
      assert.equal(said(seg04, [vpc, network, endpoint(props)]).length, 1);
    });
  });
});
