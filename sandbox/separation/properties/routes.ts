import { accountName, type Estate, type EstateResource, place } from "../estate";
import { ANYWHERE, type Block, blocksOf, ofVerticals, overlap } from "../networks";
import { routesOf, type StateRoute } from "../routeTables";

/** Ways out of a network that a vertical may have; every other leads into somebody else's. */
const OWN_WAYS = ["gatewayId", "natGatewayId"];

/**
 * No route of a vertical leads to another: its destination has no address of another vertical, and its way out is a gateway or
 * a NAT gateway of the vertical itself.
 */
export function routes(estate: Estate): string[] {
  const blocks = blocksOf(estate);
  const byId = new Map(
    estate.resources.flatMap((resource) =>
      resource.id === undefined ? [] : [[resource.id, resource] as const],
    ),
  );
  return ofVerticals(estate).flatMap((resource) =>
    routesOf(resource).flatMap((route) => problemsOf(resource, route, blocks, byId)),
  );
}

function problemsOf(
  resource: EstateResource,
  { destination, targets, tableId }: StateRoute,
  blocks: readonly Block[],
  byId: ReadonlyMap<string, EstateResource>,
): string[] {
  const { account } = resource;
  const isOwn = (id: string) => byId.get(id)?.account === account;
  const foreign =
    destination === ANYWHERE
      ? []
      : blocks
          .filter((block) => block.account !== account && overlap(destination, block.cidr))
          .map(
            (block) => `${place(resource)} leads to ${destination}, where ${accountName(block.account)} is.`,
          );
  const ways = targets
    .filter(([way, id]) => id !== "local" && !(OWN_WAYS.includes(way) && isOwn(id)))
    .map(
      ([way, id]) =>
        `${place(resource)} goes out by ${way} ${id}, which is no gateway of the vertical's own.`,
    );
  return [
    ...foreign,
    ...ways,
    ...(targets.length === 0
      ? [`${place(resource)} has a route to ${destination} of which the way is not told.`]
      : []),
    ...(isOwn(tableId)
      ? []
      : [`${place(resource)} is in the route table ${tableId}, which is not of its account.`]),
  ];
}
