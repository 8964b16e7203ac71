/** Plain data of which everything is known. */
export type Tree = string | number | boolean | null | readonly Tree[] | TreeRecord;

export interface TreeRecord {
  readonly [key: string]: Tree;
}

/** Fields that name an item among its like, in AWS's words: an item then keeps its path when another one comes. */
const NAMES = [
  "Key",
  "Sid",
  "Priority",
  "DeviceName",
  "DeviceIndex",
  "ResourceType",
  "ZoneName",
  "CertificateArn",
  "Id",
  "Metric",
  "Name",
  "PolicyName",
  "Order",
] as const;

/**
 * What AWS answered as a tree. Leaves out what is absent, and empty lists, which one answer has and another has not;
 * dates are text.
 */
export function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) {
    return value.map(treeOf);
  }
  if (value instanceof Date) {
    return value.toISOString();
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, child]) => child !== undefined && !(Array.isArray(child) && child.length === 0))
        .map(([key, child]) => [key, treeOf(child)]),
    );
  }
  return typeof value === "bigint" ? value.toString() : isLeaf(value) ? value : null;
}

/** What AWS answered as a tree, without some of its fields. */
export function recordOf(value: object, ...without: readonly string[]): TreeRecord {
  return treeOf(
    Object.fromEntries(Object.entries(value).filter(([key]) => !without.includes(key))),
  ) as TreeRecord;
}

/** Named trees as one record. Those of one name are told apart by a number, in an order that only they decide. */
export function keyed(entries: readonly (readonly [string, Tree])[]): TreeRecord {
  return Object.fromEntries(
    [...new Set(entries.map(([key]) => key))].flatMap((key) => {
      const same = entries.filter(([other]) => other === key).map(([, child]) => child);
      return same.length === 1
        ? same.map((child) => [key, child])
        : sorted(same).map((child, index) => [`${key} (${index + 1} of ${same.length})`, child]);
    }),
  );
}

/** The tree with every text, also of keys, put through a function. */
export function mapTexts(tree: Tree, change: (text: string) => string): Tree {
  if (typeof tree === "string") {
    return change(tree);
  }
  if (isList(tree)) {
    return tree.map((item) => mapTexts(item, change));
  }
  return isRecord(tree)
    ? keyed(Object.entries(tree).map(([key, child]) => [change(key), mapTexts(child, change)]))
    : tree;
}

/**
 * The leaves of a tree by their paths, sorted. The order of lists does not count, since AWS gives most of them in any:
 * what is ordered must be made a record or one text before.
 */
export function leavesOf(tree: Tree): Readonly<Record<string, string>> {
  return Object.fromEntries([...leaves(tree, "")].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function leaves(tree: Tree, path: string): readonly (readonly [string, string])[] {
  const below = (key: string) => (path === "" ? key : `${path} ${key}`);
  if (isList(tree)) {
    return tree.every((item) => !isList(item) && !isRecord(item))
      ? [[path, tree.map(String).sort().join(", ")]]
      : named(tree).flatMap(([name, item]) => leaves(item, below(name)));
  }
  return isRecord(tree)
    ? Object.entries(tree).flatMap(([key, child]) => leaves(child, below(key)))
    : [[path, String(tree)]];
}

/** The items of a list by their names, or, where they have none, by their place among the sorted ones. */
function named(items: readonly Tree[]): readonly (readonly [string, Tree])[] {
  const records = items.filter(isRecord);
  const field =
    records.length < items.length
      ? undefined
      : NAMES.find((name) => {
          const values = records.map((record) => record[name]);
          return values.every(isName) && new Set(values).size === items.length;
        });
  if (field === undefined) {
    return sorted(items).map((item, index) => [String(index + 1), item]);
  }
  return records.flatMap(({ [field]: name, ...others }) =>
    isName(name) ? [[String(name), onlyValue(others)] as const] : [],
  );
}

/** A pair of a name and a value is no more than the value under its name; a name alone is there or not. */
function onlyValue(record: TreeRecord): Tree {
  if (Object.keys(record).length === 0) {
    return "there";
  }
  const { Value: value, ...others } = record;
  return value !== undefined && Object.keys(others).length === 0 ? value : record;
}

function sorted(items: readonly Tree[]): readonly Tree[] {
  return items
    .map((item) => ({ item, text: canonical(item) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ item }) => item);
}

function canonical(tree: Tree): string {
  return JSON.stringify(
    leaves(tree, "")
      .map(([path, text]) => `${path} ${text}`)
      .sort(),
  );
}

function isName(value: Tree | undefined): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

function isLeaf(value: unknown): value is string | number | boolean | null {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

function isList(tree: Tree): tree is readonly Tree[] {
  return Array.isArray(tree);
}

function isRecord(tree: Tree): tree is TreeRecord {
  return typeof tree === "object" && tree !== null && !isList(tree);
}
