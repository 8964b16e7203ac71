import assert from "node:assert/strict";

import fc from "fast-check";
import { Address4 } from "ip-address";

import { planBlocks, planSubnets, TIERS } from "../../../components/network/subnetPlan";

const networks = fc
  .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 16, max: 24 }), fc.integer({ min: 1, max: 4 }))
  .map(([second, prefix, zones]) => ({ cidr: `10.${second}.0.0/${prefix}`, zones }));

describe("planSubnets", () => {
  it("cuts a /16 into /20 blocks, zone by zone, with a free place after each zone's three tiers", () => {
    assert.deepEqual(planSubnets("10.20.0.0/16", 3), {
      public: ["10.20.0.0/20", "10.20.64.0/20", "10.20.128.0/20"],
      app: ["10.20.16.0/20", "10.20.80.0/20", "10.20.144.0/20"],
      data: ["10.20.32.0/20", "10.20.96.0/20", "10.20.160.0/20"],
    });
  });

  it("moves no block when a zone is added at the end", () => {
    fc.assert(
      fc.property(networks, ({ cidr, zones }) => {
        fc.pre(zones < 4);
        const before = planSubnets(cidr, zones);
        const after = planSubnets(cidr, zones + 1);
        for (const tier of TIERS) {
          assert.deepEqual(after[tier].slice(0, zones), before[tier]);
        }
      }),
    );
  });

  it("moves no block when a tier is added", () => {
    fc.assert(
      fc.property(networks, ({ cidr, zones }) => {
        const before = planSubnets(cidr, zones);
        const { fourth, ...after } = planBlocks(cidr, zones, [...TIERS, "fourth"]);
        assert.deepEqual(after, before);
        assert.equal(fourth.length, zones);
      }),
    );
  });

  it("keeps every block inside the network and apart from every other", () => {
    fc.assert(
      fc.property(networks, ({ cidr, zones }) => {
        const network = new Address4(cidr);
        const blocks = Object.values(planBlocks(cidr, zones, [...TIERS, "fourth"]))
          .flatMap((ofTier) => ofTier)
          .map((block) => new Address4(block));
        assert.equal(blocks.length, zones * 4);
        for (const [index, block] of blocks.entries()) {
          assert.ok(block.isInSubnet(network), `${block.address} is outside ${cidr}`);
          assert.equal(block.correctForm(), block.startAddress().correctForm());
          for (const other of blocks.slice(index + 1)) {
            assert.ok(!block.isInSubnet(other) && !other.isInSubnet(block));
          }
        }
      }),
    );
  });

  it("refuses a network that is too small, with the size that is needed", () => {
    assert.throws(
      () => planSubnets("10.20.0.0/25", 3),
      new Error(
        "10.20.0.0/25 is too small: cut into 16 subnets each would be a /29, and AWS's smallest is a /28. " +
          "Use a /24 or wider.",
      ),
    );
  });

  for (const zones of [0, 5, 2.5]) {
    it(`refuses ${zones} zones`, () => {
      assert.throws(() => planSubnets("10.20.0.0/16", zones), /spreads over 1 to 4 availability zones/);
    });
  }

  it("refuses more tiers than a zone has places for", () => {
    assert.throws(() => planBlocks("10.20.0.0/16", 3, ["a", "b", "c", "d", "e"]), /1 to 4 tiers, and 5 were/);
    assert.throws(() => planBlocks("10.20.0.0/16", 3, []), /1 to 4 tiers, and 0 were/);
  });
});
