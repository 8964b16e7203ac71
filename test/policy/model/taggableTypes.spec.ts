import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { GROUP, TAGGED_TYPES } from "../../../policy/model/tags";
import { TABLE, taggableTypes } from "../support/makeTaggableTypes";

describe("The table of types that have tags", () => {
  it("is what the provider declares", async () => {
    assert.equal(
      await readFile(TABLE, "utf8"),
      taggableTypes(),
      "run `npx ts-node test/policy/support/makeTaggableTypes.ts`, and read the difference",
    );
  });

  it("has types of all shapes, and no other", () => {
    for (const type of [
      GROUP,
      "aws:ec2/vpc:Vpc",
      "aws:s3/bucketV2:BucketV2",
      "aws:lb/loadBalancer:LoadBalancer",
      "aws:alb/loadBalancer:LoadBalancer",
      "aws:secretsmanager/secret:Secret",
    ]) {
      assert.ok(TAGGED_TYPES.includes(type), type);
    }
    for (const type of ["aws:iam/rolePolicy:RolePolicy", "aws:inspector/resourceGroup:ResourceGroup"]) {
      assert.ok(!TAGGED_TYPES.includes(type), type);
    }
    assert.ok(TAGGED_TYPES.length > 800);
    assert.equal(new Set(TAGGED_TYPES).size, TAGGED_TYPES.length);
  });
});
