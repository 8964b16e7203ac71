import type { Tier } from "./subnetPlan";

/** One entry of a network ACL: TCP over IPv4, which is all that any tier speaks across its own edge. */
export interface NetworkRule {
  /**
   * Place in the order in which AWS looks: the first rule that matches decides.
   *
   * Fixed for each purpose, zone and remote block, because a changed number is an entry deleted and made again, and
   * traffic stops in between.
   */
  readonly number: number;
  readonly action: "allow" | "deny";

  /** Where a packet comes from (inbound) or goes to (outbound). */
  readonly cidr: string;

  /** Ports that a packet goes to, both ends included. */
  readonly fromPort: number;
  readonly toPort: number;
}

/** The entries of one network ACL. What no entry allows AWS denies. */
export interface NetworkRules {
  readonly inbound: readonly NetworkRule[];
  readonly outbound: readonly NetworkRule[];
}

export const ANYWHERE = "0.0.0.0/0";

interface Ports {
  readonly from: number;
  readonly to: number;
}

const ALL_PORTS: Ports = { from: 0, to: 65535 };

const HTTP = 80;
const HTTPS = 443;
const SSH = 22;
const RDP = 3389;

/**
 * Ports on which Linux clients await answers; instances of the app tier and the nodes of data stores are such clients.
 *
 * https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html
 */
const LINUX_CLIENTS: Ports = { from: 32768, to: 61000 };

/** The same for clients that may be anything, for balancers and for NAT gateways (same page). */
const ANY_CLIENTS: Ports = { from: 1024, to: 65535 };

/**
 * Ports that a service may listen on.
 *
 * Above, packets from the internet pass the app tier's ACL, because an ACL cannot tell an answer from a question:
 * only a port below the clients' range is closed to the internet by the ACL too. Below 1024
 * only 443 is let in, for balancers and endpoints.
 */
export const SERVICE_PORTS: Ports = { from: ANY_CLIENTS.from, to: LINUX_CLIENTS.from - 1 };

/**
 * Ports of PostgreSQL, Redis and NFS.
 *
 * NFS clients mount with `noresvport`, as the EFS mount helper does: answers to a port below 1024 do not get through.
 */
export const DATA_PORTS = [5432, 6379, 2049] as const;

/**
 * Most entries of a network ACL in each direction.
 *
 * AWS's quota is 20, and the last rule, which denies the rest, counts:
 * https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
 */
export const MOST_RULES = 19;

export interface VerticalRulesArgs {
  /** The network's own block. */
  readonly cidr: string;

  /** The subnets' blocks by tier, in the order of the zones. */
  readonly blocks: Readonly<Record<Tier, readonly string[]>>;

  /** Blocks behind a site VPN; none where there is no VPN. */
  readonly remoteCidrs: readonly string[];
}

/**
 * What may cross the edge of each tier of a vertical's network.
 *
 * Security groups decide between neighbours; these rules are the second lock, which holds when a group is opened by
 * mistake. They do not reach traffic inside a subnet, nor DNS, DHCP, time and instance metadata, which AWS exempts.
 *
 * @throws Error where there are more remote blocks than a network ACL has room for.
 */
export function verticalRules(args: VerticalRulesArgs): Readonly<Record<Tier, NetworkRules>> {
  const rules = { public: publicRules(args), app: appRules(args), data: dataRules(args) };
  const longest = Math.max(
    ...[rules.public, rules.app].flatMap(({ inbound, outbound }) => [inbound.length, outbound.length]),
  );
  const room = MOST_RULES - (longest - args.remoteCidrs.length);
  if (args.remoteCidrs.length > room) {
    throw new Error(
      `${args.remoteCidrs.length} remote blocks were given, and a network ACL has room for ${room}: ` +
        "AWS allows 20 rules in each direction. Join neighbouring blocks into wider ones.",
    );
  }
  return rules;
}

