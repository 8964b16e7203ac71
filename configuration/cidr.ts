import { Address4, Address6 } from "ip-address";

/** RFC 1918; a public block would shadow somebody else's addresses. */
export const PRIVATE_BLOCKS = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"] as const;

/** AWS's widest network; https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
const WIDEST = 16;

/** Cut into sixteen subnets, a /20 leaves /24s with 251 addresses each; load balancers and instances share them. */
const NARROWEST = 20;

export const CIDR_ALLOWED = `a private IPv4 block between /${WIDEST} and /${NARROWEST}, for example 10.20.0.0/16`;

const IPV4_ONLY =
  "IPv6 is not used: routes, network ACLs and security groups are written for IPv4, and an IPv6 address would be a way " +
  "past them.";

/** What to do about a network's block; undefined where it is right. */
export function cidrRemedy(came: unknown): string | undefined {
  const block = blockOf(came);
  if (typeof block === "string") {
    return block;
  }
  if (block.subnetMask < WIDEST) {
    return `AWS takes no network wider than a /${WIDEST}.`;
  }
  return block.subnetMask > NARROWEST
    ? `Nine subnets with room to grow need a /${NARROWEST} or wider.`
    : privateRemedy(block);
}

/** What to do about a block of any size behind a VPN; undefined where it is right. */
export function remoteCidrRemedy(came: unknown): string | undefined {
  const block = blockOf(came);
  return typeof block === "string" ? block : privateRemedy(block);
}

/** What to do about text that is IPv6; undefined where it is none. */
export function ipv6Remedy(came: unknown): string | undefined {
  return typeof came === "string" && came.includes(":") && Address6.isValid(came) ? IPV4_ONLY : undefined;
}

/** Whether a text is one IPv4 address, without the length of a prefix. */
export function isAddress(text: string): boolean {
  return /^\d+(\.\d+){3}$/.test(text) && Address4.isValid(text);
}

/** Whether an address is in a block. Both must be valid. */
export function isIn(address: string, block: string): boolean {
  return new Address4(address).isInSubnet(new Address4(block));
}

/** Whether two blocks have an address in common. Both must be valid. */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [new Address4(one), new Address4(other)];
  return (
    a.startAddress().bigInt() <= b.endAddress().bigInt() &&
    b.startAddress().bigInt() <= a.endAddress().bigInt()
  );
}

/** A block, or what to do about what is none. */
function blockOf(came: unknown): Address4 | string {
  if (typeof came === "string" && /^\d+(\.\d+){3}\/\d+$/.test(came) && Address4.isValid(came)) {
    return new Address4(came);
  }
  return ipv6Remedy(came) ?? "Write an address and the length of its prefix, with a slash between them.";
}

/** What to do about a block that is not written as its first address, or is somebody's public one. */
function privateRemedy(block: Address4): string | undefined {
  const first = block.startAddress().correctForm();
  if (first !== block.correctForm()) {
    return `The block of that address is ${first}/${block.subnetMask}.`;
  }
  return PRIVATE_BLOCKS.some((range) => block.isInSubnet(new Address4(range)))
    ? undefined
    : `Take a block of ${PRIVATE_BLOCKS.join(", ")}.`;
}
