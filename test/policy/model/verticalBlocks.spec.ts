import assert from "node:assert/strict";

import { parseBlock, type Span } from "../../../policy/model/cidr";
import { placeLabel } from "../../../policy/model/place";
import { isEverywhere, verticalsAt } from "../../../policy/model/verticalBlocks";
import { settings } from "../support/world";

function span(text: string): Span {
  const found = parseBlock(text);
  assert.ok(found !== undefined);
  return found;
}

describe("blocks of verticals", () => {
  it("are told by any address in them", () => {
    const at = (...blocks: readonly string[]) => verticalsAt(settings(), blocks.map(span)).map(placeLabel);
    assert.deepEqual(at("10.21.3.4/32"), ["the vertical duotone/prod:payments"]);
    assert.deepEqual(at("10.20.255.255/32", "10.120.0.0/32"), [
      "the vertical duotone/prod:accounts",
      "the vertical duotone/staging:accounts",
    ]);
    assert.deepEqual(at("10.0.0.0/8").length, 5);
    assert.deepEqual(at("192.168.0.0/16", "::/0"), []);
    assert.deepEqual(at(), []);
  });

  for (const [block, wanted] of Object.entries({
    "0.0.0.0/0": true,
    "::/0": true,
    "0.0.0.0/1": false,
    "128.0.0.0/1": false,
    "::/1": false,
    "8000::/1": false,
    "10.0.0.0/8": false,
  })) {
    it(`${block} is ${wanted ? "" : "not "}everywhere`, () => {
      assert.equal(isEverywhere(span(block)), wanted);
    });
  }
});
