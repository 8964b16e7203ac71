import assert from "node:assert/strict";

import fc from "fast-check";
import { Address4 } from "ip-address";

import {
  ANYWHERE,
  buildRules,
  DATA_PORTS,
  MOST_RULES,
  type NetworkRule,
  type NetworkRules,
  SERVICE_PORTS,
  verticalRules,
} from "../../../components/network/networkRules";
import { planBlocks, planSubnets, type Tier, TIERS } from "../../../components/network/subnetPlan";

const REMOTES = ["192.168.0.0/20", "172.20.0.0/16"];

/** Where a packet comes from or goes to. Without a tier it is outside the network. */
interface Place {
  readonly address: string;
  readonly tier?: Tier;
  readonly zone?: number;
}

type Rules = Readonly<Partial<Record<Tier, NetworkRules>>>;

/** AWS's verdict: the lowest number that matches decides, and nothing matching is a denial. */
function admits(rules: readonly NetworkRule[], address: string, port: number): boolean {
  const packet = new Address4(address);
  const first = [...rules]
    .sort((one, other) => one.number - other.number)
    .find(
      ({ cidr, fromPort, toPort }) =>
        packet.isInSubnet(new Address4(cidr)) && port >= fromPort && port <= toPort,
    );
  return first?.action === "allow";
}

/** Whether a packet to a port gets out of the subnet that it starts in and into the one that it goes to. */
function passes(rules: Rules, from: Place, to: Place, port: number): boolean {
  if (from.tier !== undefined && from.tier === to.tier && from.zone === to.zone) {
    return true;
  }
  const out = from.tier === undefined || admits(rules[from.tier]?.outbound ?? [], to.address, port);
  return out && (to.tier === undefined || admits(rules[to.tier]?.inbound ?? [], from.address, port));
}

/** Whether a client can ask a server and hear the answer: network ACLs do not remember who asked. */
function talks(rules: Rules, client: Place, clientPort: number, server: Place, serverPort: number): boolean {
  return passes(rules, client, server, serverPort) && passes(rules, server, client, clientPort);
}

/** A call through a NAT gateway, which leaves the far end's address on what it passes back. */
function talksThroughNat(
  rules: Rules,
  ports: { readonly client: number; readonly nat: number; readonly server: number },
  client: Place,
  nat: Place,
  server: Place,
): boolean {
  const throughOwnEdge =
    admits(rules.app?.outbound ?? [], server.address, ports.server) &&
    admits(rules.public?.inbound ?? [], client.address, ports.server);
  const back =
    admits(rules.public?.outbound ?? [], client.address, ports.client) &&
    admits(rules.app?.inbound ?? [], server.address, ports.client);
  return throughOwnEdge && talks(rules, nat, ports.nat, server, ports.server) && back;
}

/** A network with its rules, and addresses in it and around it. */
function networkOf(cidr: string, zones: number, remoteCidrs: readonly string[] = REMOTES) {
  const blocks = planSubnets(cidr, zones);
  return {
    cidr,
    zones,
    rules: verticalRules({ cidr, blocks, remoteCidrs }),
    at: (tier: Tier, zone: number, host = 5): Place => ({
      address: hostOf(blocks[tier][zone % zones] ?? "", host),
      tier,
      zone: zone % zones,
    }),
  };
}

function hostOf(block: string, host: number): string {
  return Address4.fromBigInt(new Address4(block).startAddress().bigInt() + BigInt(host)).correctForm();
}

/** Ports that a rule may well name, which chance alone would seldom find. */
const NAMED = [0, 22, 80, 443, 1023, 1024, 2049, 3389, 5432, 6379, 8080, 32767, 32768, 61000, 61001, 65535];

const range = ({ from, to }: { from: number; to: number }) =>
  fc.oneof(
    fc.constantFrom(from, ...NAMED.filter((port) => port >= from && port <= to)),
    fc.integer({ min: from, max: to }),
  );
const anyPort = range({ from: 0, to: 65535 });
const servicePort = range(SERVICE_PORTS);
const linuxPort = range({ from: 32768, to: 60999 });
const highPort = range({ from: 1024, to: 65535 });
const zone = fc.integer({ min: 0, max: 3 });
const host = fc.integer({ min: 4, max: 14 });
const dataPort = fc.constantFrom(...DATA_PORTS);

