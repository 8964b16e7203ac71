import { type AclEntry, networkAcls } from "../../model/aclEntries";
import { spansOf } from "../../model/addresses";
import { ALL, intersect, isInternet, publicPart, type Span, subtract } from "../../model/cidr";
import { isEveryPort, nameOf, reaches } from "../../model/ports";
import { badNode, type StackFinding, type StackRule, undeterminedNode } from "../rule";

const PORTS: Readonly<Record<number, string>> = { 22: "SSH", 3389: "RDP" };
const PROTOCOLS = ["tcp", "udp"] as const;

/** Network ACLs are the second lock: no remote login from the internet, and no entry that opens everything. */
export const net07: StackRule = {
  id: "NET-07",
  scope: "stack",
  evaluate: ({ model }) =>
    networkAcls(model).flatMap((entries) => [
      ...everything(entries),
      ...logins(
        entries
          .filter(({ direction }) => direction === "in")
          .sort((a, b) => placeInOrder(a) - placeInOrder(b)),
      ),
    ]),
};

function everything(entries: readonly AclEntry[]): readonly StackFinding[] {
  return entries
    .filter(({ action, traffic }) => action === "allow" && isEveryPort(traffic))
    .map((entry) => badNode(entry.node, `${placeOf(entry)} allows ${nameOf(entry.traffic)}.`));
}

/** What cannot be read is taken for the worst: an allowing entry for the first, a denying one for the last. */
function placeInOrder({ number, action }: AclEntry): number {
  return number ?? (action === "allow" ? -Infinity : Infinity);
}

function logins(entries: readonly AclEntry[]): readonly StackFinding[] {
  return Object.entries(PORTS).flatMap(([port, name]) => {
    const found = PROTOCOLS.map((protocol) => opened(entries, Number(port), protocol));
    const open = new Set(found.flatMap(({ certain }) => certain));
    const unread = new Set(found.flatMap(({ possible }) => possible).filter((entry) => !open.has(entry)));
    const message = (entry: AclEntry) => `${placeOf(entry)} lets the internet in to port ${port} (${name}).`;
    return [
      ...[...open].map((entry) => badNode(entry.node, message(entry))),
      ...[...unread].map((entry) => undeterminedNode(entry.node, message(entry))),
    ];
  });
}

/**
 * The entries that let the internet in to a port. The first entry that matches an address decides about it, so what an
 * earlier one denies a later one cannot open.
 *
 * Ports on which answers to calls from inside come back have to be open to the internet, because an ACL does not know
 * answers from calls. 3389 is not among Linux's, and among those of balancers and NAT gateways one port less is no loss.
 * https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html
 */
function opened(
  entries: readonly AclEntry[],
  port: number,
  protocol: (typeof PROTOCOLS)[number],
): { readonly certain: readonly AclEntry[]; readonly possible: readonly AclEntry[] } {
  const takes: { readonly entry: AclEntry; readonly spans: readonly Span[] }[] = [];
  const possible: AclEntry[] = [];
  let undecided: readonly Span[] = ALL;
  for (const entry of entries) {
    const { traffic, addresses, action } = entry;
    const reached = traffic.is === "ports" && traffic.protocol !== protocol ? "no" : reaches(traffic, port);
    const spans = spansOf(addresses);
    const open = intersect(undecided, spans);
    if (reached === "yes") {
      undecided = subtract(undecided, spans);
      if (action === "allow") {
        takes.push({ entry, spans: open });
      }
    }
    const isUnread =
      addresses.some(({ is }) => is === "unknown") || (reached === "unknown" && isInternet(open));
    if (action === "allow" && reached !== "no" && isUnread) {
      possible.push(entry);
    }
  }
  const isOpen = isInternet(takes.flatMap(({ spans }) => spans));
  const certain = takes
    .filter(({ spans }) => isOpen && publicPart(spans).length > 0)
    .map(({ entry }) => entry);
  return { certain, possible };
}

function placeOf({ path }: AclEntry): string {
  return path === "" ? "The entry" : path;
}
