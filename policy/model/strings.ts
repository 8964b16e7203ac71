import { UNKNOWN, type Value } from "./value";

/** A text within properties, or an unknown value. */
export interface Leaf {
  /** For example `environment.variables.NAME` or `parts[0]`. */
  readonly path: string;

  /** The last name of the path; that of the list for an element. */
  readonly name: string;
  readonly value: string | typeof UNKNOWN;
}

/** Every text and every unknown value within a value, sorted by path. */
export function leavesIn(value: Value | undefined): readonly Leaf[] {
  const found: Leaf[] = [];
  // A list of its own: properties may be nested deeper than calls may be.
  const open: { readonly value: unknown; readonly path: string; readonly name: string }[] = [
    { value, path: "", name: "" },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value: at, path, name } = next;
    if (typeof at === "string" || at === UNKNOWN) {
      found.push({ path, name, value: at });
    } else if (Array.isArray(at)) {
      at.forEach((item: unknown, index) => open.push({ value: item, path: `${path}[${index}]`, name }));
    } else if (typeof at === "object" && at !== null) {
      for (const [key, inner] of Object.entries(at)) {
        open.push({ value: inner, path: path === "" ? key : `${path}.${key}`, name: key });
      }
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
