import fc from "fast-check";

import { canonical } from "../../../../providers/canonicalJson";
import { hashOf, type LedgerEntry, type LedgerRecord } from "../../../../providers/ledger/record";

type Path = readonly (string | number)[];

/** Where the leaves of a value are: texts, numbers, booleans, nulls, and empty lists and objects. */
export function leavesOf(value: unknown, path: Path = []): readonly Path[] {
  const inner =
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, child]) => leavesOf(child, [...path, key]))
      : [];
  return inner.length > 0 ? inner : [path];
}

/** Where the fields of a value's objects are. */
export function fieldsOf(value: unknown, path: Path = []): readonly Path[] {
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, child]) => [[...path, key], ...fieldsOf(child, [...path, key])])
    : [];
}

/** A copy in which what stands at the path is changed; undefined takes the field away. */
export function changedAt(value: unknown, path: Path, change: (old: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) {
    return change(value);
  }
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => {
      const inner = index === Number(key) ? changedAt(item, rest, change) : item;
      return inner === undefined ? [] : [inner];
    });
  }
  return Object.fromEntries(
    Object.entries(value as Record<string, unknown>).flatMap(([name, item]) => {
      const inner = name === key ? changedAt(item, rest, change) : item;
      return inner === undefined ? [] : [[name, inner]];
    }),
  );
}

/** Something else of the same kind, and sometimes of another. */
function somethingElse(old: unknown): fc.Arbitrary<unknown> {
  const others: fc.Arbitrary<unknown>[] = [fc.string(), fc.integer(), fc.boolean(), fc.constant(null)];
  if (typeof old === "string" && old !== "") {
    const character = fc.constantFrom(...Array.from("0aAzZ9+/=.:-T "));
    others.push(
      fc
        .tuple(fc.nat(old.length - 1), character)
        .map(([at, put]) => old.slice(0, at) + put + old.slice(at + 1)),
      fc.nat(old.length - 1).map((at) => old.slice(0, at) + old.slice(at + 1)),
      character.map((put) => old + put),
    );
  }
  if (typeof old === "number") {
    others.push(fc.integer().map((by) => old + by));
  }
  return fc.oneof(...others).filter((value) => canonical(value) !== canonical(old));
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], value);
}

/** A value with one leaf changed, one field taken away, or one field more. */
export function tampered(value: LedgerEntry | LedgerRecord): fc.Arbitrary<unknown> {
  const changedLeaf = fc
    .constantFrom(...leavesOf(value))
    .chain((path) => somethingElse(at(value, path)).map((put) => changedAt(value, path, () => put)));
  const withoutField = fc
    .constantFrom(...fieldsOf(value))
    .map((path) => changedAt(value, path, () => undefined));
  const objects = [[], ...fieldsOf(value)].filter((path) => {
    const inner = at(value, path);
    return typeof inner === "object" && inner !== null && !Array.isArray(inner);
  });
  const withField = fc
    .tuple(fc.constantFrom(...objects), fc.constantFrom("extra", "__proto__", "Core"), fc.jsonValue())
    .map(([path, name, put]) =>
      changedAt(value, path, (old) => Object.fromEntries([...Object.entries(old as object), [name, put]])),
    );
  return fc.oneof({ weight: 4, arbitrary: changedLeaf }, withoutField, withField);
}

/** The entry of a changed record whose hash was made to fit. */
export function rehashed(entry: LedgerEntry, record: unknown): LedgerEntry {
  return { ...entry, record: record as LedgerRecord, hash: hashOf(record as LedgerRecord) };
}
