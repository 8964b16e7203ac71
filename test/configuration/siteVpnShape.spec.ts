import assert from "node:assert/strict";

import { verticalRules } from "../../components/network/networkRules";
import { planSubnets } from "../../components/network/subnetPlan";
import { gatewayAddressRemedy } from "../../configuration/siteVpnShape";
import { configOf, problemsOf, refuses } from "./refusal";
import type { Edits } from "./stackFile";

const PATH = "duotone:verticals.payments.siteVpn";
const RIGHT = {
  reason: "Settlement files are exchanged with the clearing house.",
  customerGatewayAddress: "52.19.8.4",
  remoteCidrs: ["192.168.40.0/24"],
};

/** Prod's file with a VPN in it that differs from a right one. */
const siteVpn = (change: Readonly<Record<string, unknown>>): Edits => ({ [PATH]: { ...RIGHT, ...change } });

const SENTENCE = "Allowed: a sentence of at least 4 words.";
const WHY = "Write why the vertical needs a way into a foreign network; auditors read it.";
const ADDRESS = "Allowed: the public IPv4 address of the gateway on the other side.";
const BLOCKS = "Allowed: a list of 1 to 13 private IPv4 blocks that do not overlap.";
const ASN =
  "Allowed: a whole number from 1 to 4294967294, without 7224, 9059, 10124, 17943, which are AWS's.";
const PRIVATE = "Take a block of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16.";
const IPV4_ONLY =
  "IPv6 is not used: routes, network ACLs and security groups are written for IPv4, and an IPv6 address would be a way " +
  "past them.";

/** As many blocks, none in another and none of the stack's. */
const blocks = (count: number) => Array.from({ length: count }, (_, index) => `192.168.${index}.0/24`);

describe("siteVpn", () => {
  refuses("takes a VPN with all that it needs", siteVpn({}));
  refuses(
    "refuses what is no section",
    { [PATH]: true },
    `${PATH} is true. Allowed: a section with reason, customerGatewayAddress and remoteCidrs. ` +
      "Describe it, or remove it: without it there is no VPN.",
  );
  refuses(
    "refuses a misspelt key, and says all that is missing",
    { [PATH]: { reasons: "x" } },
    `${PATH}.reasons is not a setting. Allowed: asn, customerGatewayAddress, reason, remoteCidrs. Did you mean reason?`,
    `${PATH}.reason is missing. ${SENTENCE} ${WHY}`,
    `${PATH}.customerGatewayAddress is missing. ${ADDRESS} Write one address, without the length of a prefix.`,
    `${PATH}.remoteCidrs is missing. ${BLOCKS} Write a list, also for one block.`,
  );
});

describe("reason", () => {
  for (const reason of ["", "needed", "because we must", "- - - - -", "a b c d e", 4]) {
    refuses(
      `refuses ${JSON.stringify(reason)}`,
      siteVpn({ reason }),
      `${PATH}.reason is ${reason === "" ? "empty" : JSON.stringify(reason)}. ${SENTENCE} ${WHY}`,
    );
  }
  refuses("takes letters of any language", siteVpn({ reason: "Zahlungsverkehr für Zürich und München" }));
});

