import assert from "node:assert/strict";

import { logBucketsOf, type LogSource } from "../../../policy/model/logBuckets";
import type { Node } from "../../../policy/model/resource";
import { stackModel } from "../../../policy/model/stackModel";
import { node, unknown } from "../support/world";

const BUCKET = "aws:s3/bucket:Bucket";

describe("buckets that take logs", () => {
  const target = node(BUCKET, "logs", { props: { bucket: "logs", arn: "arn:aws:s3:::logs" } });
  const sources = (...writers: readonly Node[]) => {
    const found = logBucketsOf(stackModel([target, ...writers])).get(target.urn);
    return { sources: [...(found?.sources ?? [])], writers: found?.writers.map(({ name }) => name) ?? [] };
  };

  const destinations: readonly (readonly [type: string, path: readonly [string, ...string[]], LogSource])[] =
    [
      ["aws:cloudtrail/trail:Trail", ["s3BucketName"], "trail"],
      ["aws:ec2/flowLog:FlowLog", ["logDestination"], "flowLog"],
      ["aws:lb/loadBalancer:LoadBalancer", ["accessLogs", "bucket"], "balancer"],
      ["aws:lb/loadBalancer:LoadBalancer", ["connectionLogs", "bucket"], "balancer"],
      ["aws:alb/loadBalancer:LoadBalancer", ["accessLogs", "bucket"], "balancer"],
      ["aws:alb/loadBalancer:LoadBalancer", ["connectionLogs", "bucket"], "balancer"],
      ["aws:elb/loadBalancer:LoadBalancer", ["accessLogs", "bucket"], "balancer"],
      ["aws:cfg/deliveryChannel:DeliveryChannel", ["s3BucketName"], "config"],
      ["aws:s3/bucketLogging:BucketLogging", ["targetBucket"], "access"],
      ["aws:s3/bucketLoggingV2:BucketLoggingV2", ["targetBucket"], "access"],
      ["aws:s3/bucket:Bucket", ["logging", "targetBucket"], "access"],
      ["aws:s3/bucketV2:BucketV2", ["loggings", "targetBucket"], "access"],
    ];
  for (const [type, [property, inner], source] of destinations) {
    const props = (value: unknown) => ({ [property]: inner === undefined ? value : { [inner]: value } });
    it(`are named by ${property} of ${type}`, () => {
      const wanted = { sources: [source], writers: ["w"] };
      assert.deepEqual(sources(node(type, "w", { props: props("logs") })), wanted);
      assert.deepEqual(sources(node(type, "w", { props: props("arn:aws:s3:::logs/prefix") })), wanted);
      assert.deepEqual(
        sources(node(type, "w", { props: props(unknown), edges: { [property]: [target] } })),
        wanted,
      );
      assert.deepEqual(sources(node(type, "w", { props: props("others") })), { sources: [], writers: [] });
      assert.deepEqual(sources(node(type, "w")), { sources: [], writers: [] });
    });
  }

  it("may take logs from several", () => {
    const trail = node("aws:cloudtrail/trail:Trail", "t", { props: { s3BucketName: "logs" } });
    const flow = node("aws:ec2/flowLog:FlowLog", "f", { props: { logDestination: "arn:aws:s3:::logs" } });
    assert.deepEqual(sources(trail, flow), { sources: ["trail", "flowLog"], writers: ["t", "f"] });
  });
});
