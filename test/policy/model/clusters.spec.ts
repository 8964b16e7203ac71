import assert from "node:assert/strict";

import { clustersOf, tagOf } from "../../../policy/model/clusters";
import { stackModel } from "../../../policy/model/stackModel";
import { node, unknown } from "../support/world";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";

describe("which cluster a resource is part of", () => {
  const cluster = node("duotone:clusters:Cluster", "prod1");
  const service = node("duotone:clusters:WebService", "prod1-core", { parent: cluster });
  const found = (given: Parameters<typeof node>[2], name = "one") => {
    const one = node(GROUP, name, given);
    const clusters = clustersOf(stackModel([cluster, service, one]), ["prod1", "prod2"]);
    return [clusters.of(one), clusters.serviceOf(one)];
  };

  const cases: Record<
    string,
    [given: Parameters<typeof node>[2], name: string, expected: (string | undefined)[]]
  > = {
    "by its components, whatever its tags": [
      { parent: service, props: { tags: { cluster: "prod2", service: "blog" } } },
      "one",
      ["prod1", "core"],
    ],
    "by its tags": [{ props: { tags: { cluster: "prod2", service: "blog" } } }, "one", ["prod2", "blog"]],
    "by the tag cluster rather than colour": [
      { props: { tags: { cluster: "prod2", colour: "prod1" } } },
      "one",
      ["prod2", undefined],
    ],
    "by the tag colour": [{ props: { tags: { colour: "prod1" } } }, "prod1-mailer", ["prod1", "mailer"]],
    "by a tag that is not known": [
      { props: { tags: { cluster: unknown } } },
      "prod1-mailer",
      [undefined, undefined],
    ],
    "by the tag of no cluster": [
      { props: { tags: { cluster: "prod9" } } },
      "prod9-mailer",
      [undefined, undefined],
    ],
    "not by its name alone": [{}, "prod1-mailer", [undefined, undefined]],
    "with a service that it is tagged with, without a cluster": [
      { props: { tags: { service: "blog" } } },
      "one",
      [undefined, "blog"],
    ],
    "without a service, where it is called otherwise": [
      { props: { tags: { cluster: "prod1" } } },
      "prod10-core",
      ["prod1", undefined],
    ],
  };
  for (const [title, [given, name, expected]] of Object.entries(cases)) {
    it(`is told ${title}`, () => {
      assert.deepEqual(found(given, name), expected);
    });
  }
});

describe("a tag", () => {
  const cases: Record<string, [props: Readonly<Record<string, unknown>>, tag: string | undefined]> = {
    "of a resource": [{ tags: { cluster: "prod1" } }, "prod1"],
    "of a group": [
      {
        tags: [
          { key: "service", value: "core" },
          { key: "cluster", value: "prod1" },
        ],
      },
      "prod1",
    ],
    "of what a template starts": [
      { tagSpecifications: [{ tags: { service: "core" } }, { tags: { cluster: "prod1" } }] },
      "prod1",
    ],
    "that is empty": [{ tags: { cluster: "" } }, undefined],
    "that is not known": [{ tags: unknown, tagSpecifications: unknown }, undefined],
    "that is not there": [{}, undefined],
  };
  for (const [title, [props, tag]] of Object.entries(cases)) {
    it(`${title} is ${tag ?? "none"}`, () => {
      assert.equal(tagOf(node(GROUP, "one", { props }), "cluster"), tag);
    });
  }
});
