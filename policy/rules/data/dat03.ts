import { type BucketEncryption, encryptionsOf } from "../../model/bucketEncryption";
import { type Bucket, bucketsOf } from "../../model/buckets";
import { wrongKey } from "../../model/keyUse";
import { type LogBucket, logBucketsOf } from "../../model/logBuckets";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

/**
 * Buckets are encrypted with a key of their own account by default, so that who may read them is said twice: by the policy
 * and by the key. Buckets that take logs of balancers or of S3 itself may have S3's own keys: neither writes into others.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
export const dat03: StackRule = {
  id: "DAT-03",
  scope: "stack",
  evaluate: (context: StackContext): readonly StackFinding[] => {
    const logs = logBucketsOf(context.model);
    return bucketsOf(context.model).flatMap((bucket) =>
      encryptionsOf(context, bucket).flatMap((encryption) =>
        finding(bucket, encryption, logs.get(bucket.node.urn)),
      ),
    );
  },
};

function finding(
  { node }: Bucket,
  encryption: BucketEncryption,
  logs: LogBucket | undefined,
): readonly StackFinding[] {
  switch (encryption.is) {
    case "absent":
      return [
        badNode(
          node,
          "It has no BucketServerSideEncryptionConfiguration, so that S3 takes a key of its own.",
        ),
      ];
    case "unknown":
      return [undeterminedNode(node, "its encryption is not known yet.")];
    case "s3":
      return logs?.sources.has("balancer") === true || logs?.sources.has("access") === true
        ? []
        : [badNode(node, "Its sseAlgorithm is not `aws:kms`, so that S3 takes a key of its own.")];
    case "kms": {
      const wrong = wrongKey(encryption.key);
      if (wrong !== undefined) {
        return [badNode(node, `Its encryption ${wrong}.`)];
      }
      return encryption.key === "unknown"
        ? [undeterminedNode(node, "nobody knows yet whose key kmsMasterKeyId names.")]
        : [];
    }
  }
}
