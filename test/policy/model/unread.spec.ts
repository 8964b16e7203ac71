import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { stackModel } from "../../../policy/model/stackModel";
import { isUnread, OWN } from "../../../policy/model/unread";
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
    ...OWN,
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

  it("is none of our own providers, of each of which there is a class", () => {
    const folder = path.resolve(__dirname, "../../../providers");
    const classes = readdirSync(folder)
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) => {
        const text = readFileSync(path.join(folder, file), "utf8");
        const [, module, name] = /super\(\w+Provider, .*"(\w+)", "(\w+)"\);/.exec(text) ?? [];
        return module === undefined || name === undefined ? [] : [`pulumi-nodejs:dynamic/${module}:${name}`];
      });
    assert.deepEqual(classes.sort(), [...OWN].sort());
  });

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
