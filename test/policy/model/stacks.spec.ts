import assert from "node:assert/strict";

import { stackModel } from "../../../policy/model/stackModel";
import {
  looksAtOrganization,
  stackNameOf,
  stacksLookedAt,
  stacksOf,
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

describe("the stacks that are looked at, with their resources", () => {
  const vpc = node("aws:ec2/vpc:Vpc", "vpc");
  const of = (stack: string) => ({ ...vpc, urn: vpc.urn.replace("urn:pulumi:prod", `urn:pulumi:${stack}`) });

  it("are told by URNs", () => {
    assert.equal(stackNameOf(vpc.urn), "duotone/prod");
    assert.equal(stackNameOf("urn:pulumi:org::duotone-foundation::a$b::c::d"), "duotone-foundation/org");
    assert.equal(stackNameOf("vpc"), undefined);
  });
  it("are the one of the settings, even without resources", () => {
    assert.deepEqual(
      stacksOf(stackModel([]), settings()).map(({ name, nodes }) => [name, nodes.length]),
      [["duotone/prod", 0]],
    );
  });
  it("are all that the inventory knows, in order, each with its own", () => {
    const [staging, other] = [of("staging"), of("other")];
    const second = node("aws:ec2/subnet:Subnet", "subnet");
    const lost = { ...vpc, urn: "vpc" };
    assert.deepEqual(
      stacksOf(stackModel([staging, lost, second, other, vpc]), settings()).map(({ name, nodes }) => [
        name,
        nodes,
      ]),
      [
        ["duotone/prod", [second, vpc]],
        ["duotone/staging", [staging]],
      ],
    );
    assert.deepEqual(
      stacksOf(stackModel([vpc, staging]), settings({ stackName: "duotone/staging" })).map(
        ({ name }) => name,
      ),
      ["duotone/prod", "duotone/staging"],
    );
  });
});
