import assert from "node:assert/strict";

import type { Node } from "../../../../policy/model/resource";
import { net08 } from "../../../../policy/rules/network/net08";
import { ACCOUNTS, checkAll, node, providerFor, unknown } from "../../support/world";

const VPC = "aws:ec2/vpc:Vpc";
const FLOW_LOG = "aws:ec2/flowLog:FlowLog";
const BUCKET = "aws:s3/bucket:Bucket";

describe("NET-08: flow logs", () => {
  const messages = (...nodes: readonly Node[]) => checkAll(net08, nodes).map(({ message }) => message);
  const vpc = node(VPC, "core", { props: { id: "vpc-1" } });
  const archive = node(BUCKET, "archive", {
    props: { arn: "arn:aws:s3:::archive" },
    provider: providerFor("audit"),
  });
  const log = (props: object = {}, name = "log") =>
    node(FLOW_LOG, name, {
      props: { vpcId: "vpc-1", trafficType: "ALL", logDestination: "arn:aws:s3:::archive", ...props },
    });
  const inAccount = (account: keyof typeof ACCOUNTS, kind = "log-group:vpc") =>
    `arn:aws:logs:eu-west-1:${ACCOUNTS[account]}:${kind}`;

  const right: Record<string, readonly Node[]> = {
    "no VPC": [],
    "a record in the audit account's bucket": [vpc, archive, log()],
    "a record in a folder of it": [vpc, archive, log({ logDestination: "arn:aws:s3:::archive/vpc/" })],
    "a record in an older bucket": [
      vpc,
      { ...archive, type: "aws:s3/bucketV2:BucketV2" },
      log({ logDestination: "arn:aws:s3:::archive" }),
    ],
    "a record before anything exists": [
      node(VPC, "core", { props: { id: unknown } }),
      node(BUCKET, "archive", { props: { arn: unknown }, provider: providerFor("audit") }),
      node(FLOW_LOG, "log", {
        props: { vpcId: unknown, trafficType: "ALL", logDestination: unknown },
        edges: { vpcId: [vpc], logDestination: [archive], trafficType: [] },
      }),
    ],
    "a record in a log group of the audit account": [vpc, log({ logDestination: inAccount("audit") })],
    "a second record of its own": [vpc, archive, log({ trafficType: "REJECT" }, "own"), log()],
  };
  for (const [title, nodes] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(...nodes), []);
    });
  }

  for (const type of [
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    BUCKET,
    "aws:s3/bucketV2:BucketV2",
  ]) {
    it(`knows ${type} before it exists`, () => {
      const target = node(type, "archive", { props: { arn: unknown }, provider: providerFor("audit") });
      const edges = { vpcId: [], logDestination: [target], trafficType: [] };
      const fresh = node(FLOW_LOG, "log", { props: { ...log().props, logDestination: unknown }, edges });
      assert.deepEqual(messages(vpc, target, fresh), []);
    });
  }

  const bucketOf = (account: keyof typeof ACCOUNTS) =>
    node(BUCKET, "archive", {
      props: { arn: "arn:aws:s3:::archive" },
      provider: providerFor(account),
    });
  const wrong: Record<string, [nodes: readonly Node[], said: RegExp]> = {
    "a VPC without a record": [[vpc], /\. It has no FlowLog\./],
    "a record of another VPC": [[vpc, archive, log({ vpcId: "vpc-2" })], /\. It has no FlowLog\./],
    "a record of a subnet": [
      [vpc, archive, log({ vpcId: undefined, subnetId: "subnet-1" })],
      /\. It has no FlowLog\./,
    ],
    "what is accepted only": [
      [vpc, archive, log({ trafficType: "ACCEPT" })],
      /\. trafficType is not `ALL`\./,
    ],
    "an absent traffic type": [
      [vpc, archive, log({ trafficType: undefined })],
      /\. trafficType is not `ALL`\./,
    ],
    "an unknown traffic type": [
      [vpc, archive, log({ trafficType: unknown })],
      /Cannot prove: trafficType is not known yet\./,
    ],
    "the network's own account": [
      [vpc, bucketOf("marketing"), log()],
      /\. logDestination is archive, which is not in the audit account\./,
    ],
    "another shared account": [
      [vpc, bucketOf("delivery"), log()],
      /\. logDestination is archive, which is not in the audit account\./,
    ],
    "a bucket of who knows which account": [
      [
        vpc,
        node(BUCKET, "archive", {
          props: { arn: "arn:aws:s3:::archive" },
          provider: { ...providerFor("audit"), props: {} },
        }),
        log(),
      ],
      /Cannot prove: logDestination is archive, and its provider audit has no allowedAccountIds/,
    ],
    "a bucket of who knows which stack": [
      [vpc, log()],
      /Cannot prove: logDestination is elsewhere, and its ARN does not say whose it is\./,
    ],
    "a log group of another account": [
      [vpc, log({ logDestination: inAccount("marketing") })],
      /\. logDestination is elsewhere, which is not in the audit account\./,
    ],
    "a log group of a shared account": [
      [vpc, log({ logDestination: inAccount("delivery") })],
      /\. logDestination is elsewhere, which is not in the audit account\./,
    ],
    "no destination": [
      [vpc, log({ logDestination: undefined })],
      /\. logDestination is not given, so that the records stay in the network's own account\./,
    ],
    "an unknown destination": [
      [vpc, log({ logDestination: unknown })],
      /Cannot prove: logDestination is not known yet\./,
    ],
  };
  for (const [title, [nodes, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(...nodes);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  it("names the VPC that has no record, and the record that is wrong", () => {
    assert.equal(checkAll(net08, [vpc])[0]?.urn, vpc.urn);
    const wrongLog = log({ trafficType: "REJECT" });
    assert.equal(checkAll(net08, [vpc, archive, wrongLog])[0]?.urn, wrongLog.urn);
  });
});
