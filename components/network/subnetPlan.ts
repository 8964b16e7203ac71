import { Address4 } from "ip-address";

/** The tiers of a vertical's network, in the order in which their blocks are laid out. */
export const TIERS = ["public", "app", "data"] as const;
export type Tier = (typeof TIERS)[number];

/**
 * How many places each zone has, and how many zones a network has room for.
 *
 * Both are one more than is used today: the fourth place of each zone and the fourth zone stay free, so that a
 * tier or a zone can be added later without moving a block. A moved block is a replaced subnet, and a replaced
 * subnet takes its instances with it.
 */
const PLACES_PER_ZONE = 4;
const ZONES = 4;

/** Bits that the plan adds to the network's prefix: sixteen blocks, a /16 network is cut into /20 subnets. */
export const SUBNET_BITS = Math.log2(PLACES_PER_ZONE * ZONES);

/** AWS's smallest subnet is a /28; https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const SMALLEST_SUBNET_PREFIX = 28;

/** Cuts a vertical's network into one block per tier and zone; see {@link planBlocks}. */
export function planSubnets(cidr: string, zoneCount: number): Readonly<Record<Tier, readonly string[]>> {
  return planBlocks(cidr, zoneCount, TIERS);
}

/**
 * Cuts a network into one block per tier and zone.
 *
 * Zone by zone, because a zone added at the end then moves no block of the zones before it, nor does a tier.
 *
 * @param cidr The network's block, for example `10.20.0.0/16`.
 * @param zoneCount How many availability zones the network spreads over, 1 to 4.
 * @param tiers The tiers, 1 to 4, in the order of their blocks in each zone.
 * @returns Per tier, the blocks in the order of the zones.
 * @throws Error where the block is too small or there are too many zones or tiers.
 */
export function planBlocks<T extends string>(
  cidr: string,
  zoneCount: number,
  tiers: readonly T[],
): Readonly<Record<T, readonly string[]>> {
  refuseUnplannable(cidr, zoneCount, tiers);
  const network = new Address4(cidr);
  const subnetPrefix = network.subnetMask + SUBNET_BITS;
  const first = network.startAddress().bigInt();
  const size = 1n << BigInt(32 - subnetPrefix);
  const block = (zone: number, place: number) => {
    const address = Address4.fromBigInt(first + size * BigInt(zone * PLACES_PER_ZONE + place));
    return `${address.correctForm()}/${subnetPrefix}`;
  };
  const plan = {} as Record<T, readonly string[]>;
  for (const [place, tier] of tiers.entries()) {
    plan[tier] = Array.from({ length: zoneCount }, (_, zone) => block(zone, place));
  }
  return plan;
}

function refuseUnplannable(cidr: string, zoneCount: number, tiers: readonly string[]): void {
  if (!Number.isInteger(zoneCount) || zoneCount < 1 || zoneCount > ZONES) {
    throw new Error(`A network spreads over 1 to ${ZONES} availability zones, and ${zoneCount} were given.`);
  }
  if (tiers.length < 1 || tiers.length > PLACES_PER_ZONE) {
    throw new Error(`A network has 1 to ${PLACES_PER_ZONE} tiers, and ${tiers.length} were given.`);
  }
  const subnetPrefix = new Address4(cidr).subnetMask + SUBNET_BITS;
  if (subnetPrefix > SMALLEST_SUBNET_PREFIX) {
    throw new Error(
      `${cidr} is too small: cut into ${PLACES_PER_ZONE * ZONES} subnets each would be a /${subnetPrefix}, ` +
        `and AWS's smallest is a /${SMALLEST_SUBNET_PREFIX}. Use a /${SMALLEST_SUBNET_PREFIX - SUBNET_BITS} or wider.`,
    );
  }
}
