import { accessLogsOf, versioningOf } from "../../model/bucketSettings";
import { type Bucket, bucketsOf } from "../../model/buckets";
import { logBucketsOf } from "../../model/logBuckets";
import { isWatched } from "../../model/objectRecords";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

/**
 * Buckets keep the versions of their objects, and somebody writes down who asks for them: S3's access logs, or the
 * organization's trail. A bucket that takes such logs has none itself, for they would tell of each other for ever.
 */
export const dat04: StackRule = {
  id: "DAT-04",
  scope: "stack",
  evaluate: (context: StackContext): readonly StackFinding[] => {
    const logs = logBucketsOf(context.model);
    return bucketsOf(context.model).flatMap((bucket) => [
      ...versions(bucket),
      ...(logs.get(bucket.node.urn)?.sources.has("access") === true ? [] : access(context, bucket)),
    ]);
  },
};

function versions(bucket: Bucket): readonly StackFinding[] {
  switch (versioningOf(bucket)) {
    case "yes":
      return [];
    case "unknown":
      return [undeterminedNode(bucket.node, "whether it keeps versions is not known yet.")];
    case "no":
    case "absent":
      return [badNode(bucket.node, "Its versioning is not `Enabled`, so that what is overwritten is lost.")];
  }
}

function access({ model, settings }: StackContext, bucket: Bucket): readonly StackFinding[] {
  const logs = accessLogsOf(bucket);
  if (logs === "yes") {
    return [];
  }
  const watched = isWatched(model, settings, bucket);
  if (watched === "yes") {
    return [];
  }
  return [
    logs === "unknown" || watched === "unknown"
      ? undeterminedNode(
          bucket.node,
          "it has no access logs that are known of, and the trail is not looked at here.",
        )
      : badNode(
          bucket.node,
          "It has no BucketLogging, and no trail records who reads and changes its objects.",
        ),
  ];
}
