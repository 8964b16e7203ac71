import assert from "node:assert/strict";

import { dat03 } from "../../../../policy/rules/data/dat03";
import { bucketLike, type Differs } from "../../support/buckets";
import { ACCOUNTS, checkAll, node, unknown } from "../../support/world";

describe("DAT-03: a key of the bucket's own account", () => {
  const messages = (differs: Differs, ...others: ReturnType<typeof node>[]) =>
    checkAll(dat03, [...bucketLike(differs), ...others]).map(({ message }) => message);
  const encryption = (sseAlgorithm: unknown, kmsMasterKeyId?: unknown): Differs => ({
    companions: {
      encryption: { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm, kmsMasterKeyId } }] },
    },
  });

  it("has nothing against a key of its own account", () => {
    assert.deepEqual(messages({}), []);
    assert.deepEqual(messages(encryption("aws:kms:dsse", "alias/data")), []);
  });

  const foreign = `arn:aws:kms:eu-west-1:${ACCOUNTS.payments}:key/1cb0b857-3465-424c-89a1-9a94bc2f6c97`;
  const wrong: Record<string, [differs: Differs, said: RegExp]> = {
    "a bucket that says nothing": [
      { companions: { encryption: undefined } },
      /It has no BucketServerSideEncryptionConfiguration/,
    ],
    "keys of S3": [encryption("AES256"), /sseAlgorithm is not `aws:kms`/],
    "no algorithm": [encryption(undefined), /sseAlgorithm is not `aws:kms`/],
    "no key": [encryption("aws:kms"), /Its encryption names no key/],
    "a key of AWS": [encryption("aws:kms", "alias/aws/s3"), /names a key that AWS manages/],
    "a key of another account": [encryption("aws:kms", foreign), /names a key of another account/],
    "an unknown algorithm": [encryption(unknown), /Cannot prove: its encryption is not known/],
    "an unknown key": [encryption("aws:kms", unknown), /Cannot prove: nobody knows yet whose key/],
  };
  for (const [title, [differs, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(differs);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
      assert.doesNotMatch(message ?? "", new RegExp(ACCOUNTS.payments));
    });
  }

  it("looks at BucketV2", () => {
    assert.equal(
      messages({ type: "aws:s3/bucketV2:BucketV2", companions: { encryption: undefined } }).length,
      1,
    );
  });

  it("lets buckets have S3's own keys that take logs of balancers or of S3", () => {
    const plain = encryption("AES256");
    const balancer = node("aws:lb/loadBalancer:LoadBalancer", "b", {
      props: { accessLogs: { bucket: "files" } },
    });
    const access = node("aws:s3/bucketLogging:BucketLogging", "l", { props: { targetBucket: "files" } });
    const flow = node("aws:ec2/flowLog:FlowLog", "f", { props: { logDestination: "arn:aws:s3:::files" } });
    assert.deepEqual(messages(plain, balancer), []);
    assert.deepEqual(messages(plain, access), []);
    assert.equal(messages(plain, flow).length, 1);
    assert.equal(messages({ companions: { encryption: undefined } }, balancer).length, 1);
  });
});
