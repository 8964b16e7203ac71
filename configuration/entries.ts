import { type Fields, isRecord, type Reading, readFields, type Shape } from "./fields";
import { below, is, problem } from "./problem";
import { entriesOf, NAME, NAME_ALLOWED } from "./schema";

/** One vertical, service, cluster or section of one, as far as it could be read. */
export interface Entry<S extends Shape> extends Omit<Reading<S>, "problems"> {
  readonly name: string;
  readonly path: string;
}

export interface ReadEntries<S extends Shape> {
  readonly entries: readonly Entry<S>[];
  readonly problems: readonly string[];
}

/** An entry that nothing is wrong with. */
export type Named<S extends Shape> = { readonly name: string } & Fields<S>;

/** Reads a section of entries by their names; nothing where the section is none, which is told where it is read. */
export function readEntries<S extends Shape>(
  shape: S,
  section: Readonly<Record<string, unknown>> | undefined,
  sectionName: string,
  what: string,
): {
  readonly entries: ReadEntries<S>["entries"] | undefined;
  readonly problems: ReadEntries<S>["problems"];
} {
  return section === undefined
    ? { entries: undefined, problems: [] }
    : readNamed(shape, section, `duotone:${sectionName}`, what);
}

/** Reads what is below a path, each by its name, for example the jobs of a service. */
export function readNamed<S extends Shape>(
  shape: S,
  section: Readonly<Record<string, unknown>>,
  path: string,
  what: string,
): ReadEntries<S> {
  return collected(
    entriesOf(section).map(([name, value]) => {
      const entryPath = below(path, name);
      const { entry, problems } = readEntry(shape, name, value, entryPath, what);
      return { entry, problems: [...nameProblems(name, entryPath, what), ...problems] };
    }),
  );
}

/** Reads a list; its entries are named by their place in it. */
export function readList<S extends Shape>(
  shape: S,
  list: readonly unknown[] | undefined,
  section: string,
  what: string,
): ReadEntries<S> {
  return collected(
    (list ?? []).map((value, index) =>
      readEntry(shape, String(index), value, `duotone:${section}[${index}]`, what),
    ),
  );
}

/** Reads the sections that entries may have, each by the name of its entry. */
export function readSections<S extends Shape>(
  shape: S,
  owners: readonly { readonly name: string; readonly path: string; readonly section: unknown }[],
  key: string,
): ReadEntries<S> {
  return collected(
    owners.flatMap(({ name, path, section }) =>
      section === undefined ? [] : [readEntry(shape, name, section, below(path, key), key)],
    ),
  );
}

/** The entries as they are where nothing is wrong with any of them. */
export function wholeEntries<S extends Shape>(entries: readonly Entry<S>[] = []): readonly Named<S>[] {
  return entries.flatMap(({ name, whole }) => (whole === undefined ? [] : [{ name, ...whole }]));
}

function readEntry<S extends Shape>(
  shape: S,
  name: string,
  value: unknown,
  path: string,
  what: string,
): { readonly entry: Entry<S>; readonly problems: readonly string[] } {
  if (isRecord(value)) {
    const { problems, ...reading } = readFields(shape, value, path);
    return { entry: { name, path, ...reading }, problems };
  }
  const keys = Object.keys(shape);
  return {
    entry: { name, path, right: {}, wrong: new Set(keys), whole: undefined },
    problems: [
      problem(path, is(value), `a section with ${keys.join(", ")}`, `Describe the ${what}, or remove it.`),
    ],
  };
}

function nameProblems(name: string, path: string, what: string): readonly string[] {
  return NAME.test(name)
    ? []
    : [problem(path, `is no name for a ${what}`, NAME_ALLOWED, "Rename it everywhere it is used.")];
}

function collected<S extends Shape>(
  read: readonly { readonly entry: Entry<S>; readonly problems: readonly string[] }[],
): ReadEntries<S> {
  return { entries: read.map(({ entry }) => entry), problems: read.flatMap(({ problems }) => problems) };
}
