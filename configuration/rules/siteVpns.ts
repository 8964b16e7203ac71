import { overlap } from "../cidr";
import type { Draft, SiteVpns } from "../draft";
import { is, problem } from "../problem";

/** Ways into foreign networks: for restricted verticals only, and never into blocks that are somebody else's here. */
export function siteVpnProblems({ verticals = [], siteVpns }: Draft): readonly string[] {
  return siteVpns.flatMap((vpn, index) => [
    ...classificationProblems(vpn, verticals),
    ...overlapProblems(vpn, verticals),
    ...gatewayProblems(vpn, siteVpns.slice(0, index)),
  ]);
}

type Vpn = SiteVpns[number];
type Verticals = NonNullable<Draft["verticals"]>;

function classificationProblems({ name, path }: Vpn, verticals: Verticals): readonly string[] {
  const classification = verticals.find((vertical) => vertical.name === name)?.right.classification;
  return classification === undefined || classification === "pii" || classification === "banking"
    ? []
    : [
        problem(
          path,
          `is in a vertical of classification ${classification}`,
          "a site VPN in verticals of classification pii or banking",
          "Remove it, or reach the service by its public name.",
        ),
      ];
}

/** A packet has one way: a block that is on both sides would never leave, or never arrive. */
function overlapProblems(
  { path, right: { remoteCidrs = [] } }: Vpn,
  verticals: Verticals,
): readonly string[] {
  return remoteCidrs.flatMap((remote) =>
    verticals.flatMap(({ name, right: { cidr } }) =>
      cidr === undefined || !overlap(remote, cidr)
        ? []
        : [
            problem(
              `${path}.remoteCidrs`,
              `has ${remote}, which overlaps ${cidr} of ${name}`,
              "blocks that no vertical of the stack has",
              "Move the vertical's network, or have the other side translate its addresses.",
            ),
          ],
    ),
  );
}

/** Two verticals behind one gateway can reach each other through it, and no route of theirs shows it. */
function gatewayProblems(
  { path, right: { customerGatewayAddress: address } }: Vpn,
  others: SiteVpns,
): readonly string[] {
  const owner = others.find(({ right }) => address !== undefined && right.customerGatewayAddress === address);
  return owner === undefined
    ? []
    : [
        problem(
          `${path}.customerGatewayAddress`,
          `${is(address)}, the gateway of ${owner.name}`,
          "a gateway of its own for each vertical",
          "Verticals share no way into a foreign network: use another gateway.",
        ),
      ];
}
