import type { Node, Resource } from "./resource";
import { isGiven } from "./given";
import { type PlainObject, UNKNOWN } from "./value";

/**
 * The properties of a resource without those that the program did not give and that the provider will fill in: unknown in a
 * first preview, they are no different from absent.
 */
export function declaredProps(resource: Resource | Node): PlainObject {
  return "edges" in resource
    ? Object.fromEntries(
        Object.entries(resource.props).filter(
          ([property, value]) => value !== UNKNOWN || isGiven(resource, property),
        ),
      )
    : resource.props;
}
