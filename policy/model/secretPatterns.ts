import { withoutPublicText } from "./publicText";
import { randomTextIn } from "./randomText";
import { assignmentsIn } from "./secretAssignments";

/** A secret in a text: what it is and where. The text itself is never repeated. */
export interface SecretFound {
  /** For example `an AWS access key id`. */
  readonly kind: string;

  /** Line and column, counted from 1. */
  readonly line: number;
  readonly column: number;
}

/**
 * What kind of text it is.
 *
 * `data`: user data, outputs, configuration. Everything counts: formats, `password=` and text that looks random.
 * `source`: a program's or a document's text, where `password` is the name of a variable. Formats only, a private key
 * only with its key, and no key id that AWS's documentation quotes.
 */
export type TextKind = "data" | "source";

interface Format {
  readonly kind: string;

  /** One of these is in every match: looking for them is quicker than the pattern by far. */
  readonly hints: readonly string[];
  readonly pattern: RegExp;

  /** Replaces `pattern` in source. */
  readonly inSource?: RegExp;
}

/** The kind of secret that documents have harmless ones of, too. */
export const ADDRESS = "an address with a password";

const PRIVATE_KEY_HEADER = /-{4,5} ?BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)? ?-{4,5}/g;

/** Formats of private keys. */
const PRIVATE_KEYS: readonly Format[] = [
  {
    kind: "a private key",
    hints: ["PRIVATE KEY"],
    pattern: PRIVATE_KEY_HEADER,
    // Programs that read keys contain the header alone.
    inSource: new RegExp(
      `${PRIVATE_KEY_HEADER.source}[\\s\\S]{0,300}?(?:[A-Za-z0-9+/=]{40}|[A-Za-z0-9+/=]{20,64}(?:\\\\n|\\s)*-----END)`,
      "g",
    ),
  },
  {
    kind: "a private key in base64",
    hints: base64Fragments("PRIVATE KEY"),
    pattern: new RegExp(base64Fragments("PRIVATE KEY").join("|"), "g"),
  },
  { kind: "a PuTTY private key", hints: ["PuTTY-User-Key-File-"], pattern: /PuTTY-User-Key-File-\d:/g },
  {
    kind: "an age private key",
    hints: ["AGE-SECRET-KEY-1"],
    pattern: /AGE-SECRET-KEY-1[A-Z0-9]{20}/g,
  },
];

