import { refuses } from "../refusal";

const vpn = (customerGatewayAddress: string, ...remoteCidrs: readonly string[]) => ({
  reason: "Settlement files are exchanged with the clearing house.",
  customerGatewayAddress,
  remoteCidrs,
});

const OVERLAP =
  "Allowed: blocks that no vertical of the stack has. " +
  "Move the vertical's network, or have the other side translate its addresses.";

describe("siteVpnProblems", () => {
  for (const classification of ["public", "internal"]) {
    refuses(
      `refuses a VPN in a vertical that is ${classification}`,
      {
        "duotone:verticals.marketing.classification": classification,
        "duotone:verticals.marketing.siteVpn": vpn("52.19.8.4", "192.168.40.0/24"),
      },
      `duotone:verticals.marketing.siteVpn is in a vertical of classification ${classification}. ` +
        "Allowed: a site VPN in verticals of classification pii or banking. " +
        "Remove it, or reach the service by its public name.",
    );
  }
  refuses("takes VPNs in all restricted verticals, into different networks or the same blocks", {
    "duotone:verticals.accounts.siteVpn": vpn("52.19.8.4", "192.168.40.0/24"),
    "duotone:verticals.payments.siteVpn": vpn("52.19.8.5", "192.168.40.0/24"),
  });
  refuses(
    "refuses blocks that the vertical or another has, and names each",
    { "duotone:verticals.payments.siteVpn": vpn("52.19.8.4", "10.20.0.0/15", "10.22.128.0/20") },
    `duotone:verticals.payments.siteVpn.remoteCidrs has 10.20.0.0/15, which overlaps 10.20.0.0/16 of accounts. ${OVERLAP}`,
    `duotone:verticals.payments.siteVpn.remoteCidrs has 10.20.0.0/15, which overlaps 10.21.0.0/16 of payments. ${OVERLAP}`,
    "duotone:verticals.payments.siteVpn.remoteCidrs has 10.22.128.0/20, which overlaps 10.22.0.0/16 of marketing. " +
      OVERLAP,
  );
  refuses(
    "refuses one gateway for two verticals",
    {
      "duotone:verticals.accounts.siteVpn": vpn("52.19.8.4", "192.168.40.0/24"),
      "duotone:verticals.payments.siteVpn": vpn("52.19.8.4", "192.168.41.0/24"),
    },
    'duotone:verticals.payments.siteVpn.customerGatewayAddress is "52.19.8.4", the gateway of accounts. ' +
      "Allowed: a gateway of its own for each vertical. " +
      "Verticals share no way into a foreign network: use another gateway.",
  );
  refuses(
    "says nothing more of what could not be read",
    {
      "duotone:verticals.accounts.classification": "pi",
      "duotone:verticals.accounts.cidr": "10.20.0.0",
      "duotone:verticals.accounts.siteVpn": vpn("52.19.8.4", "10.20.0.0/24"),
    },
    'duotone:verticals.accounts.classification is "pi". Allowed: pii, banking, internal, public. Did you mean pii?',
    'duotone:verticals.accounts.cidr is "10.20.0.0". Allowed: a private IPv4 block between /16 and /20, for example ' +
      "10.20.0.0/16. Write an address and the length of its prefix, with a slash between them.",
  );
});
