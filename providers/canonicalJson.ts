/**
 * JSON without spaces, with the keys of every object sorted by their UTF-16 code units, so that equal values have equal
 * text whoever wrote them. A key whose value is undefined is left out, as JSON does.
 *
 * For plain data: objects, lists, text, numbers, booleans and null.
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(",")}]`;
  }
  if (typeof value === "object" && value !== null) {
    // Not by sorting an object's keys and leaving the rest to JSON.stringify: it puts keys that look like numbers first.
    const fields = Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`);
    return `{${fields.join(",")}}`;
  }
  // Undefined in a list is null, as JSON does.
  return value === undefined ? "null" : JSON.stringify(value);
}
