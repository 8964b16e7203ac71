import { resolveByName } from "./byName";
import { BUCKET_TYPES } from "./buckets";
import type { Node } from "./resource";
import type { StackModel } from "./stackModel";
import { read, valueOf } from "./value";

/** What writes logs into a bucket. `access`: S3 itself, of the requests to another bucket. */
export type LogSource = "trail" | "flowLog" | "balancer" | "config" | "access";

export interface LogBucket {
  readonly bucket: Node;
  readonly sources: ReadonlySet<LogSource>;

  /** The resources whose logs it takes, sorted by URN. */
  readonly writers: readonly Node[];
}

/** The properties that name a bucket for logs: [type, path, source]. */
const DESTINATIONS: readonly (readonly [type: string, path: readonly [string, ...string[]], LogSource])[] = [
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

/** The buckets here that logs are written to, by URN. Where it is unknown which of several is meant, each counts. */
export function logBucketsOf(model: StackModel): ReadonlyMap<string, LogBucket> {
  const found = new Map<string, LogBucket>();
  for (const [type, path, source] of DESTINATIONS) {
    for (const writer of model.ofType(type)) {
      for (const bucket of targets(model, writer, path)) {
        const known = found.get(bucket.urn);
        found.set(bucket.urn, {
          bucket,
          sources: new Set([...(known?.sources ?? []), source]),
          writers: [...(known?.writers ?? []), writer],
        });
      }
    }
  }
  return found;
}

function targets(
  model: StackModel,
  writer: Node,
  [property, ...path]: readonly [string, ...string[]],
): readonly Node[] {
  const value = valueOf(read(writer.props, property, ...path));
  return resolveByName(model, writer, { property, value, nameProperty: "bucket" }, ...BUCKET_TYPES).nodes;
}
