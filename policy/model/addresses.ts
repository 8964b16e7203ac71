import { blockOf } from "./block";
import { parseBlock, type Span } from "./cidr";
import { isGiven, resolveWithin } from "./given";
import type { Node } from "./resource";
import type { StackModel } from "./stackModel";
import { readList, readText, UNKNOWN, type Value } from "./value";

/** Addresses that a rule or a route names at one place. */
export type Addresses =
  | { readonly is: "known"; readonly path: string; readonly spans: readonly Span[] }

  /** A list of AWS's own addresses of one service, to which an endpoint of this stack leads. */
  | { readonly is: "service"; readonly path: string }

  /** `why` continues a sentence that starts with the path. */
  | { readonly is: "unknown"; readonly path: string; readonly why: string };

export const PREFIX_LIST = "aws:ec2/managedPrefixList:ManagedPrefixList";
export const PREFIX_LIST_ENTRY = "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";

/** Blocks in a value that is one block or a list of them; none where it is absent or empty. */
export function blocksAt(value: Value | undefined, path: string): readonly Addresses[] {
  if (value === undefined || value === null || value === "") {
    return [];
  }
  if (Array.isArray(value)) {
    return (value as readonly Value[]).flatMap((item, index) => blocksAt(item, `${path}[${index}]`));
  }
  const text = readText({ value }, "value");
  const span = text.is === "known" ? parseBlock(text.text) : undefined;
  return span !== undefined
    ? [{ is: "known", path, spans: [span] }]
    : [
        {
          is: "unknown",
          path,
          why: text.is === "unknown" ? "is not known yet" : "is no block of addresses",
        },
      ];
}

/**
 * Addresses of the prefix lists in a value that is one id or a list of them.
 *
 * @param property The property of the node that the value is in, or is.
 */
export function prefixListsAt(
  model: StackModel,
  node: Node,
  property: string,
  value: Value | undefined,
  path: string,
): readonly Addresses[] {
  if (value === undefined || value === null || value === "") {
    return [];
  }
  if (Array.isArray(value)) {
    return (value as readonly Value[]).flatMap((item, index) =>
      prefixListsAt(model, node, property, item, `${path}[${index}]`),
    );
  }
  const lists = resolveWithin(model, node, property, value, PREFIX_LIST);
  if (lists.nodes.length > 0) {
    return lists.nodes.map((list) => entriesOf(model, list, path));
  }
  return [
    isServiceList(model, node, property, value)
      ? { is: "service", path }
      : { is: "unknown", path, why: "is a prefix list that is not in this stack" },
  ];
}

/** Whether it is the list that an endpoint has for its service. */
function isServiceList(model: StackModel, node: Node, property: string, value: Value): boolean {
  const id = readText({ value }, "value");
  return id.is === "known"
    ? model.ofType(ENDPOINT).some(({ props }) => {
        const own = readText(props, "prefixListId");
        return own.is === "known" && own.text === id.text;
      })
    : model.sources(node, property, ENDPOINT).length > 0;
}

/** The blocks of a prefix list, inline ones and those of separate entries; unknown as soon as one of them is. */
function entriesOf(model: StackModel, list: Node, path: string): Addresses {
  const inline = isGiven(list, "entries") ? readList(list.props, "entries") : ({ is: "absent" } as const);
  const separate = model
    .ofType(PREFIX_LIST_ENTRY)
    .filter((entry) => model.resolve(entry, "prefixListId", PREFIX_LIST).nodes.includes(list));
  const blocks = [
    ...(inline.is === "known" ? inline.items : []).map((entry) => blockOf(entry)?.cidr ?? UNKNOWN),
    ...separate.map(({ props }) => props.cidr ?? UNKNOWN),
  ].flatMap((cidr) => blocksAt(cidr, path));
  const unread = blocks.some(({ is }) => is !== "known") || inline.is === "unknown";
  return unread
    ? { is: "unknown", path, why: `is the prefix list ${list.name}, which has an entry that cannot be read` }
    : { is: "known", path, spans: blocks.flatMap((block) => (block.is === "known" ? block.spans : [])) };
}

/** All known addresses among them. */
export function spansOf(addresses: readonly Addresses[]): readonly Span[] {
  return addresses.flatMap((some) => (some.is === "known" ? some.spans : []));
}
