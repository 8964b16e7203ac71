import { resolveWithin } from "./given";
import type { Node } from "./resource";
import type { Resolved, StackModel } from "./stackModel";
import { readText, type Value } from "./value";

/**
 * What a value inside a property is about, as `resolveWithin` tells, where others may name the resource by its name, too.
 * A provider that makes up a name knows it before the first apply, while the id is unknown till after it.
 *
 * @param nameProperty Where the name is, for example `bucket`.
 * @param property Of `node`: the property that the value is in.
 */
export function resolveByName(
  model: StackModel,
  node: Node,
  { property, value, nameProperty }: { property: string; value: Value | undefined; nameProperty: string },
  ...types: readonly string[]
): Resolved {
  const resolved = resolveWithin(model, node, property, value, ...types);
  const byName = resolved.foreign.map((text) => {
    const found = model.ofType(...types).filter(({ props }) => {
      const name = readText(props, nameProperty);
      return name.is === "known" && name.text !== "" && nameIn(text) === name.text;
    });
    return { text, found };
  });
  return {
    ...resolved,
    nodes: nearest(node, [...resolved.nodes, ...byName.flatMap(({ found }) => found)]),
    foreign: byName.flatMap(({ text, found }) => (found.length === 0 ? [text] : [])),
  };
}

/** The name in what names a bucket or a log group: its ARN, with or without what is in it, or the name itself. */
function nameIn(text: string): string {
  return (
    /^arn:[^:]+:(?:s3:::([^/]+)|logs:[^:]*:[^:]*:log-group:([^:]+))/.exec(text)?.slice(1).find(Boolean) ??
    text
  );
}

/** Accounts may have resources of one name each; what is meant is in the own account then. */
function nearest({ provider }: Node, found: readonly Node[]): readonly Node[] {
  const near = found.filter((node) => node.provider?.urn === provider?.urn);
  return [...new Set(near.length > 0 ? near : found)];
}