/** Balancers and NAT gateways: HTTPS in from everywhere and out to everywhere, but not over a VPN. */
function publicRules({ cidr, remoteCidrs }: VerticalRulesArgs): NetworkRules {
  const apartFromRemotes = remoteCidrs.map((remote, index) => deny(10 + index, remote, ALL_PORTS));
  return {
    inbound: [
      ...apartFromRemotes,
      // Answers to balancers, before the ports that the internet is denied: a balancer may ask from any of them.
      allow(90, cidr, ANY_CLIENTS),
      deny(100, ANYWHERE, only(SSH)),
      // In the range of answers, and yet a port that something may listen on. A NAT gateway that takes it for a call,
      // one in 64,000, does not hear the answer, and the caller tries again.
      deny(110, ANYWHERE, only(RDP)),
      allow(200, ANYWHERE, only(HTTP)),
      allow(210, ANYWHERE, only(HTTPS)),
      allow(220, ANYWHERE, ANY_CLIENTS),
    ],
    outbound: [
      ...apartFromRemotes,
      allow(200, ANYWHERE, only(HTTPS)),
      // To instances, and answers to whoever asked.
      allow(210, ANYWHERE, ANY_CLIENTS),
    ],
  };
}

/** Instances, internal balancers and interface endpoints: asked from inside, asking for HTTPS outside. */
function appRules({ cidr, remoteCidrs }: VerticalRulesArgs): NetworkRules {
  return {
    inbound: [
      allow(200, cidr, only(HTTPS)),
      allow(210, cidr, ANY_CLIENTS),
      // Answers to the instances' own calls. A NAT gateway leaves the far end's address on them.
      allow(220, ANYWHERE, LINUX_CLIENTS),
      ...remoteCidrs.map((remote, index) => allow(300 + index, remote, only(HTTPS))),
    ],
    outbound: [
      allow(200, ANYWHERE, only(HTTPS)),
      allow(210, cidr, ANY_CLIENTS),
      ...remoteCidrs.map((remote, index) => allow(300 + index, remote, ANY_CLIENTS)),
    ],
  };
}

/** Data stores: asked by the app tier on their own ports, and answering it. */
function dataRules({ blocks }: VerticalRulesArgs): NetworkRules {
  // One range within the tier: nodes of one store talk to each other, and four zones leave room for one rule each.
  const within = blocks.data.map((block, zone) => allow(200 + 10 * zone, block, ANY_CLIENTS));
  return {
    inbound: [
      ...blocks.app.flatMap((block, zone) =>
        DATA_PORTS.map((port, index) => allow(100 + 10 * zone + index, block, only(port))),
      ),
      ...within,
    ],
    outbound: [...blocks.app.map((block, zone) => allow(100 + 10 * zone, block, LINUX_CLIENTS)), ...within],
  };
}

/**
 * What may cross the edge of the tiers that images are baked in: nothing comes in but answers.
 *
 * @param blocks The subnets' blocks by tier.
 */
export function buildRules(
  blocks: Readonly<Record<"public" | "app", readonly string[]>>,
): Readonly<Record<"public" | "app", NetworkRules>> {
  return {
    public: {
      inbound: [
        deny(110, ANYWHERE, only(RDP)),
        ...blocks.app.map((block, zone) => allow(200 + zone, block, only(HTTPS))),
        allow(220, ANYWHERE, ANY_CLIENTS),
      ],
      outbound: [
        allow(200, ANYWHERE, only(HTTPS)),
        ...blocks.app.map((block, zone) => allow(210 + zone, block, LINUX_CLIENTS)),
      ],
    },
    app: {
      inbound: [allow(220, ANYWHERE, LINUX_CLIENTS)],
      outbound: [allow(200, ANYWHERE, only(HTTPS))],
    },
  };
}

function only(port: number): Ports {
  return { from: port, to: port };
}

function allow(number: number, cidr: string, ports: Ports): NetworkRule {
  return { number, action: "allow", cidr, fromPort: ports.from, toPort: ports.to };
}

function deny(number: number, cidr: string, ports: Ports): NetworkRule {
  return { number, action: "deny", cidr, fromPort: ports.from, toPort: ports.to };
}
