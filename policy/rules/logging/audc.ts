import { accessLogsOf, defaultRetentionOf } from "../../model/bucketSettings";
import { type Bucket, bucketsOf } from "../../model/buckets";
import { type LogBucket, logBucketsOf, type LogSource } from "../../model/logBuckets";
import { isWatched } from "../../model/objectRecords";
import { openDoors } from "../../model/publicAccess";
import { readFlag } from "../../model/value";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

/**
 * What logs are written to a bucket that keeps them. AWS Config and S3's access logs are not, for neither writes into
 * buckets whose objects are locked by default. Nor are those of load balancers: S3 takes into such a bucket only what comes
 * with a checksum, and Elastic Load Balancing, which names all that its bucket must be, does not say that it sends one.
 * https://docs.aws.amazon.com/config/latest/developerguide/manage-delivery-channel.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshooting-server-access-logging.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
const LOCKABLE: readonly LogSource[] = ["trail", "flowLog"];

/**
 * Buckets that take logs are private, locked where AWS lets them be, survive their stack, and somebody writes down who asks
 * for them: S3's access logs or the organization's trail.
 */
export const audc: StackRule = {
  id: "AUD-C",
  scope: "stack",
  evaluate: (context: StackContext): readonly StackFinding[] => {
    const logs = logBucketsOf(context.model);
    return bucketsOf(context.model).flatMap((bucket) => {
      const log = logs.get(bucket.node.urn);
      return log === undefined ? [] : findings(context, bucket, log);
    });
  },
};

function findings(context: StackContext, bucket: Bucket, { sources }: LogBucket): readonly StackFinding[] {
  return [
    ...privacy(bucket),
    ...survival(bucket),
    ...(LOCKABLE.some((source) => sources.has(source)) ? lock(bucket) : []),
    ...(sources.has("access") ? [] : access(context, bucket)),
  ];
}

function privacy(bucket: Bucket): readonly StackFinding[] {
  const blocks = bucket.companions("publicAccess");
  const isClosed = blocks.length > 0 && blocks.every((block) => openDoors(block).open.length === 0);
  if (isClosed) {
    return [];
  }
  return [
    bucket.maybe("publicAccess")
      ? undeterminedNode(bucket.node, "nobody knows yet whether it is private.")
      : badNode(bucket.node, "It takes logs, and no BucketPublicAccessBlock keeps it private."),
  ];
}

function survival({ node }: Bucket): readonly StackFinding[] {
  switch (readFlag(node.props, "forceDestroy")) {
    case "no":
    case "absent":
      return [];
    case "unknown":
      return [undeterminedNode(node, "forceDestroy is not known yet.")];
    default:
      return [badNode(node, "It takes logs, and forceDestroy is not false.")];
  }
}

function lock(bucket: Bucket): readonly StackFinding[] {
  const isEnabled = readFlag(bucket.node.props, "objectLockEnabled");
  const retention = defaultRetentionOf(bucket);
  if (isEnabled === "yes" && retention === "yes") {
    return [];
  }
  if ((isEnabled === "yes" || isEnabled === "unknown") && (retention === "yes" || retention === "unknown")) {
    return [undeterminedNode(bucket.node, "nobody knows yet whether its objects are locked.")];
  }
  return [
    badNode(
      bucket.node,
      isEnabled === "yes"
        ? "It takes logs, and no BucketObjectLockConfiguration locks them by default for a time."
        : "It takes logs, and objectLockEnabled is not true.",
    ),
  ];
}

function access({ model, settings }: StackContext, bucket: Bucket): readonly StackFinding[] {
  const answers = [accessLogsOf(bucket), isWatched(model, settings, bucket)];
  if (answers.includes("yes")) {
    return [];
  }
  return [
    answers.includes("unknown")
      ? undeterminedNode(bucket.node, "nobody knows here who writes down the requests to it.")
      : badNode(
          bucket.node,
          "It takes logs, and neither BucketLogging nor a trail records who reads and changes them.",
        ),
  ];
}
