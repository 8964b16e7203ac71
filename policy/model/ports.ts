import { type PlainObject, readNumber, readText } from "./value";

/** What a rule says of protocol and ports. */
export type Traffic =
  /** Every protocol on every port. */
  | { readonly is: "all" }

  /** One of the protocols that have ports; both ends are included. */
  | { readonly is: "ports"; readonly protocol: "tcp" | "udp"; readonly from: number; readonly to: number }

  /** A protocol without ports (ICMP, ESP, ...), by its name or number. */
  | { readonly is: "other"; readonly protocol: string }
  | { readonly is: "unknown"; readonly why: string };

/** Numbers of https://www.iana.org/assignments/protocol-numbers/ that rules are written with. */
const PROTOCOLS: Readonly<Record<string, string>> = {
  "-1": "all",
  "1": "icmp",
  "6": "tcp",
  "17": "udp",
  "58": "icmpv6",
};

/** Highest port. */
const LAST_PORT = 65_535;

/**
 * Reads protocol and ports of a rule. Absent ports are all ports, an absent protocol is every protocol.
 *
 * @param protocolKey `protocol`, or `ipProtocol` of the newer resources.
 */
export function trafficOf(rule: PlainObject, protocolKey: "protocol" | "ipProtocol"): Traffic {
  const reading = readText(rule, protocolKey);
  if (reading.is === "unknown") {
    return { is: "unknown", why: `${protocolKey} is not known yet` };
  }
  if (reading.is === "invalid") {
    return { is: "unknown", why: `${protocolKey} is neither text nor a number` };
  }
  const said = reading.is === "known" ? reading.text.trim().toLowerCase() : "all";
  const protocol = PROTOCOLS[said] ?? said;
  if (protocol === "all" || protocol === "") {
    return { is: "all" };
  }
  if (protocol !== "tcp" && protocol !== "udp") {
    return { is: "other", protocol };
  }
  return portsOf(rule, protocol);
}

function portsOf(rule: PlainObject, protocol: "tcp" | "udp"): Traffic {
  const [from, to] = [readNumber(rule, "fromPort"), readNumber(rule, "toPort")];
  for (const [key, { is }] of [
    ["fromPort", from],
    ["toPort", to],
  ] as const) {
    if (is === "unknown" || is === "invalid") {
      return { is: "unknown", why: `${key} is ${is === "unknown" ? "not known yet" : "no number"}` };
    }
  }
  // AWS takes -1 for every port.
  const first = from.is === "known" && from.number !== -1 ? from.number : 0;
  const last = to.is === "known" && to.number !== -1 ? to.number : LAST_PORT;
  return { is: "ports", protocol, from: first, to: last };
}

/** Whether it lets through what goes to a port. */
export function reaches(traffic: Traffic, port: number): "yes" | "no" | "unknown" {
  switch (traffic.is) {
    case "all":
      return "yes";
    case "ports":
      return traffic.from <= port && port <= traffic.to ? "yes" : "no";
    case "other":
      return "no";
    case "unknown":
      return "unknown";
  }
}

/** Whether it lets through every port of a protocol; port 0 is none that anything listens on. */
export function isEveryPort(traffic: Traffic): boolean {
  return traffic.is === "all" || (traffic.is === "ports" && traffic.from <= 1 && traffic.to >= LAST_PORT);
}

/** How a message names it: `tcp 80-443`. */
export function nameOf(traffic: Traffic): string {
  switch (traffic.is) {
    case "all":
      return "every protocol and port";
    case "ports":
      return traffic.from === traffic.to
        ? `${traffic.protocol} ${traffic.from}`
        : `${traffic.protocol} ${traffic.from}-${traffic.to}`;
    case "other":
      return `protocol ${traffic.protocol}`;
    case "unknown":
      return "traffic that is not known yet";
  }
}

/** Of how many ports the rules together let traffic through, by the protocol with the most of them; 65,536 are all. */
export function openPorts(traffics: readonly Traffic[]): number {
  if (traffics.some(({ is }) => is === "all")) {
    return LAST_PORT + 1;
  }
  return Math.max(...(["tcp", "udp"] as const).map((protocol) => openPortsOf(traffics, protocol)));
}

function openPortsOf(traffics: readonly Traffic[], protocol: "tcp" | "udp"): number {
  const ranges = traffics
    .flatMap((traffic) => (traffic.is === "ports" && traffic.protocol === protocol ? [traffic] : []))
    .sort((a, b) => a.from - b.from);
  let [open, counted] = [0, -1];
  for (const { from, to } of ranges) {
    open += Math.max(0, to - Math.max(from, counted + 1) + 1);
    counted = Math.max(counted, to);
  }
  return open;
}
