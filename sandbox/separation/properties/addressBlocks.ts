import { accountName, type Estate, type EstateResource, fieldsOfResource, place } from "../estate";
import { type Block, blocksOf, ofVerticals, overlap } from "../networks";
import { textAt } from "../values";

/** Types that name the block behind a VPN. */
const REMOTE_TYPE = "aws:ec2/vpnConnectionRoute:VpnConnectionRoute";

/**
 * No address belongs to two verticals, of whatever stacks, nor to a vertical and to what is behind another's VPN: else a
 * mistake in one route would be enough.
 */
export function addressBlocks(estate: Estate): string[] {
  const blocks = blocksOf(estate);
  return [
    ...blocks.flatMap((block, index) =>
      blocks
        .slice(index + 1)
        .filter((other) => other.account !== block.account && overlap(block.cidr, other.cidr))
        .map(
          (other) =>
            `${block.cidr} of ${accountName(block.account)} overlaps ${other.cidr} of ${accountName(other.account)}.`,
        ),
    ),
    ...ofVerticals(estate).flatMap((resource) => remoteProblems(resource, blocks)),
  ];
}

function remoteProblems(resource: EstateResource, blocks: readonly Block[]): string[] {
  const cidr = textAt(fieldsOfResource(resource), "destinationCidrBlock");
  return resource.type !== REMOTE_TYPE || cidr === undefined
    ? []
    : blocks
        .filter((block) => overlap(cidr, block.cidr))
        .map(
          (block) =>
            `${place(resource)} leads to ${cidr}, which overlaps ${block.cidr} of ${accountName(block.account)}.`,
        );
}