const SIGNED_WEB_TOKEN =
  /(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{16}/g;

const AWS_SECRET_KEY =
  /aws_?secret_?(?:access_?)?key["']?[ \t]{0,4}[:=][ \t]{0,4}["']?[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/gi;

/**
 * Formats that are a secret wherever they stand. The vendors' pages:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids,
 * https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/,
 * https://docs.gitlab.com/security/tokens/#token-prefixes, https://docs.slack.dev/authentication/tokens,
 * https://docs.stripe.com/keys, https://docs.docker.com/security/access-tokens/,
 * https://learn.microsoft.com/en-us/azure/storage/common/storage-configure-connection-string,
 * https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens.
 */
const FORMATS: readonly Format[] = [
  ...PRIVATE_KEYS,
  {
    kind: "an AWS access key id",
    hints: ["AKIA", "ASIA"],
    pattern: /(?<![A-Za-z0-9])A[KS]IA[A-Z0-9]{16}(?![A-Za-z0-9])/g,
    // AWS's own documentation ends its examples so, and software quotes them.
    inSource: /(?<![A-Za-z0-9])A[KS]IA(?![A-Z0-9]{9}EXAMPLE)[A-Z0-9]{16}(?![A-Za-z0-9])/g,
  },
  {
    kind: "an AWS secret access key",
    hints: ["ecret", "ECRET"],
    pattern: AWS_SECRET_KEY,
    inSource: new RegExp(
      AWS_SECRET_KEY.source.replace("[A-Za-z0-9/+]{40}", "(?![A-Za-z0-9/+]{30}EXAMPLEKEY)$&"),
      "gi",
    ),
  },
  {
    kind: "a GitHub token",
    hints: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"],
    pattern: /(?<![A-Za-z0-9])(?:gh[opsur]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{20,255})/g,
  },
  { kind: "a GitLab token", hints: ["glpat-"], pattern: /(?<![A-Za-z0-9])glpat-[A-Za-z0-9_-]{20}/g },
  {
    kind: "a Slack token",
    hints: ["xox", "xapp-"],
    pattern: /(?<![A-Za-z0-9])(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,255}/g,
  },
  {
    kind: "the address of a Slack webhook",
    hints: ["hooks.slack.com/"],
    pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/_-]{20}/g,
  },
  {
    kind: "a Stripe key",
    hints: ["k_live_", "k_test_"],
    pattern: /(?<![A-Za-z0-9])[rs]k_(?:live|test)_[A-Za-z0-9]{16,255}/g,
  },
  { kind: "a Google API key", hints: ["AIza"], pattern: /(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}/g },
  { kind: "an npm token", hints: ["npm_"], pattern: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}/g },
  {
    kind: "a PyPI token",
    hints: ["pypi-AgE"],
    pattern: /(?<![A-Za-z0-9])pypi-AgE[A-Za-z0-9_-]{50}/g,
  },
  {
    kind: "a Docker Hub token",
    hints: ["dckr_pat_", "dckr_oat_"],
    pattern: /(?<![A-Za-z0-9])dckr_[po]at_[A-Za-z0-9_-]{24}/g,
  },
  {
    kind: "a SendGrid key",
    hints: ["SG."],
    pattern: /(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g,
  },
  {
    kind: "the key of an Azure storage account",
    hints: ["AccountKey="],
    pattern: /AccountKey=[A-Za-z0-9+/]{86}==/g,
    // The emulator's, the same for everybody.
    inSource: /AccountKey=(?!Eby8vdM02xNOcqFl)[A-Za-z0-9+/]{86}==/g,
  },
  {
    kind: "a Terraform token",
    hints: [".atlasv1."],
    pattern: /(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60}/g,
  },
  { kind: "a Pulumi token", hints: ["pul-"], pattern: /(?<![A-Za-z0-9])pul-[0-9a-f]{40}/g },
  { kind: "a Vault token", hints: ["hvs.", "hvb."], pattern: /(?<![A-Za-z0-9])hv[bs]\.[A-Za-z0-9_-]{24}/g },
  {
    kind: "a signed web token",
    hints: ["eyJ"],
    pattern: SIGNED_WEB_TOKEN,
    // The signatures of the examples that everybody quotes: of https://www.jwt.io, now and before, and of PyJWT.
    inSource: new RegExp(
      SIGNED_WEB_TOKEN.source.replace(
        /(?=\[[^[]*$)/,
        "(?!SflKxwRJSMeKKF2Q|TJVA95OrM7E2cBab|4twFt5NiznN84AWo)",
      ),
      "g",
    ),
  },
  {
    kind: ADDRESS,
    hints: ["://"],
    // A reference (`$PASSWORD`, `${...}`, `<password>`, `{{...}}`, `%s`) or asterisks are no password.
    pattern:
      /:\/\/[^\s:/@"'<>]{0,128}:(?![$<{%*]|x{3,}@|(?:password|pass|pwd|secret)@)[^\s/@"'<>]{3,256}@(?=[A-Za-z0-9[$])/gi,
  },
];

/** More would not help anyone, and a text made to be slow cannot ask for more. */
const AT_MOST = 20;

/**
 * The secrets in a text, by line: one for each line, because a token is often a value that is called a token, too.
 *
 * What is encoded has to be decoded first; a private key is found in base64, too. Public certificates, public keys,
 * commits, digests and the base64 of ordinary text are no secrets.
 */
export function secretsIn(text: string, kind: TextKind): readonly SecretFound[] {
  const found = [...formatsIn(text, kind)];
  if (kind === "data") {
    const rest = withoutPublicText(text);
    found.push(
      ...assignmentsIn(rest, AT_MOST).map((at) => ({ kind: "a value that is called a secret", at })),
      ...randomTextIn(rest, AT_MOST).map((at) => ({ kind: "text as random as a key", at })),
    );
  }
  const byLine = new Map<number, SecretFound>();
  for (const { kind: what, at } of found) {
    const place = placeOf(text, at);
    // The kinds come in the order of how much they tell.
    if (!byLine.has(place.line)) {
      byLine.set(place.line, { kind: what, ...place });
    }
  }
  return [...byLine.values()].sort((a, b) => a.line - b.line).slice(0, AT_MOST);
}

/** Where a text has a secret of a known format: of each kind at most twenty, kind by kind. */
export function formatsIn(
  text: string,
  kind: TextKind,
): readonly { readonly kind: string; readonly at: number }[] {
  return FORMATS.flatMap((format) => matchesOf(format, text, kind));
}

/** The private keys in a text: the part of {@link secretsIn} that is quick enough for every property of every resource. */
export function privateKeysIn(text: string): readonly SecretFound[] {
  return PRIVATE_KEYS.flatMap((format) => matchesOf(format, text, "data")).map(({ kind, at }) => ({
    kind,
    ...placeOf(text, at),
  }));
}

function matchesOf(
  { kind: what, hints, pattern, inSource }: Format,
  text: string,
  kind: TextKind,
): { readonly kind: string; readonly at: number }[] {
  if (!hints.some((hint) => text.includes(hint))) {
    return [];
  }
  const found: { kind: string; at: number }[] = [];
  for (const { index } of text.matchAll(kind === "source" ? (inSource ?? pattern) : pattern)) {
    found.push({ kind: what, at: index });
    if (found.length === AT_MOST) {
      break;
    }
  }
  return found;
}

function placeOf(text: string, at: number): Pick<SecretFound, "line" | "column"> {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf("\n"); end !== -1 && end < at; end = text.indexOf("\n", start)) {
    line += 1;
    start = end + 1;
  }
  return { line, column: at - start + 1 };
}

/**
 * What base64 makes of a text, whatever stands before it: three texts, by how many bytes the text is after a multiple of
 * three. Characters that depend on what is around the text are left out.
 */
function base64Fragments(text: string): readonly string[] {
  return [0, 1, 2].map((before) => {
    const bytes = Buffer.from("\0".repeat(before) + text);
    const whole = Math.floor((bytes.length * 8) / 6);
    return bytes.toString("base64").slice(Math.ceil((before * 8) / 6), whole);
  });
}
