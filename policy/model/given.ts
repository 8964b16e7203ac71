import type { Node } from "./resource";
import { UNKNOWN } from "./value";

/**
 * A node with what its program gave: without the properties that only the provider fills, which are unknown until the
 * update and would look as if they were set to something unknown.
 *
 * The program names the edges of every property that it sets, be there none. Where it names no property at all, nothing is
 * left out.
 */
export function asGiven(node: Node): Node {
  const { props, edges } = node;
  return Object.keys(edges).length === 0
    ? node
    : {
        ...node,
        props: Object.fromEntries(
          Object.entries(props).filter(([name, value]) => value !== UNKNOWN || name in edges),
        ),
      };
}
