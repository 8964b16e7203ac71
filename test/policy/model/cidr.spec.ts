import assert from "node:assert/strict";

import fc from "fast-check";

import {
  ALL,
  countOf,
  covers,
  intersect,
  isInternet,
  overlaps,
  parseBlock,
  publicPart,
  type Span,
  subtract,
  unite,
} from "../../../policy/model/cidr";

function span(block: string): Span {
  const parsed = parseBlock(block);
  assert.ok(parsed !== undefined, block);
  return parsed;
}
const spans = (...blocks: readonly string[]) => blocks.map(span);

describe("blocks of addresses", () => {
  it("reads a block of IPv4", () => {
    assert.deepEqual(span("10.20.0.0/16"), { family: 4, first: 0x0a14_0000n, last: 0x0a14_ffffn });
  });

  it("reads a block of IPv6", () => {
    assert.deepEqual(span("2001:db8::/32"), {
      family: 6,
      first: 0x2001_0db8n << 96n,
      last: ((0x2001_0db8n + 1n) << 96n) - 1n,
    });
  });

  it("takes a block whose address is inside of it for the whole block", () => {
    assert.deepEqual(span("10.20.1.2/16"), span("10.20.0.0/16"));
  });

  it("takes an address for a block of one", () => {
    assert.deepEqual(span("10.20.1.2"), span("10.20.1.2/32"));
  });

  it("takes IPv4 in IPv6 for IPv4", () => {
    assert.deepEqual(span("::ffff:0:0/96"), span("0.0.0.0/0"));
    assert.deepEqual(span("::ffff:10.20.0.0/112"), span("10.20.0.0/16"));
  });

  it("does not take a block around IPv4 in IPv6 for IPv4", () => {
    assert.equal(span("::/0").family, 6);
    assert.equal(span("::ffff:0:0/95").family, 6);
    assert.equal(span("::/96").family, 6);
  });

  for (const text of ["", "anywhere", "10.0.0.0/33", "10.0.0/8", "::/129", "fe80::1%eth0/64", "10.0.0.0/a"]) {
    it(`does not read "${text}"`, () => {
      assert.equal(parseBlock(text), undefined);
    });
  }
});

describe("arithmetic of addresses", () => {
  it("knows what overlaps", () => {
    assert.equal(overlaps(span("10.0.0.0/8"), span("10.20.0.0/16")), true);
    assert.equal(overlaps(span("10.20.0.0/16"), span("10.0.0.0/8")), true);
    assert.equal(overlaps(span("10.20.0.0/16"), span("10.21.0.0/16")), false);
    assert.equal(overlaps(span("10.21.0.0/16"), span("10.20.0.0/16")), false);
    assert.equal(overlaps(span("0.0.0.0/0"), span("::/0")), false);
    assert.equal(overlaps(span("10.0.0.1"), span("10.0.0.1")), true);
  });

  it("knows what covers what", () => {
    assert.equal(covers(span("10.0.0.0/8"), span("10.20.0.0/16")), true);
    assert.equal(covers(span("10.20.0.0/16"), span("10.0.0.0/8")), false);
    assert.equal(covers(span("10.0.0.0/9"), span("10.0.0.0/8")), false);
    assert.equal(covers(span("10.128.0.0/9"), span("10.0.0.0/8")), false);
    assert.equal(covers(span("::/0"), span("10.0.0.0/8")), false);
    assert.equal(covers(span("10.0.0.0/8"), span("10.0.0.0/8")), true);
  });

  it("joins neighbours and what overlaps, and keeps families apart", () => {
    assert.deepEqual(
      unite(spans("::/1", "128.0.0.0/1", "0.0.0.0/1", "10.0.0.0/8", "8000::/1")),
      spans("0.0.0.0/0", "::/0"),
    );
    assert.deepEqual(unite(spans("10.0.0.0/24", "10.0.2.0/24")), spans("10.0.0.0/24", "10.0.2.0/24"));
  });

  it("takes a block out of the middle of another", () => {
    assert.deepEqual(subtract(spans("10.0.0.0/30"), spans("10.0.0.1/32")), [
      span("10.0.0.0/32"),
      span("10.0.0.2/31"),
    ]);
    assert.deepEqual(subtract(spans("10.0.0.0/30"), spans("10.0.0.0/8")), []);
    assert.deepEqual(subtract(spans("10.0.0.0/30"), spans("::/0")), spans("10.0.0.0/30"));
  });

  it("finds what is in both", () => {
    assert.deepEqual(intersect(spans("10.0.0.0/8", "::/0"), spans("10.20.0.0/16")), spans("10.20.0.0/16"));
    assert.deepEqual(intersect(spans("10.20.0.0/16"), spans("10.0.0.0/8")), spans("10.20.0.0/16"));
    assert.deepEqual(intersect(spans("10.20.0.0/16"), spans("10.21.0.0/16", "::/0")), []);
  });

  it("counts each address once", () => {
    assert.equal(countOf(spans("10.0.0.0/24", "10.0.0.0/25", "::/0"), 4), 256n);
    assert.equal(countOf(spans("10.0.0.0/24", "2001:db8::/127"), 6), 2n);
  });

  const small = fc
    .tuple(
      fc.constantFrom("10.0.0.", "2001:db8::"),
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 0, max: 3 }),
    )
    .map(([prefix, from, more]): Span => {
      const first = span(`${prefix}${from}`);
      return { ...first, last: first.first + BigInt(more) };
    });
  const each = ({ family, first, last }: Span) =>
    Array.from({ length: Number(last - first) + 1 }, (_, index) => `${family}:${first + BigInt(index)}`);
  const addresses = (some: readonly Span[]) => new Set(some.flatMap(each));

  it("agrees with counting one by one", () => {
    fc.assert(
      fc.property(fc.array(small, { maxLength: 5 }), fc.array(small, { maxLength: 5 }), (ones, others) => {
        const [left, right] = [addresses(ones), addresses(others)];
        assert.deepEqual(addresses(unite(ones)), left);
        assert.equal(unite(ones).flatMap(each).length, left.size);
        assert.deepEqual(addresses(subtract(ones, others)), minus(left, right));
        assert.deepEqual(addresses(intersect(ones, others)), minus(left, minus(left, right)));
      }),
    );
  });
  const minus = (from: ReadonlySet<string>, others: ReadonlySet<string>) =>
    new Set([...from].filter((address) => !others.has(address)));
});