const networks = fc
  .tuple(
    fc.integer({ min: 0, max: 255 }),
    fc.integer({ min: 16, max: 24 }),
    fc.integer({ min: 1, max: 4 }),
    fc.constantFrom(REMOTES, []),
  )
  .map(([second, prefix, zones, remotes]) => networkOf(`10.${second}.0.0/${prefix}`, zones, remotes));

/** Addresses that are neither in any network of ours nor behind a VPN. */
const internet = fc
  .tuple(fc.constantFrom(1, 8, 52, 93, 200, 223), fc.nat(255), fc.nat(255), fc.nat(255))
  .map((parts): Place => ({ address: parts.join(".") }));

const behindVpn = fc
  .tuple(fc.constantFrom(...REMOTES), fc.integer({ min: 1, max: 4000 }))
  .map(([block, index]): Place => ({ address: hostOf(block, index) }));

type Network = ReturnType<typeof networkOf>;

/** Tries a claim on random networks, each with an address per tier, and on random ports and outsiders. */
function always<T extends [unknown, ...unknown[]]>(
  values: { [K in keyof T]: fc.Arbitrary<T[K]> },
  claim: (network: Network, at: (tier: Tier) => Place, other: (tier: Tier) => Place, ...drawn: T) => void,
): void {
  fc.assert(
    fc.property(
      networks,
      zone,
      zone,
      host,
      fc.tuple(...values),
      (network, oneZone, otherZone, hostNumber, drawn) => {
        claim(
          network,
          (tier) => network.at(tier, oneZone, hostNumber),
          (tier) => network.at(tier, otherZone, hostNumber === 14 ? 13 : hostNumber + 1),
          ...(drawn as T),
        );
      },
    ),
  );
}

