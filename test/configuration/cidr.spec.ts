import assert from "node:assert/strict";

import fc from "fast-check";

import { planSubnets } from "../../components/network/subnetPlan";
import { cidrRemedy, overlap } from "../../configuration/cidr";

/** A private block, with the number of its first and last address worked out apart from the code. */
const block = fc
  .record({ prefix: fc.integer({ min: 16, max: 20 }), second: fc.nat(3), third: fc.nat(255) })
  .map(({ prefix, second, third }) => {
    const size = 2 ** (32 - prefix);
    const somewhere = 10 * 2 ** 24 + second * 2 ** 16 + third * 2 ** 8;
    const first = somewhere - (somewhere % size);
    const octets = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
    return { cidr: `${octets.join(".")}/${prefix}`, first, last: first + size - 1 };
  });

describe("overlap", () => {
  it("is true exactly where two blocks have an address in common, whichever comes first", () => {
    fc.assert(
      fc.property(block, block, (one, other) => {
        const common = Math.max(one.first, other.first) <= Math.min(one.last, other.last);
        assert.equal(overlap(one.cidr, other.cidr), common);
        assert.equal(overlap(other.cidr, one.cidr), common);
      }),
    );
  });

  it("holds for a block and its halves, and not for neighbours", () => {
    assert.equal(overlap("10.20.0.0/16", "10.20.128.0/17"), true);
    assert.equal(overlap("10.20.0.0/17", "10.20.128.0/17"), false);
    assert.equal(overlap("10.20.0.0/16", "10.20.0.0/16"), true);
  });
});

describe("cidrRemedy", () => {
  it("finds nothing wrong with a block that the network plan can use", () => {
    fc.assert(
      fc.property(block, ({ cidr }) => {
        assert.equal(cidrRemedy(cidr), undefined);
        assert.equal(planSubnets(cidr, 3).app.length, 3);
      }),
    );
  });

  for (const [came, remedy] of [
    ["10.21.0.0", "Write an address and the length of its prefix, with a slash between them."],
    ["10.321.0.0/16", "Write an address and the length of its prefix, with a slash between them."],
    ["10.21.0.0/33", "Write an address and the length of its prefix, with a slash between them."],
    ["fd00::/16", "Write an address and the length of its prefix, with a slash between them."],
    [1021, "Write an address and the length of its prefix, with a slash between them."],
    ["10.21.3.0/16", "The block of that address is 10.21.0.0/16."],
    ["10.0.0.0/15", "AWS takes no network wider than a /16."],
    ["10.21.0.0/21", "Nine subnets with room to grow need a /20 or wider."],
    ["172.32.0.0/16", "Take a block of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16."],
  ] as const) {
    it(`says what to do about ${came}`, () => {
      assert.equal(cidrRemedy(came), remedy);
    });
  }
});
