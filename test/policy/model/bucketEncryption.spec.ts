import assert from "node:assert/strict";

import { accountOf } from "../../../policy/model/accounts";
import { encryptionsOf } from "../../../policy/model/bucketEncryption";
import { bucketsOf, BUCKET_TYPES, COMPANION_TYPES } from "../../../policy/model/buckets";
import type { Node } from "../../../policy/model/resource";
import { stackModel } from "../../../policy/model/stackModel";
import { node, settings, unknown } from "../support/world";

const [BUCKET, BUCKET_V2] = BUCKET_TYPES;
const [COMPANION = ""] = COMPANION_TYPES.encryption;

function encryptions(...nodes: readonly Node[]): unknown {
  const model = stackModel(nodes);
  const given = settings();
  const [bucket] = bucketsOf(model);
  assert.ok(bucket);
  const account = (found: Node) => accountOf(model, found, given);
  return encryptionsOf({ model, settings: given, account }, bucket);
}
const byDefault = (sseAlgorithm: unknown, kmsMasterKeyId: unknown = "alias/data") => ({
  applyServerSideEncryptionByDefault: { sseAlgorithm, kmsMasterKeyId },
});

describe("how a bucket is encrypted", () => {
  const companion = (rules: unknown, edges: readonly Node[] = []) =>
    encryptions(
      node(BUCKET, "files", { props: { bucket: "files" } }),
      node(COMPANION, "e", { props: { bucket: "files", rules }, edges: { rules: edges } }),
      ...edges,
    );
  const inline = (type: string, props: Record<string, unknown>) =>
    encryptions(
      node(type, "files", {
        props: { bucket: "files", ...props },
        edges: Object.fromEntries(Object.keys(props).map((key) => [key, []])),
      }),
    );
  const own = { is: "kms", key: "own" };

  it("is read in a companion", () => {
    assert.deepEqual(companion([byDefault("aws:kms")]), [own]);
    assert.deepEqual(companion(byDefault("aws:kms")), [own]);
    assert.deepEqual(companion([byDefault("aws:kms:dsse")]), [own]);
    assert.deepEqual(companion([byDefault("AES256")]), [{ is: "s3" }]);
    assert.deepEqual(companion([byDefault(undefined)]), [{ is: "s3" }]);
    assert.deepEqual(companion([byDefault(unknown)]), [{ is: "unknown" }]);
    assert.deepEqual(companion([byDefault("aws:kms", null)]), [{ is: "kms", key: "absent" }]);
    assert.deepEqual(companion([byDefault("aws:kms", unknown)]), [{ is: "kms", key: "unknown" }]);
    assert.deepEqual(companion([{ bucketKeyEnabled: true }]), [{ is: "absent" }]);
    assert.deepEqual(companion([unknown]), [{ is: "unknown" }]);
    assert.deepEqual(companion(unknown), [{ is: "unknown" }]);
    assert.deepEqual(companion(undefined), [{ is: "absent" }]);
    assert.deepEqual(companion([byDefault("aws:kms"), byDefault("AES256")]), [own, { is: "s3" }]);
  });

  it("is read with the key that an unknown value comes from", () => {
    const key = node("aws:kms/key:Key", "k");
    assert.deepEqual(companion([byDefault("aws:kms", unknown)], [key]), [own]);
  });

  it("is read at the bucket, in both versions", () => {
    assert.deepEqual(inline(BUCKET, { serverSideEncryptionConfiguration: { rule: byDefault("aws:kms") } }), [
      own,
    ]);
    assert.deepEqual(
      inline(BUCKET_V2, {
        serverSideEncryptionConfigurations: [
          { rules: [{ applyServerSideEncryptionByDefaults: [{ sseAlgorithm: "AES256" }] }] },
        ],
      }),
      [{ is: "s3" }],
    );
    assert.deepEqual(inline(BUCKET, { serverSideEncryptionConfiguration: unknown }), [{ is: "unknown" }]);
    assert.deepEqual(inline(BUCKET, { serverSideEncryptionConfiguration: {} }), [{ is: "absent" }]);
    assert.deepEqual(inline(BUCKET, {}), [{ is: "absent" }]);
  });

  it("is what the companion says where both say something", () => {
    const bucket = node(BUCKET, "files", {
      props: { bucket: "files", serverSideEncryptionConfiguration: { rule: byDefault("AES256") } },
    });
    const rules = [byDefault("aws:kms")];
    assert.deepEqual(encryptions(bucket, node(COMPANION, "e", { props: { bucket: "files", rules } })), [own]);
  });

  it("is unknown where a companion could be for another bucket", () => {
    const [a, b] = ["a", "b"].map((name) => node(BUCKET, name));
    assert.ok(a && b);
    const loose = node(COMPANION, "e", { props: { bucket: unknown }, edges: { bucket: [a, b] } });
    assert.deepEqual(encryptions(a, b, loose), [{ is: "unknown" }]);
  });
});