describe("verticalRules", () => {
  describe("from the internet", () => {
    it("let nothing reach the data tier", () => {
      always([internet, anyPort], ({ rules }, at, _other, outside, port) => {
        assert.equal(passes(rules, outside, at("data"), port), false);
      });
    });

    it("let nothing reach a service in the app tier, nor any well-known port there", () => {
      always([internet, range({ from: 0, to: SERVICE_PORTS.to })], ({ rules }, at, _other, outside, port) => {
        assert.equal(passes(rules, outside, at("app"), port), false);
      });
    });

    it("let HTTP and HTTPS reach the public tier and be answered, whatever port the client has", () => {
      always(
        [internet, highPort, fc.constantFrom(80, 443)],
        ({ rules }, at, _other, outside, clientPort, port) => {
          assert.equal(talks(rules, outside, clientPort, at("public"), port), true);
        },
      );
    });

    it("let nothing else below 1024, nor remote desktops, reach the public tier", () => {
      const closed = fc.oneof(
        fc.constantFrom(22, 3389),
        range({ from: 0, to: 1023 }).filter((port) => port !== 80 && port !== 443),
      );
      always([internet, closed], ({ rules }, at, _other, outside, port) => {
        assert.equal(passes(rules, outside, at("public"), port), false);
      });
    });
  });

  describe("inside", () => {
    it("let a balancer ask a service and hear its answer, in every zone", () => {
      always([highPort, servicePort], ({ rules }, at, other, clientPort, port) => {
        assert.equal(talks(rules, at("public"), clientPort, other("app"), port), true);
      });
    });

    it("let an instance ask an endpoint or an internal balancer, and that a service", () => {
      always([linuxPort, highPort, servicePort], ({ rules }, at, other, clientPort, balancerPort, port) => {
        assert.equal(talks(rules, at("app"), clientPort, other("app"), 443), true);
        assert.equal(talks(rules, at("app"), balancerPort, other("app"), port), true);
      });
    });

    it("let the app tier ask the data stores on their ports, in every zone", () => {
      always([linuxPort, dataPort], ({ rules }, at, other, clientPort, port) => {
        assert.equal(talks(rules, at("app"), clientPort, other("data"), port), true);
      });
    });

    it("let the app tier reach nothing else in the data tier", () => {
      const closed = anyPort.filter((port) => !DATA_PORTS.some((open) => open === port));
      always([closed], ({ rules }, at, other, port) => {
        assert.equal(passes(rules, at("app"), other("data"), port), false);
      });
    });

    it("let nodes of a data store ask each other", () => {
      always([linuxPort, dataPort], ({ rules }, at, other, clientPort, port) => {
        assert.equal(talks(rules, at("data"), clientPort, other("data"), port), true);
      });
    });

    it("let the public and the data tier exchange nothing", () => {
      always([anyPort], ({ rules }, at, other, port) => {
        assert.equal(passes(rules, at("public"), other("data"), port), false);
        assert.equal(passes(rules, at("data"), other("public"), port), false);
      });
    });

    it("let the data tier ask no service and no endpoint", () => {
      always(
        [fc.oneof(fc.constant(443), range({ from: 0, to: SERVICE_PORTS.to }))],
        ({ rules }, at, other, port) => {
          assert.equal(passes(rules, at("data"), other("app"), port), false);
        },
      );
    });

    it("let no SSH pass from any subnet to another", () => {
      always([fc.constantFrom(...TIERS), fc.constantFrom(...TIERS)], ({ rules }, at, other, from, to) => {
        fc.pre(from !== to || at(from).zone !== other(to).zone);
        assert.equal(passes(rules, at(from), other(to), 22), false);
      });
    });
  });

  describe("to the internet", () => {
    it("let instances ask for HTTPS through a NAT gateway", () => {
      const natPort = highPort.filter((port) => port !== 3389);
      always([internet, linuxPort, natPort], ({ rules }, at, other, outside, client, nat) => {
        const ports = { client, nat, server: 443 };
        assert.equal(talksThroughNat(rules, ports, at("app"), other("public"), outside), true);
      });
    });

    it("let instances send nothing but HTTPS", () => {
      always([internet, anyPort.filter((port) => port !== 443)], ({ rules }, at, _other, outside, port) => {
        assert.equal(passes(rules, at("app"), outside, port), false);
      });
    });

    it("let the data tier send nothing at all", () => {
      always([internet, anyPort], ({ rules }, at, _other, outside, port) => {
        assert.equal(passes(rules, at("data"), outside, port), false);
      });
    });
  });

  describe("over a site VPN", () => {
    const cidr = "10.20.0.0/16";
    const network = networkOf(cidr, 3);

    it("let the other side ask internal balancers, and instances ask the other side", () => {
      fc.assert(
        fc.property(behindVpn, zone, highPort, linuxPort, highPort, (remote, at, clientPort, ours, port) => {
          assert.equal(talks(network.rules, remote, clientPort, network.at("app", at), 443), true);
          assert.equal(talks(network.rules, network.at("app", at), ours, remote, port), true);
        }),
      );
    });

    it("let the other side reach no service past its balancer, and no other tier", () => {
      fc.assert(
        fc.property(behindVpn, zone, servicePort, anyPort, (remote, at, service, port) => {
          assert.equal(passes(network.rules, remote, network.at("app", at), service), false);
          for (const tier of ["public", "data"] as const) {
            assert.equal(passes(network.rules, remote, network.at(tier, at), port), false);
            assert.equal(passes(network.rules, network.at(tier, at), remote, port), false);
          }
        }),
      );
    });

    it("give an outsider's address nothing where there is no VPN", () => {
      const closed = networkOf(cidr, 3, []);
      fc.assert(
        fc.property(behindVpn, zone, range({ from: 0, to: SERVICE_PORTS.to }), (remote, at, port) => {
          assert.equal(passes(closed.rules, remote, closed.at("app", at), port), false);
        }),
      );
    });

    it("refuse more remote blocks than there is room for, with the room", () => {
      const blocks = planSubnets(cidr, 3);
      const remotes = (count: number) => Array.from({ length: count }, (_, index) => `172.16.${index}.0/24`);
      const most = verticalRules({ cidr, blocks, remoteCidrs: remotes(13) });
      assert.equal(most.public.inbound.length, MOST_RULES);
      assert.throws(
        () => verticalRules({ cidr, blocks, remoteCidrs: remotes(14) }),
        new Error(
          "14 remote blocks were given, and a network ACL has room for 13: AWS allows 20 rules in each direction. " +
            "Join neighbouring blocks into wider ones.",
        ),
      );
    });
  });

  it("stay within AWS's quota, each number once", () => {
    always([anyPort], ({ rules }) => {
      for (const tier of TIERS) {
        for (const direction of [rules[tier].inbound, rules[tier].outbound]) {
          assert.ok(direction.length <= MOST_RULES, `${tier} has ${direction.length} rules`);
          assert.equal(new Set(direction.map(({ number }) => number)).size, direction.length);
        }
      }
    });
  });

  it("deny SSH and remote desktops from the internet before they allow anything from there", () => {
    const fromAnywhere = networkOf("10.20.0.0/16", 3).rules.public.inbound.filter(
      ({ cidr }) => cidr === ANYWHERE,
    );
    assert.deepEqual(
      fromAnywhere.slice(0, 2).map(({ action, fromPort, toPort }) => [action, fromPort, toPort]),
      [
        ["deny", 22, 22],
        ["deny", 3389, 3389],
      ],
    );
  });

  it("allow no range of all ports to anyone", () => {
    always([anyPort], ({ rules }) => {
      for (const { action, fromPort } of TIERS.flatMap((tier) => [
        ...rules[tier].inbound,
        ...rules[tier].outbound,
      ])) {
        assert.ok(action === "deny" || fromPort > 0);
      }
    });
  });

  it("change no rule of the zones before when a zone is added", () => {
    for (const zones of [1, 2, 3]) {
      const before = networkOf("10.20.0.0/16", zones).rules;
      const after = networkOf("10.20.0.0/16", zones + 1).rules;
      for (const tier of TIERS) {
        for (const direction of ["inbound", "outbound"] as const) {
          const kept = new Set(after[tier][direction].map((rule) => JSON.stringify(rule)));
          assert.ok(before[tier][direction].every((rule) => kept.has(JSON.stringify(rule))));
        }
      }
    }
  });

  it("are judged by a test that notices an open data tier", () => {
    const { rules, at } = networkOf("10.20.0.0/16", 3);
    const open: NetworkRule = { number: 1, action: "allow", cidr: ANYWHERE, fromPort: 5432, toPort: 5432 };
    const broken = { ...rules, data: { ...rules.data, inbound: [open, ...rules.data.inbound] } };
    assert.equal(passes(broken, { address: "203.0.113.9" }, at("data", 0), 5432), true);
    assert.equal(passes(broken, at("public", 0), at("data", 0), 5432), true);
  });
});

