import assert from "node:assert/strict";

import { stackModel } from "../../../policy/model/stackModel";
import {
  looksAtOrganization,
  stackNameOf,
  stacksLookedAt,
  verticalsLookedAt,
} from "../../../policy/model/stacks";
import { node, settings } from "../support/world";

describe("the stacks that are looked at", () => {
  const ROOT = "pulumi:pulumi:Stack";
  const root = (project: string, stack: string) => ({
    ...node(ROOT, `${project}-${stack}`),
    urn: `urn:pulumi:${stack}::${project}::${ROOT}::${project}-${stack}`,
  });
  const org = root("duotone-foundation", "org");
  const staging = root("duotone", "staging");

  it("tells the stack of a URN", () => {
    assert.equal(stackNameOf(org.urn), "duotone-foundation/org");
    assert.equal(stackNameOf("no urn"), undefined);
  });

  it("are the one of the settings, and those whose own resources are there", () => {
    assert.deepEqual(stacksLookedAt(stackModel([]), settings()), ["duotone/prod"]);
    assert.deepEqual(stacksLookedAt(stackModel([staging, org]), settings()), [
      "duotone-foundation/org",
      "duotone/prod",
      "duotone/staging",
    ]);
  });

  it("have the organization's among them where one says so", () => {
    assert.equal(looksAtOrganization(stackModel([staging]), settings()), false);
    assert.equal(looksAtOrganization(stackModel([org]), settings()), true);
    assert.equal(
      looksAtOrganization(stackModel([]), settings({ stackName: "duotone-foundation/org" })),
      true,
    );
  });

  it("have the verticals of all of them", () => {
    const names = (nodes: Parameters<typeof stackModel>[0]) =>
      verticalsLookedAt(stackModel(nodes), settings()).map(({ name, stack }) => `${stack} ${name}`);
    assert.deepEqual(names([]), ["duotone/prod accounts", "duotone/prod payments", "duotone/prod marketing"]);
    assert.equal(names([staging]).length, 5);
  });
});
