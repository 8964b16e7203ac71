import { Address4, Address6 } from "ip-address";

/** Addresses of one family from the first to the last, both included. */
export interface Span {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/**
 * The addresses of a block, for example `10.20.0.0/16` or `2001:db8::/32`; undefined where it is none. An address without
 * a prefix is a block of one, and IPv4 written as IPv6 (`::ffff:0:0/96`) is IPv4.
 */
export function parseBlock(text: string): Span | undefined {
  if (Address4.isValid(text)) {
    const block = new Address4(text);
    return { family: 4, first: block.startAddress().bigInt(), last: block.endAddress().bigInt() };
  }
  // A zone (`fe80::1%eth0`) names an interface, which no rule of AWS does.
  if (!Address6.isValid(text) || text.includes("%")) {
    return undefined;
  }
  const block = new Address6(text);
  const [first, last] = [block.startAddress().bigInt(), block.endAddress().bigInt()];
  // A block that begins with these bits is within them: they end in a one.
  return first >> 32n === MAPPED
    ? { family: 4, first: first & LAST_V4, last: last & LAST_V4 }
    : { family: 6, first, last };
}

const LAST_V4 = 0xffff_ffffn;

/** The upper 96 bits of an IPv4 address that is written as IPv6. */
const MAPPED = 0xffffn;

export function overlaps(one: Span, other: Span): boolean {
  return one.family === other.family && one.first <= other.last && other.first <= one.last;
}

/** Whether every address of the inner one is in the outer one. */
export function covers(outer: Span, inner: Span): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** The same addresses, each once: sorted, and neighbours joined. */
export function unite(spans: readonly Span[]): readonly Span[] {
  const sorted = [...spans].sort((a, b) => a.family - b.family || Number(a.first - b.first));
  const united: Span[] = [];
  for (const span of sorted) {
    const before = united.at(-1);
    if (before === undefined || before.family !== span.family || before.last + 1n < span.first) {
      united.push(span);
    } else if (before.last < span.last) {
      united[united.length - 1] = { ...before, last: span.last };
    }
  }
  return united;
}

/** Addresses that are in the first ones and not in the others. */
export function subtract(from: readonly Span[], others: readonly Span[]): readonly Span[] {
  return others.reduce<readonly Span[]>(
    (left, other) => left.flatMap((span) => (overlaps(span, other) ? outside(span, other) : [span])),
    from,
  );
}

function outside(span: Span, other: Span): readonly Span[] {
  const below = { ...span, last: other.first - 1n };
  const above = { ...span, first: other.last + 1n };
  return [below, above].filter(({ first, last }) => first <= last);
}

/** Addresses that are in both. */
export function intersect(ones: readonly Span[], others: readonly Span[]): readonly Span[] {
  return ones.flatMap((one) =>
    others
      .filter((other) => overlaps(one, other))
      .map((other) => ({
        family: one.family,
        first: one.first > other.first ? one.first : other.first,
        last: one.last < other.last ? one.last : other.last,
      })),
  );
}

/** How many addresses of a family there are, each counted once. */
export function countOf(spans: readonly Span[], family: Span["family"]): bigint {
  return unite(spans)
    .filter((span) => span.family === family)
    .reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
}

export const ALL: readonly Span[] = spansOf(["0.0.0.0/0", "::/0"]);

/**
 * Addresses that nobody on the internet has.
 *
 * https://www.iana.org/assignments/iana-ipv4-special-registry/ and, of IPv6, whatever is outside 2000::/3, of which alone
 * IANA has given any out: https://www.iana.org/assignments/ipv6-unicast-address-assignments/
 */
const NOT_PUBLIC: readonly Span[] = spansOf([
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
  "::/3",
  "4000::/2",
  "8000::/1",
  "2001:db8::/32",
]);

/** Addresses that somebody on the internet may have. */
export function publicPart(spans: readonly Span[]): readonly Span[] {
  return subtract(unite(spans), NOT_PUBLIC);
}

/**
 * As many public addresses as these are no longer somebody's but the internet: a /12 of IPv4, a /28 of IPv6. Partners and
 * offices have far fewer, and so do the published lists of most services; the halves, quarters or sixteenths that
 * `0.0.0.0/0` can be cut into to look harmless each have more.
 */
const INTERNET = { 4: 1n << 20n, 6: 1n << 100n } as const;

/** Whether the addresses, taken together, are so many that they are the internet rather than somebody on it. */
export function isInternet(spans: readonly Span[]): boolean {
  const open = publicPart(spans);
  return countOf(open, 4) >= INTERNET[4] || countOf(open, 6) >= INTERNET[6];
}

/** @throws Error where one is no block, which a test of this file rules out. */
function spansOf(blocks: readonly string[]): readonly Span[] {
  return blocks.map((block) => {
    const span = parseBlock(block);
    if (span === undefined) {
      throw new Error(`${block} is no block`);
    }
    return span;
  });
}
