import assert from "node:assert/strict";

import { chainOf, forwardsOf, templatesOf } from "../../../policy/model/aliasChains";
import { stackModel } from "../../../policy/model/stackModel";
import { identity, part, twoColours } from "../support/twoColours";
import { node } from "../support/world";

describe("chains from a load balancer to what it starts", () => {
  for (const mode of ["preview", "update"] as const) {
    const model = stackModel(twoColours({}, mode));
    const found = (name: Parameters<typeof part>[0]) => model.node(part(name).urn) ?? node("none", "none");

    it(`end at the templates of the groups behind it (${mode})`, () => {
      assert.deepEqual(chainOf(model, found("balancer prod1")), {
        ends: [{ template: found("template prod1"), group: found("group prod1") }],
        breaks: [],
      });
    });
    it(`forward to target groups, and redirects do not (${mode})`, () => {
      assert.deepEqual(
        forwardsOf(model, found("balancer prod2")).map(({ node: from, at, targetGroups }) => [
          from.name,
          at,
          targetGroups.nodes.map(({ name }) => name),
        ]),
        [["prod2-core-https", "defaultActions[0].targetGroupArn", ["prod2-core"]]],
      );
    });
    it(`know what a group starts from (${mode})`, () => {
      assert.deepEqual(templatesOf(model, found("group prod2")), {
        ends: [{ template: found("template prod2"), group: found("group prod2") }],
        breaks: [],
      });
    });
  }

  it("tell every break, and go on behind it", () => {
    const model = stackModel(
      twoColours({
        props: {
          "group prod1": { launchTemplate: { id: identity("template", "prod1"), version: "$Latest" } },
        },
        added: [
          node("aws:lb/listenerRule:ListenerRule", "lost", {
            props: {
              listenerArn: identity("https", "prod1"),
              actions: [{ type: "forward", targetGroupArn: "arn:aws:other" }],
            },
          }),
        ],
      }),
    );
    const { ends, breaks } = chainOf(model, model.node(part("balancer prod1").urn) ?? node("none", "none"));
    assert.deepEqual(
      ends.map(({ template }) => template.name),
      ["prod1-core"],
    );
    assert.deepEqual(
      breaks.map(({ node: at, answer }) => [at.name, answer]),
      [
        ["prod1-core", "bad"],
        ["lost", "bad"],
      ],
    );
  });
});