describe("the internet", () => {
  const internet: Record<string, readonly string[]> = {
    "all of IPv4": ["0.0.0.0/0"],
    "all of IPv6": ["::/0"],
    "the two halves of IPv4": ["0.0.0.0/1", "128.0.0.0/1"],
    "one half of IPv4": ["128.0.0.0/1"],
    "the upper half of a half of IPv6": ["2000::/3"],
    "half of IPv6": ["::/1"],
    "sixteen blocks of which none is large": Array.from({ length: 16 }, (_, index) => `44.${index}.0.0/16`),
    "a private block and the rest": ["10.0.0.0/8", "11.0.0.0/8"],
    "a registry's block of IPv6": ["2a00::/12"],
    "sixteen blocks of IPv6": Array.from({ length: 16 }, (_, index) => `2a0${index.toString(16)}::/32`),
  };
  for (const [title, blocks] of Object.entries(internet)) {
    it(`is ${title}`, () => {
      assert.equal(isInternet(spans(...blocks)), true);
    });
  }

  const somebody: Record<string, readonly string[]> = {
    nothing: [],
    "a vertical's block": ["10.20.0.0/16"],
    "all private blocks": ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"],
    "private blocks of IPv6": ["fc00::/7", "fe80::/10", "::/3"],
    "loopback, multicast and reserved blocks": ["127.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4"],
    "an office": ["52.95.110.0/24"],
    "the addresses of a large customer": ["44.0.0.0/16"],
    "fifteen blocks": Array.from({ length: 15 }, (_, index) => `44.${index}.0.0/16`),
    "a provider's customer with IPv6": ["2a01:5a80::/32"],
    "fifteen blocks of IPv6": Array.from({ length: 15 }, (_, index) => `2a0${index.toString(16)}::/32`),
  };
  for (const [title, blocks] of Object.entries(somebody)) {
    it(`is not ${title}`, () => {
      assert.equal(isInternet(spans(...blocks)), false);
    });
  }

  it("is what is left when nobody's addresses are taken away", () => {
    const left = publicPart(ALL);
    for (const block of [
      "10.1.2.3",
      "172.31.255.255",
      "192.168.0.1",
      "224.0.0.1",
      "fd00::1",
      "2001:db8::1",
    ]) {
      assert.equal(
        left.some((some) => overlaps(some, span(block))),
        false,
        block,
      );
    }
    for (const block of ["9.255.255.255", "11.0.0.0", "172.32.0.0", "223.255.255.255", "2a00::1"]) {
      assert.equal(
        left.some((some) => overlaps(some, span(block))),
        true,
        block,
      );
    }
  });
});
