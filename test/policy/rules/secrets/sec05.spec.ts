import assert from "node:assert/strict";

import { sec05 } from "../../../../policy/rules/secrets/sec05";
import { checkOne, node, unknown } from "../../support/world";

const BUCKET = "aws:s3/bucket:Bucket";

describe("SEC-05: no ways around the rules", () => {
  const ignoring = (path: string) =>
    checkOne(sec05, node(BUCKET, "logs", { ignoreChanges: [path] })).map(({ message }) => message);
  const messages = (props: Record<string, unknown>, type = BUCKET) =>
    checkOne(sec05, node(type, "logs", { props })).map(({ message }) => message);

  for (const path of [
    "desiredCapacity",
    "roleName",
    "iamUserAccessToBilling",
    "closeOnDeletion",
    "description",
    "monkey",
  ]) {
    it(`lets ${path} be ignored`, () => {
      assert.deepEqual(ignoring(path), []);
    });
  }

  for (const path of [
    "*",
    "metadataOptions",
    "metadataOptions.httpTokens",
    "ingress",
    "ingress[0].cidrBlocks",
    "policy",
    "assumeRolePolicy",
    "kmsKeyId",
    "tags",
    'tags["commit"]',
    "tagsAll",
    "imageId",
    "launchTemplate",
    "userData",
    "enableDeletionProtection",
    "vpcSecurityGroupIds",
    "storageEncrypted",
    "enableKeyRotation",
    "retentionInDays",
    "sslPolicy",
    "logging",
    "blockPublicAcls",
    "publiclyAccessible",
    "aliases",
  ]) {
    it(`does not let ${path} be ignored`, () => {
      const [message, ...others] = ignoring(path);
      assert.ok(message?.includes(`ignoreChanges names ${path}.`));
      assert.deepEqual(others, []);
    });
  }

  it("tells of each path that is ignored", () => {
    const ignoreChanges = ["tags", "desiredCapacity", "policy"];
    assert.equal(checkOne(sec05, node(BUCKET, "logs", { ignoreChanges })).length, 2);
  });

  const right: Record<string, [props: Record<string, unknown>, type?: string]> = {
    nothing: [{}],
    "options that are off": [{ forceDestroy: false, skipDestroy: "false", forceDelete: false }],
    "a user's forceDestroy": [{ forceDestroy: true }, "aws:iam/user:User"],
    "a zone's forceDestroy": [{ forceDestroy: true }, "aws:route53/zone:Zone"],
  };
  for (const [title, [props, type]] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(props, type), []);
    });
  }

  const wrong: Record<string, [props: Record<string, unknown>, said: RegExp, type?: string]> = {
    "a bucket that goes with its objects": [
      { forceDestroy: true },
      /forceDestroy is true, which deletes what is in it/,
    ],
    "the same in text": [{ forceDestroy: "true" }, /forceDestroy is true/],
    "what is neither": [{ forceDestroy: "perhaps" }, /forceDestroy is true/],
    "what is not known yet": [{ forceDestroy: unknown }, /Cannot prove: forceDestroy is not known/],
    "a repository that goes with its images": [
      { forceDelete: true },
      /forceDelete is true, which deletes what is in it/,
      "aws:ecr/repository:Repository",
    ],
    "what is left behind": [
      { skipDestroy: true },
      /skipDestroy is true, which leaves it where nobody manages it/,
      "aws:cloudwatch/logGroup:LogGroup",
    ],
    "a user that is left behind": [{ skipDestroy: true }, /skipDestroy is true/, "aws:iam/user:User"],
  };
  for (const [title, [props, said, type]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(props, type);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  it("looks at every resource", () => {
    assert.equal(sec05.types, "every");
  });
});
