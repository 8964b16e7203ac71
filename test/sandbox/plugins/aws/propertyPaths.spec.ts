import assert from "node:assert/strict";

import fc from "fast-check";

import {
  formatPath,
  parsePath,
  pathToBridge,
  pathToSdk,
} from "../../../../sandbox/plugins/aws/propertyPaths";
import { ruleTree } from "../../../../sandbox/plugins/aws/rules";

const rules = ruleTree({
  ingress: { bridge: "ingresses" },
  aliases: { bridge: "alias", shape: "listInSdk" },
  "rules.filter": { bridge: "filters", shape: "listInBridge" },
  "rules.filter.tag": { bridge: "tags", shape: "listInBridge" },
});

describe("property paths between the SDK and the bridge", () => {
  const pairs: readonly [string, string][] = [
    ["cidrBlock", "cidrBlock"],
    ["tags.Name", "tags.Name"],
    ['tags["a.b"]', 'tags["a.b"]'],
    ["ingress", "ingresses"],
    ["ingress[0].cidrBlocks[1]", "ingresses[0].cidrBlocks[1]"],
    ["ingress[*].self", "ingresses[*].self"],
    ["aliases", "alias"],
    ["aliases[0].name", "alias.name"],
    ["rules[2].filter", "rules[2].filters"],
    ["rules[2].filter.prefix", "rules[2].filters[0].prefix"],
    ["rules[2].filter.tag.key", "rules[2].filters[0].tags[0].key"],
  ];
  for (const [sdk, bridge] of pairs) {
    it(`${sdk} is ${bridge}`, () => {
      assert.equal(pathToBridge(rules, sdk), bridge);
      assert.equal(pathToSdk(rules, bridge), sdk);
    });
  }

  it("an element of a list that the other side has as a single block is the block", () => {
    assert.equal(pathToSdk(rules, "rules[0].filters[0]"), "rules[0].filter");
    assert.equal(pathToBridge(rules, "aliases[0]"), "alias");
    assert.equal(pathToBridge(rules, "aliases[*].name"), "alias.name");
  });

  it("a path is written as it was read", () => {
    const name = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_-]*$/);
    const step = fc.oneof(
      name.map((text) => `.${text}`),
      fc.nat(20).map((index) => `[${index}]`),
      fc.stringMatching(/^[a-z. /-]+$/).map((text) => `["${text}"]`),
    );
    const path = fc.tuple(name, fc.array(step)).map(([first, rest]) => first + rest.join(""));
    fc.assert(
      fc.property(path, (text) => {
        assert.equal(formatPath(parsePath(text)), text);
      }),
    );
  });
});