describe("buildRules", () => {
  const blocks = planBlocks("10.99.0.0/24", 1, ["public", "app"]);
  const rules = buildRules(blocks);
  const app: Place = { address: hostOf(blocks.app[0] ?? "", 5), tier: "app", zone: 0 };
  const nat: Place = { address: hostOf(blocks.public[0] ?? "", 5), tier: "public", zone: 0 };

  it("let a build instance ask for HTTPS through the NAT gateway", () => {
    const natPort = highPort.filter((port) => port !== 3389);
    fc.assert(
      fc.property(internet, linuxPort, natPort, (outside, client, natSide) => {
        const ports = { client, nat: natSide, server: 443 };
        assert.equal(talksThroughNat(rules, ports, app, nat, outside), true);
      }),
    );
  });

  it("let nobody ask a build instance anything, nor it anything but HTTPS", () => {
    const below = range({ from: 0, to: 32767 });
    const notHttps = anyPort.filter((port) => port !== 443);
    fc.assert(
      fc.property(internet, below, notHttps, (outside, port, out) => {
        assert.equal(passes(rules, outside, app, port), false);
        assert.equal(passes(rules, nat, app, port), false);
        assert.equal(passes(rules, app, outside, out), false);
      }),
    );
  });

  it("let nothing from the internet reach a well-known port or a remote desktop before it", () => {
    const closed = fc.oneof(fc.constant(3389), range({ from: 0, to: 1023 }));
    fc.assert(
      fc.property(internet, closed, (outside, port) => {
        assert.equal(passes(rules, outside, nat, port), false);
      }),
    );
  });
});
