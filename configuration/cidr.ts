import { Address4 } from "ip-address";

/** RFC 1918; a public block would shadow somebody else's addresses. */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/** AWS's widest network; https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
const WIDEST = 16;

/** Cut into sixteen subnets, a /20 leaves /24s with 251 addresses each; load balancers and instances share them. */
const NARROWEST = 20;

export const CIDR_ALLOWED = `a private IPv4 block between /${WIDEST} and /${NARROWEST}, for example 10.20.0.0/16`;

/** What to do about a network's block; undefined where it is right. */
export function cidrRemedy(came: unknown): string | undefined {
  if (typeof came !== "string" || !/^\d+(\.\d+){3}\/\d+$/.test(came) || !Address4.isValid(came)) {
    return "Write an address and the length of its prefix, with a slash between them.";
  }
  const block = new Address4(came);
  if (block.subnetMask < WIDEST) {
    return `AWS takes no network wider than a /${WIDEST}.`;
  }
  if (block.subnetMask > NARROWEST) {
    return `Nine subnets with room to grow need a /${NARROWEST} or wider.`;
  }
  const first = block.startAddress().correctForm();
  if (first !== block.correctForm()) {
    return `The block of that address is ${first}/${block.subnetMask}.`;
  }
  return PRIVATE.some((range) => block.isInSubnet(new Address4(range)))
    ? undefined
    : `Take a block of ${PRIVATE.join(", ")}.`;
}

/** Whether two blocks have an address in common. Both must be valid. */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [new Address4(one), new Address4(other)];
  return (
    a.startAddress().bigInt() <= b.endAddress().bigInt() &&
    b.startAddress().bigInt() <= a.endAddress().bigInt()
  );
}
