import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";

import type { FileFinding } from "./fileFinding";

/** Keys whose values are taken for secrets, whatever they hold. */
const SECRET_KEY = /pass|secret|token|key|cert|dsn/i;

/** What the engine itself writes beside `config`: the name of the secrets provider, and its encrypted key and salt. */
const ENGINE_KEYS: ReadonlySet<string> = new Set(["secretsprovider", "encryptedkey", "encryptionsalt"]);

/** Any key at this place. */
const ANY = "*";

/**
 * Places where the key is a name that somebody gave to a service, a vertical or a cluster, and says nothing of the value:
 * a service may be called `tokens`. See `configuration/schema.ts`, which refuses every other shape there.
 */
const NAMES: readonly (readonly string[])[] = [
  ["config", "duotone:services", ANY],
  ["config", "duotone:verticals", ANY],
  ["config", "duotone:clusters", ANY],
  ["config", "duotone:releases", ANY],
  ["config", "duotone:releases", ANY, ANY],
];

/**
 * The one place where a key of that kind holds names and no values: the secrets of a service, which AWS makes and keeps.
 * Only texts that are names pass there; see NAME in `configuration/schema.ts`.
 */
const NAMES_OF_SECRETS = ["config", "duotone:services", ANY, "secrets", ANY];
const NAME = /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** What Pulumi's encryption writes: `v1:<nonce>:<text>`, or the base64 of a key management service. */
const CIPHERTEXT = /^(?:v\d+:[A-Za-z0-9+/]+={0,2}:[A-Za-z0-9+/]+={0,2}|[A-Za-z0-9+/]{32,}={0,2})$/;

/** Deeper is no configuration. */
const DEEPEST = 50;

interface Place {
  readonly path: readonly string[];

  /** The key, here or further up, that makes the value a secret one. */
  readonly secretKey: string | undefined;
}

type Report = (node: Node | null | undefined, message: string) => void;

/**
 * What a stack's file holds in plain text that is called a secret.
 *
 * A key that is called after a secret must hold `secure:` and a ciphertext, and so must everything below it. Switches
 * (true, false) and empty values hold nothing. Whatever cannot be read is a finding, too.
 */
export function checkStackFile(file: string, text: string): readonly FileFinding[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [error] = document.errors;
  if (error !== undefined) {
    const line = lines.linePos(error.pos[0]).line;
    return [{ file, line, message: "It cannot be read as YAML, so nobody knows what is in it. Mend it." }];
  }
  const findings: FileFinding[] = [];
  const report: Report = (node, message) => {
    findings.push({ file, line: lines.linePos(node?.range?.[0] ?? 0).line, message });
  };
  visit(document.contents, { path: [], secretKey: undefined }, report);
  return findings;
}

function visit(node: Node | null, { path, secretKey }: Place, report: Report): void {
  if (path.length > DEEPEST || isAlias(node)) {
    report(node, `${words(path)} is an alias, or nested too deeply to be looked at. Write the value itself.`);
  } else if (isMap(node)) {
    if (isSecure(node)) {
      visitSecure(node.items[0]?.value as Node | null, path, report);
      return;
    }
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : "";
      const here = [...path, name];
      const isSecretKey =
        SECRET_KEY.test(name) &&
        !(path.length === 0 && ENGINE_KEYS.has(name)) &&
        !NAMES.some((names) => matches(names, here));
      visit(value as Node | null, { path: here, secretKey: isSecretKey ? name : secretKey }, report);
    }
  } else if (isSeq(node)) {
    node.items.forEach((item, index) => {
      visit(item as Node, { path: [...path, String(index)], secretKey }, report);
    });
  } else if (secretKey !== undefined && isScalar(node) && !holdsNothing(node.value, path)) {
    report(
      node,
      `${words(path)} is in plain text, and \`${secretKey}\` is a name of secrets. Encrypt it: ` +
        "pulumi config set --secret; or give the key a name that says what it is.",
    );
  }
}

/** `{ secure: ... }` and nothing else. */
function isSecure(node: { readonly items: readonly { readonly key: unknown }[] }): boolean {
  const [first, ...others] = node.items;
  return others.length === 0 && isScalar(first?.key) && first.key.value === "secure";
}

function visitSecure(node: Node | null, path: readonly string[], report: Report): void {
  if (!isScalar(node) || typeof node.value !== "string" || !CIPHERTEXT.test(node.value)) {
    report(
      node,
      `${words(path)} says \`secure\` and holds no ciphertext. Have it encrypted: pulumi config set --secret`,
    );
  }
}

function holdsNothing(value: unknown, path: readonly string[]): boolean {
  return (
    value === null ||
    value === "" ||
    typeof value === "boolean" ||
    (typeof value === "string" && NAME.test(value) && matches(NAMES_OF_SECRETS, path))
  );
}

function matches(pattern: readonly string[], path: readonly string[]): boolean {
  return (
    pattern.length === path.length && pattern.every((part, index) => part === ANY || part === path[index])
  );
}

/** A path as `pulumi config set --path` takes it. */
function words(path: readonly string[]): string {
  const [first, ...rest] = path[0] === "config" ? path.slice(1) : path;
  return first === undefined
    ? "the file"
    : `${first}${rest.map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`)).join("")}`;
}
