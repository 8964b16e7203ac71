import assert from "node:assert/strict";

import { stackModel } from "../../../policy/model/stackModel";
import { isUnread } from "../../../policy/model/unread";
import { node, providerFor } from "../support/world";

const COMMAND = "command:local:Command";

describe("what no rule reads", () => {
  const provider = { ...providerFor("marketing"), type: "pulumi:providers:other", name: "default" };
  const unread = (type: string, parent?: string) => {
    const above = node(parent ?? "duotone:clusters:Cluster", "above");
    const found = node(type, "one", { provider, parent: above });
    return isUnread(stackModel([above, found]), found);
  };

  for (const type of [
    "aws:s3/bucket:Bucket",
    "pulumi:providers:gcp",
    "pulumi:pulumi:StackReference",
    "random:index/id:RandomId",
    "pulumi-nodejs:dynamic/accounts:AccountAccess",
    "pulumi-nodejs:dynamic/accounts:DefaultNetworks",
    "pulumi-nodejs:dynamic/release:ReleaseSwitch",
    "pulumi-nodejs:dynamic/stack:KeptOnDestroy",
  ]) {
    it(`is not ${type}`, () => {
      assert.equal(unread(type), false);
    });
  }

  for (const type of [COMMAND, "pulumi-nodejs:dynamic:Resource", "gcp:storage/bucket:Bucket", "awsish:x:Y"]) {
    it(`is ${type}`, () => {
      assert.equal(unread(type), true);
    });
  }

  it("is no command of a bake of ours", () => {
    assert.equal(unread(COMMAND, "duotone:images:ImageBake"), false);
    assert.equal(unread("command:remote:Command", "duotone:images:ImageBake"), true);
    assert.equal(unread("pulumi-nodejs:dynamic:Resource", "duotone:images:ImageBake"), true);
  });

  it("is no component, which has no provider", () => {
    const component = node("their:own:Component", "one");
    assert.equal(isUnread(stackModel([component]), component), false);
  });
});
