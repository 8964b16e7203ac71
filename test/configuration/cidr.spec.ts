import assert from "node:assert/strict";

import fc from "fast-check";

import { planSubnets } from "../../components/network/subnetPlan";
import { cidrRemedy, ipv6Remedy, isAddress, isIn, overlap, remoteCidrRemedy } from "../../configuration/cidr";

const IPV4_ONLY =
  "IPv6 is not used: routes, network ACLs and security groups are written for IPv4, and an IPv6 address would be a way " +
  "past them.";

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
    ["fd00::/16", IPV4_ONLY],
    ["2001:db8::/56", IPV4_ONLY],
    ["::/0", IPV4_ONLY],
    ["10.21.0.0:16", "Write an address and the length of its prefix, with a slash between them."],
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

describe("remoteCidrRemedy", () => {
  for (const cidr of ["10.0.0.0/8", "192.168.40.0/24", "192.168.40.7/32", "172.31.255.252/30"]) {
    it(`finds nothing wrong with ${cidr}`, () => {
      assert.equal(remoteCidrRemedy(cidr), undefined);
    });
  }
  for (const [came, remedy] of [
    ["192.168.40.1/24", "The block of that address is 192.168.40.0/24."],
    ["8.8.8.0/24", "Take a block of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16."],
    ["0.0.0.0/0", "Take a block of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16."],
    ["192.168.0.0/15", "Take a block of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16."],
    ["192.168.40.0", "Write an address and the length of its prefix, with a slash between them."],
    ["fd00:40::/64", IPV4_ONLY],
    [undefined, "Write an address and the length of its prefix, with a slash between them."],
  ] as const) {
    it(`says what to do about ${String(came)}`, () => {
      assert.equal(remoteCidrRemedy(came), remedy);
    });
  }
});

describe("ipv6Remedy", () => {
  it("says why there is no IPv6 of addresses and blocks of it, and of nothing else", () => {
    for (const text of ["2a05:d018::1", "fd00::/8", "::ffff:10.0.0.1"]) {
      assert.equal(ipv6Remedy(text), IPV4_ONLY);
    }
    for (const text of ["10.0.0.1", "a:b", "", 6, undefined]) {
      assert.equal(ipv6Remedy(text), undefined);
    }
  });
});

describe("addresses", () => {
  it("are four numbers up to 255, without the length of a prefix", () => {
    assert.deepEqual(
      ["1.2.3.4", "255.255.255.255", "1.2.3", "1.2.3.4/32", "1.2.3.256", "::1", ""].map(isAddress),
      [true, true, false, false, false, false, false],
    );
  });

  it("are in a block from its first to its last", () => {
    const addresses = ["100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0"];
    assert.deepEqual(
      addresses.map((address) => isIn(address, "100.64.0.0/10")),
      [false, true, true, false],
    );
  });
});
