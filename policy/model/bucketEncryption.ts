import type { StackContext } from "../rules/rule";
import { type Bucket, inlineSetting } from "./buckets";
import { type KeyUse, keyUseOf } from "./keyUse";
import type { Node } from "./resource";
import { read, readFirst, readText, type Value, valueOf } from "./value";

/** How new objects of a bucket are encrypted by default. */
export type BucketEncryption =
  | { readonly is: "kms"; readonly key: KeyUse }

  /** With keys of S3's own, as it does where nothing else is said. */
  | { readonly is: "s3" }
  | { readonly is: "absent" | "unknown" };

const INLINE = ["serverSideEncryptionConfiguration", "serverSideEncryptionConfigurations"] as const;

/** All that is said of a bucket's encryption, in its companions or at the bucket itself. */
export function encryptionsOf(context: StackContext, bucket: Bucket): readonly BucketEncryption[] {
  const companions = bucket.companions("encryption");
  const found =
    companions.length > 0
      ? companions.flatMap((node) => rulesIn(context, node, "rules", node.props.rules))
      : INLINE.flatMap((property) => {
          const inline = inlineSetting(bucket, [property]);
          const rules = readFirst(valueOf(inline), ["rule"], ["rules"]);
          return rulesIn(context, bucket.node, property, valueOf(rules));
        });
  if (found.length > 0) {
    return found;
  }
  return [{ is: bucket.maybe("encryption") ? "unknown" : "absent" }];
}

function rulesIn(
  context: StackContext,
  node: Node,
  property: string,
  rules: Value | undefined,
): readonly BucketEncryption[] {
  if (rules === undefined || rules === null) {
    return [];
  }
  const list: readonly Value[] = Array.isArray(rules) ? (rules as readonly Value[]) : [rules];
  return list.map((rule) => ruleOf(context, node, property, rule));
}

function ruleOf(context: StackContext, node: Node, property: string, rule: Value): BucketEncryption {
  const byDefault = readFirst(
    rule,
    ["applyServerSideEncryptionByDefault"],
    ["applyServerSideEncryptionByDefaults"],
  );
  if (byDefault.is !== "known") {
    return { is: byDefault.is };
  }
  const algorithm = readText(byDefault.value, "sseAlgorithm");
  if (algorithm.is === "unknown") {
    return { is: "unknown" };
  }
  if (algorithm.is !== "known" || !["aws:kms", "aws:kms:dsse"].includes(algorithm.text)) {
    return { is: "s3" };
  }
  const key = valueOf(read(byDefault.value, "kmsMasterKeyId"));
  return { is: "kms", key: keyUseOf(context, node, property, key) };
}
