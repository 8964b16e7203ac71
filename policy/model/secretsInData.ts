import { type Bytes, MOST_BYTES, readBytes } from "./encodedText";
import { isPrivateKey } from "./privateKeyBytes";
import { privateKeysIn, secretsIn } from "./secretPatterns";

/** A secret in a value: what it is, and where in words. The value is never repeated. */
export interface SecretPlace {
  readonly kind: string;

  /** For example `line 3` or `line 3, in base64: line 1`. */
  readonly place: string;
}

export interface SecretsInData {
  readonly secrets: readonly SecretPlace[];

  /** Where and why something could not be looked into. */
  readonly unread: readonly string[];
}

/** Which secrets to find: all, or private keys, which is quick enough for every property of every resource. */
type Wanted = "all" | "private keys";

/**
 * Base64 within other text; it may go on in lines. Shorter runs are too short for a secret: a password with its name has
 * 15 bytes, the shortest private key (Ed25519 in PKCS#8) 48.
 */
const RUNS: Readonly<Record<Wanted, RegExp>> = {
  all: /[A-Za-z0-9+/_-]{20,}(?:\r?\n[ \t]*[A-Za-z0-9+/_-]{2,})*={0,2}/g,
  "private keys": /[A-Za-z0-9+/_-]{60,}(?:\r?\n[ \t]*[A-Za-z0-9+/_-]{2,})*={0,2}/g,
};

/** Encodings within encodings. */
const DEEPEST = 4;

/** Characters that are looked at, with all that is decoded. */
const AT_MOST = 4 * MOST_BYTES;

/** The secrets in a value, also in what is base64 or compressed in it. */
export function secretsInData(text: string, wanted: Wanted = "all"): SecretsInData {
  const found: { secrets: SecretPlace[]; unread: string[] } = { secrets: [], unread: [] };
  let left = AT_MOST;
  // Where a text stands is told only when something is found there: most of what looks like base64 is none.
  const visit = (at: () => string, inner: string, depth: number): void => {
    left -= inner.length;
    if (left < 0 || depth > DEEPEST) {
      found.unread.push(`${at()}is encoded too deep or too long to be looked into`);
      return;
    }
    const here = wanted === "all" ? secretsIn(inner, "data") : privateKeysIn(inner);
    found.secrets.push(...here.map(({ kind, line }) => ({ kind, place: `${at()}line ${line}` })));
    for (const { 0: run, index } of inner.matchAll(RUNS[wanted])) {
      const place = () => `${at()}line ${lineOf(inner, index)}, in base64`;
      const bytes = readRun(run);
      if (bytes.is === "unreadable") {
        found.unread.push(`${place()}: ${bytes.why}`);
      } else if (bytes.is === "text") {
        visit(() => `${place()}: `, bytes.text, depth + 1);
      } else if (here.length === 0 && isPrivateKey(bytes.bytes)) {
        // With its header it is found already.
        found.secrets.push({ kind: "a private key", place: place() });
      }
      if (left < 0) {
        return;
      }
    }
  };
  visit(() => "", text, 0);
  return found;
}

/** A run may have taken in the line after the last one of base64, and the first line tells as much as is needed then. */
function readRun(run: string): Bytes {
  const whole = readBytes(Buffer.from(run, "base64"));
  const [first = ""] = run.split(/\r?\n/);
  return whole.is === "binary" && first !== run ? readBytes(Buffer.from(first, "base64")) : whole;
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split("\n").length;
}
