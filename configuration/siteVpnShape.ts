import { z } from "zod";

import { ipv6Remedy, isAddress, isIn, overlap, remoteCidrRemedy } from "./cidr";
import { count, field } from "./fields";

/** Blocks of addresses that no gateway has on the internet, and what they are: RFC 6890, RFC 5771 and RFC 1112. */
const NOT_PUBLIC: readonly (readonly [block: string, what: string])[] = [
  ["0.0.0.0/8", "of this network"],
  ["10.0.0.0/8", "private"],
  ["100.64.0.0/10", "shared by the customers of a provider (CGNAT)"],
  ["127.0.0.0/8", "of the machine itself (loopback)"],
  ["169.254.0.0/16", "link-local"],
  ["172.16.0.0/12", "private"],
  ["192.0.0.0/24", "of protocols"],
  ["192.0.2.0/24", "for documentation"],
  ["192.88.99.0/24", "of relays that are no more"],
  ["192.168.0.0/16", "private"],
  ["198.18.0.0/15", "for benchmarks"],
  ["198.51.100.0/24", "for documentation"],
  ["203.0.113.0/24", "for documentation"],
  ["224.0.0.0/4", "of groups (multicast)"],
  ["240.0.0.0/4", "reserved"],
];

/** What fits into a network ACL beside a tier's own rules; `networkRules.ts` counts them. */
const MOST_REMOTE_CIDRS = 13;

/** Words that a reason must have at least, so that it is one. */
const LEAST_WORDS = 4;

/** AWS's default, from RFC 6996's private numbers; https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateCustomerGateway.html */
const DEFAULT_ASN = 65_000;

/** RFC 7300 keeps the number after it for itself. */
const LARGEST_ASN = 4_294_967_294;

/** Numbers that AWS has itself, in one region or in all; https://docs.aws.amazon.com/vpn/latest/s2svpn/cgw-options.html */
const RESERVED_ASNS = [7224, 9059, 10_124, 17_943];

/** What to do about the address of a gateway; undefined where it is right. */
export function gatewayAddressRemedy(came: unknown): string | undefined {
  if (typeof came !== "string" || !isAddress(came)) {
    return ipv6Remedy(came) ?? "Write one address, without the length of a prefix.";
  }
  const notPublic = NOT_PUBLIC.find(([block]) => isIn(came, block));
  return notPublic === undefined
    ? undefined
    : `Addresses of ${notPublic[0]} are ${notPublic[1]}: ask whoever runs the other side for the one on the internet.`;
}

function remoteCidrsRemedy(came: unknown): string {
  if (!Array.isArray(came)) {
    return "Write a list, also for one block.";
  }
  const cidrs: readonly unknown[] = came;
  const problems = cidrs.flatMap((cidr) => {
    const remedy = remoteCidrRemedy(cidr);
    return remedy === undefined ? [] : [`${JSON.stringify(cidr)}: ${remedy}`];
  });
  return problems.length > 0
    ? problems.join(" ")
    : "List the blocks of the network on the other side, each once and none within another.";
}

const apart = (cidrs: readonly string[]) =>
  cidrs.every((one, index) => cidrs.slice(index + 1).every((other) => !overlap(one, other)));

/** The site-to-site VPN of one vertical. */
export const siteVpnShape = {
  reason: field(
    z.string().refine(
      (text) =>
        text
          .trim()
          .split(/\s+/)
          .filter((word) => /\p{L}{2}/u.test(word)).length >= LEAST_WORDS,
    ),
    `a sentence of at least ${LEAST_WORDS} words`,
    "Write why the vertical needs a way into a foreign network; auditors read it.",
  ),
  customerGatewayAddress: field(
    z.string().refine((address) => gatewayAddressRemedy(address) === undefined),
    "the public IPv4 address of the gateway on the other side",
    (came) => gatewayAddressRemedy(came) ?? "",
  ),
  remoteCidrs: field(
    z
      .array(z.string().refine((cidr) => remoteCidrRemedy(cidr) === undefined))
      .min(1)
      .max(MOST_REMOTE_CIDRS)
      // Not asked of blocks that are none.
      .refine((cidrs) => cidrs.some((cidr) => remoteCidrRemedy(cidr) !== undefined) || apart(cidrs)),
    `a list of 1 to ${MOST_REMOTE_CIDRS} private IPv4 blocks that do not overlap`,
    remoteCidrsRemedy,
  ),
  asn: field(
    count(1, LARGEST_ASN)
      .refine((asn) => !RESERVED_ASNS.includes(asn))
      .default(DEFAULT_ASN),
    `a whole number from 1 to ${LARGEST_ASN}, without ${RESERVED_ASNS.join(", ")}, which are AWS's`,
    `Correct it, or remove it for ${DEFAULT_ASN}.`,
  ),
};
