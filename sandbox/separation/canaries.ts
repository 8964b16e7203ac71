import { gunzipSync, inflateRawSync, inflateSync } from "node:zlib";

/** A secret value that must be nowhere. */
export interface Canary {
  /** What it is, for a sentence: the value itself is never told. */
  readonly name: string;
  readonly value: string;
}

/** Something that is searched. */
export interface SearchedText {
  /** Where it comes from, for example a file's path. */
  readonly name: string;
  readonly text: string | Buffer;
}

/** Shorter values are found everywhere by chance. */
const SHORTEST = 8;

/** Layers of encoding that are taken off: a value in base64 in compressed user data in base64 in JSON. */
const DEEPEST = 4;

/** Shortest run of characters that is decoded: what hides a value of eight characters has no fewer. */
const SHORTEST_RUN = 11;

const RUN = new RegExp(`[A-Za-z0-9+/_-]{${SHORTEST_RUN},}`, "g");
const HEXADECIMAL = new RegExp(`[0-9A-Fa-f]{${2 * SHORTEST},}`, "g");

/** Bytes that one compressed part may grow to. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Finds secret values in texts: as they are, as JSON or a URL writes them, in base64 or hexadecimal digits, alone or
 * in the middle of something, compressed or not, and all of that within each other.
 *
 * @returns A sentence for each value and text, which does not tell the value.
 * @throws Error where a value is too short to be told from chance.
 */
export function canaryProblems(texts: readonly SearchedText[], canaries: readonly Canary[]): string[] {
  const short = canaries.filter(({ value }) => Buffer.byteLength(value) < SHORTEST);
  if (short.length > 0) {
    const names = short.map(({ name }) => name).join(", ");
    throw new Error(`A value of fewer than ${SHORTEST} bytes cannot be searched for: ${names}.`);
  }
  const search = new Search(canaries);
  return texts.flatMap(({ name, text }) =>
    search.in(text).map(({ canary, layers }) => {
      const hidden = layers.length === 0 ? "" : `, as ${layers.join(" in ")}`;
      return `${name} has ${canary}${hidden}.`;
    }),
  );
}

interface Finding {
  /** The value's name. */
  readonly canary: string;

  /** What had to be taken off, the innermost first. */
  readonly layers: readonly string[];
}

/** One search through many texts. States and logs say the same things again and again: each is decoded once. */
class Search {
  /** Values as characters of one byte each, so that they are found whatever surrounds them. */
  private readonly wanted: readonly Canary[];
  private readonly shortest: number;

  /** By the layers above it, what was found in a run of characters. */
  private readonly known: readonly Map<string, readonly Finding[]>[] = Array.from(
    { length: DEEPEST },
    () => new Map<string, readonly Finding[]>(),
  );

  public constructor(canaries: readonly Canary[]) {
    this.wanted = canaries.map(({ name, value }) => ({ name, value: Buffer.from(value).toString("latin1") }));
    this.shortest = Math.min(...this.wanted.map(({ value }) => value.length));
  }

  /** Each value that is in a text, once, with the fewest layers. */
  public in(text: string | Buffer): Finding[] {
    const bytes = (typeof text === "string" ? Buffer.from(text) : text).toString("latin1");
    const found = new Map<string, Finding>();
    for (const finding of this.find(bytes, 0)) {
      const other = found.get(finding.canary);
      if (other === undefined || finding.layers.length < other.layers.length) {
        found.set(finding.canary, finding);
      }
    }
    return [...found.values()];
  }

  private find(text: string, depth: number): readonly Finding[] {
    if (text.length < this.shortest) {
      return [];
    }
    const found = this.wanted
      .filter(({ value }) => text.includes(value))
      .map(({ name }): Finding => ({ canary: name, layers: [] }));
    const known = this.known[depth];
    if (known === undefined) {
      return found;
    }
    for (const [layer, decoded] of decodedWhole(text)) {
      found.push(...this.below(layer, decoded, depth));
    }
    for (const [run] of text.matchAll(RUN)) {
      let inRun = known.get(run);
      if (inRun === undefined) {
        inRun = decodedRun(run).flatMap(([layer, decoded]) => this.below(layer, decoded, depth));
        known.set(run, inRun);
      }
      found.push(...inRun);
    }
    return found;
  }

  private below(layer: string, decoded: string, depth: number): Finding[] {
    return this.find(decoded, depth + 1).map(({ canary, layers }) => ({
      canary,
      layers: [...layers, layer],
    }));
  }
}

type Decoded = readonly [layer: string, text: string];

/** What a text is as a whole, if it is compressed or escaped. */
function decodedWhole(text: string): Decoded[] {
  const inflated = inflate(text);
  return [
    ...(inflated === undefined ? [] : [["compressed", inflated] as const]),
    ...(text.includes("\\") ? [["escaped", unescaped(text)] as const] : []),
    ...(/%[0-9A-Fa-f]{2}/.test(text) ? [["URL-encoded", percentDecoded(text)] as const] : []),
  ];
}

/**
 * What a run of characters is in base64 or hexadecimal digits. It may begin with some that belong to what stands before it,
 * so it is decoded from each place at which a group may begin.
 */
function decodedRun(run: string): Decoded[] {
  const base64 = run.replaceAll("-", "+").replaceAll("_", "/");
  const digits = [...run.matchAll(HEXADECIMAL)].map(([found]) => found);
  return [
    ...[0, 1, 2, 3].map((start): Decoded => ["base64", latin1(base64.slice(start), "base64")]),
    ...digits.flatMap((found) =>
      [0, 1].map((start): Decoded => ["hexadecimal", latin1(found.slice(start), "hex")]),
    ),
  ];
}

function latin1(text: string, encoding: "base64" | "hex"): string {
  return Buffer.from(text, encoding).toString("latin1");
}

/** @returns Undefined where the text is not compressed. */
function inflate(text: string): string | undefined {
  const bytes = Buffer.from(text, "latin1");
  const options = { maxOutputLength: MOST_BYTES };
  const [first, second] = bytes;
  try {
    if (first === 0x1f && second === 0x8b) {
      return gunzipSync(bytes, options).toString("latin1");
    }
    // zlib's header: deflate, and a check over both bytes.
    if (first === 0x78 && second !== undefined && ((first << 8) | second) % 31 === 0) {
      return inflateSync(bytes, options).toString("latin1");
    }
    // A file of a zip archive, after the header, its name and its extra field.
    if (text.startsWith("PK\u0003\u0004") && bytes.length > 30) {
      return inflateRawSync(
        bytes.subarray(30 + bytes.readUInt16LE(26) + bytes.readUInt16LE(28)),
        options,
      ).toString("latin1");
    }
  } catch {
    // Bytes that only look like a header.
  }
  return undefined;
}

/** JSON's escapes, over and over: a policy in a state is JSON in JSON. */
function unescaped(text: string): string {
  const simple: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
  return text.replace(
    /\\(?:u([0-9A-Fa-f]{4})|(.))/gs,
    (_, code: string | undefined, char: string | undefined) =>
      code === undefined
        ? (simple[char ?? ""] ?? char ?? "")
        : Buffer.from(String.fromCharCode(Number.parseInt(code, 16))).toString("latin1"),
  );
}

function percentDecoded(text: string): string {
  return text
    .replaceAll("+", " ")
    .replace(/%([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