describe("customerGatewayAddress", () => {
  for (const [address, remedy] of [
    ["10.1.2.3", "Addresses of 10.0.0.0/8 are private"],
    ["172.31.255.255", "Addresses of 172.16.0.0/12 are private"],
    ["192.168.1.1", "Addresses of 192.168.0.0/16 are private"],
    ["127.0.0.1", "Addresses of 127.0.0.0/8 are of the machine itself (loopback)"],
    ["169.254.1.1", "Addresses of 169.254.0.0/16 are link-local"],
    ["100.64.0.1", "Addresses of 100.64.0.0/10 are shared by the customers of a provider (CGNAT)"],
    ["192.0.2.1", "Addresses of 192.0.2.0/24 are for documentation"],
    ["198.51.100.1", "Addresses of 198.51.100.0/24 are for documentation"],
    ["203.0.113.1", "Addresses of 203.0.113.0/24 are for documentation"],
    ["198.19.0.1", "Addresses of 198.18.0.0/15 are for benchmarks"],
    ["0.0.0.0", "Addresses of 0.0.0.0/8 are of this network"],
    ["224.0.0.5", "Addresses of 224.0.0.0/4 are of groups (multicast)"],
    ["255.255.255.255", "Addresses of 240.0.0.0/4 are reserved"],
  ] as const) {
    it(`is not ${address}`, () => {
      assert.equal(
        gatewayAddressRemedy(address),
        `${remedy}: ask whoever runs the other side for the one on the internet.`,
      );
    });
  }
  for (const address of ["1.1.1.1", "52.19.8.4", "100.128.0.1", "172.32.0.1", "192.0.3.1", "198.20.0.1"]) {
    it(`may be ${address}`, () => {
      assert.equal(gatewayAddressRemedy(address), undefined);
    });
  }
  refuses(
    "refuses an address that no machine on the internet has",
    siteVpn({ customerGatewayAddress: "10.1.2.3" }),
    `${PATH}.customerGatewayAddress is "10.1.2.3". ${ADDRESS} Addresses of 10.0.0.0/8 are private: ask whoever runs the ` +
      "other side for the one on the internet.",
  );
  for (const [address, remedy] of [
    ["52.19.8.4/32", "Write one address, without the length of a prefix."],
    ["52.19.8", "Write one address, without the length of a prefix."],
    ["vpn.example.com", "Write one address, without the length of a prefix."],
    ["2a05:d018::1", IPV4_ONLY],
  ] as const) {
    refuses(
      `refuses ${address}`,
      siteVpn({ customerGatewayAddress: address }),
      `${PATH}.customerGatewayAddress is "${address}". ${ADDRESS} ${remedy}`,
    );
  }
});

describe("remoteCidrs", () => {
  refuses(
    "refuse one block without a list",
    siteVpn({ remoteCidrs: "192.168.40.0/24" }),
    `${PATH}.remoteCidrs is "192.168.40.0/24". ${BLOCKS} Write a list, also for one block.`,
  );
  refuses(
    "refuse every block that is wrong, each with what to do",
    siteVpn({ remoteCidrs: ["192.168.40.1/24", "8.8.8.0/24", "fd00::/64", 7] }),
    `${PATH}.remoteCidrs is ["192.168.40.1/24","8.8.8.0/24","fd00::/64",7]. ${BLOCKS} ` +
      `"192.168.40.1/24": The block of that address is 192.168.40.0/24. "8.8.8.0/24": ${PRIVATE} ` +
      `"fd00::/64": ${IPV4_ONLY} 7: Write an address and the length of its prefix, with a slash between them.`,
  );
  for (const remoteCidrs of [
    [],
    ["192.168.40.0/24", "192.168.40.0/24"],
    ["192.168.0.0/16", "192.168.40.0/24"],
    ["192.168.40.128/25", "192.168.40.0/24"],
  ]) {
    refuses(
      `refuse ${JSON.stringify(remoteCidrs)}`,
      siteVpn({ remoteCidrs }),
      `${PATH}.remoteCidrs is ${JSON.stringify(remoteCidrs)}. ${BLOCKS} ` +
        "List the blocks of the network on the other side, each once and none within another.",
    );
  }

  it("are as many as the network ACLs have room for", () => {
    const cidr = "10.21.0.0/16";
    const rules = (count: number) =>
      verticalRules({ cidr, blocks: planSubnets(cidr, 3), remoteCidrs: blocks(count) });
    assert.deepEqual(problemsOf(siteVpn({ remoteCidrs: blocks(13) })), []);
    assert.doesNotThrow(() => rules(13));
    assert.equal(problemsOf(siteVpn({ remoteCidrs: blocks(14) })).length, 1);
    assert.throws(() => rules(14), /room for 13/);
  });
});

describe("asn", () => {
  for (const asn of [0, 7224, 9059, 10124, 17943, 4294967295, 1.5, "AS65000"]) {
    refuses(
      `refuses ${asn}`,
      siteVpn({ asn }),
      `${PATH}.asn is ${JSON.stringify(asn)}. ${ASN} Correct it, or remove it for 65000.`,
    );
  }
  for (const asn of [1, "65010", 2147483648, 4294967294]) {
    it(`takes ${asn}`, () => {
      const { verticals } = configOf("prod", siteVpn({ asn }));
      assert.equal(verticals.find(({ name }) => name === "payments")?.siteVpn?.asn, Number(asn));
    });
  }
});
