import { Address4 } from "ip-address";

import { type Estate, type EstateResource, fieldsOfResource, type VerticalAccount } from "./estate";
import { textAt } from "./values";

/** A block of addresses, and whose it is. */
export interface Block {
  readonly account: VerticalAccount;
  readonly resource: EstateResource;
  readonly cidr: string;
}

const VPC_TYPE = "aws:ec2/vpc:Vpc";
const SECONDARY_TYPE = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation";

/** Every address of IPv4. It names nobody: what it means is decided by the routes, not by it. */
export const ANYWHERE = "0.0.0.0/0";

/** The networks of verticals. */
export function vpcsOf(estate: Estate): EstateResource[] {
  return ofVerticals(estate).filter(({ type }) => type === VPC_TYPE);
}

/** The resources in verticals' accounts. */
export function ofVerticals(estate: Estate): EstateResource[] {
  return estate.resources.filter(({ account }) => account?.kind === "vertical");
}

/** The blocks of the verticals' networks. */
export function blocksOf(estate: Estate): Block[] {
  return estate.resources.flatMap((resource) => {
    const { account, type } = resource;
    const cidr = textAt(fieldsOfResource(resource), "cidrBlock");
    return account?.kind === "vertical" && cidr !== undefined && [VPC_TYPE, SECONDARY_TYPE].includes(type)
      ? [{ account, resource, cidr }]
      : [];
  });
}

/** Whether two blocks have an address in common. What is no IPv4 block is taken to overlap: it cannot be told. */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [rangeOf(one), rangeOf(other)];
  return a === undefined || b === undefined || (a.first <= b.last && b.first <= a.last);
}

/** Whether a block lies within one of some others. */
export function isInside(cidr: string, blocks: readonly string[]): boolean {
  const inner = rangeOf(cidr);
  return blocks.some((block) => {
    const outer = rangeOf(block);
    return (
      inner !== undefined && outer !== undefined && outer.first <= inner.first && inner.last <= outer.last
    );
  });
}

function rangeOf(cidr: string): { readonly first: bigint; readonly last: bigint } | undefined {
  if (!Address4.isValid(cidr)) {
    return undefined;
  }
  const block = new Address4(cidr);
  return { first: block.startAddress().bigInt(), last: block.endAddress().bigInt() };
}
