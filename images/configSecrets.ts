/** Files that settings are written in. In a program's text, `password` is the name of a variable. */
const CONFIG_FILE =
  /\.(?:env|ini|cfg|conf|cnf|config|properties|ya?ml|json|toml|tfvars|xml|plist|hcl)$|(?:^|\/)\.env(?:\.[^/]+)?$/i;

const NAME =
  "[A-Za-z0-9_.-]{0,64}(?:passw(?:or)?d|passphrase|pwd|secret|token|(?:api|private|access|account|encryption|signing|master|auth|secret)[_.-]?key)";

/** The forms that a name and its value take; the name is in the first group, the value in the last that is there. */
const FORMS: readonly RegExp[] = [
  // `name = value`, `name: value`, `export NAME='value'`, one to a line.
  new RegExp(
    String.raw`^[ \t]{0,40}(?:export[ \t]{1,4}|set[ \t]{1,4}|-[ \t]{1,4})?["']?(${NAME})["']?[ \t]{0,9}[:=][ \t]{0,9}(?:"([^"\n]{3,256})"|'([^'\n]{3,256})'|([^\s"'#;,]{3,256}))[ \t]*(?:[#;,].{0,200})?\r?$`,
    "gim",
  ),
  // JSON, however it is laid out.
  new RegExp(String.raw`"(${NAME})"\s{0,9}:\s{0,9}"([^"\n]{3,256})"`, "gi"),
  // XML: an element, or the attributes of one.
  new RegExp(String.raw`<(${NAME})>([^<>\s]{3,256})</`, "gi"),
  new RegExp(String.raw`\b(?:name|key)="(${NAME})"\s{1,9}value="([^"\n]{3,256})"`, "gi"),
  // A connection string.
  /;\s{0,4}(password|pwd)\s{0,4}=\s{0,4}([^;"'\s]{3,256})/gi,
];

/** Names of what ends in such a word and is nothing secret. */
const PUBLIC_NAME =
  /(?:next|client|page|continuation|pagination|starting|cancellation|public|publishable|idempotency|csrf|xsrf|sitekey|id)[_.-]?(?:token|key|secret)$/i;

/** A value that stands for one which is elsewhere, or that somebody is to replace. */
const PLACEHOLDER =
  /^[$<{%@*[(]|\$\{|\{\{|%\(|<[a-z_ -]+>|\*{3}|x{4}|\.{3}|^arn:|^(?:file|ssm|env|vault|secretsmanager|aws-sm|op|base64|enc|crypt):|^(?:https?|jdbc|s3):\/\/|^[/~.]|example|sample|placeholder|change.{0,3}me|change.?this|change.?it|replace|redacted|dummy|todo|insert|fill.?in|your|^my.?(?:pass|secret|token|key)|not.?(?:a|so|very)?.?secret|^(?:pass(?:word|wd)?|secret|token|key|admin|root|test|guest|user|postgres)[-_.]?\d{0,4}!?$/i;

/**
 * Where a file of settings gives a value to a name that is that of a secret.
 *
 * A password counts from six characters on, of which one is a digit or a sign; a token or key must look made by a machine.
 * So texts that people read (`password: Password`) and names of settings are left alone.
 *
 * @returns Offsets of the names. None where the file is no file of settings, by its name.
 */
export function configSecretsIn(file: string, text: string): readonly number[] {
  if (!CONFIG_FILE.test(file)) {
    return [];
  }
  return FORMS.flatMap((form) =>
    [...text.matchAll(form)].flatMap(({ index, 1: name = "", ...groups }) => {
      const value = groups[2] ?? groups[3] ?? groups[4] ?? "";
      return isSecret(name, value) ? [index] : [];
    }),
  );
}

function isSecret(name: string, value: string): boolean {
  if (PUBLIC_NAME.test(name) || PLACEHOLDER.test(value) || !/^[\x21-\x7e]+$/.test(value)) {
    return false;
  }
  return /(?:passw(?:or)?d|passphrase|pwd)$/i.test(name) ? isPassword(value) : isMade(value);
}

function isPassword(value: string): boolean {
  return (
    value.length >= 6 && /[A-Za-z]/.test(value) && (/\d/.test(value) || /[!#%^&*+~].*[A-Za-z0-9]/.test(value))
  );
}

/** Hexadecimal digits, or a mix of letters and digits that no words are. */
function isMade(value: string): boolean {
  if (/^[0-9a-f]{32,}$/i.test(value)) {
    return new Set(value).size > 6;
  }
  const digits = value.replace(/\D/g, "").length;
  return (
    /^[A-Za-z0-9+/=_~-]{16,}$/.test(value) && digits >= 2 && /[A-Za-z]/.test(value) && turns(value) >= 0.3
  );
}

/** Share of neighbours that are of different kinds: in names of words and numbers few are. */
function turns(text: string): number {
  const letters = text.replace(/[^A-Za-z0-9]/g, "");
  const kinds = Array.from(letters, (one) => (/\d/.test(one) ? 0 : /[a-z]/.test(one) ? 1 : 2));
  return kinds.filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length / (kinds.length - 1);
}

/** Texts for people, and what is made of a program's text. */
const DOCUMENT =
  /\.(?:md|markdown|rst|adoc|txt|html?|map|d\.[cm]?ts)$|(?:^|\/)(?:changelog|changes|copyright|license|notice|readme)[^/]*$/i;

const ADDRESS = /:\/\/([^\s:/@"'<>]{0,128}):([^\s/@"'<>]{3,256})@([A-Za-z0-9.-]{0,253})/y;

/**
 * Whether an address with a password is one that somebody uses. Documents and programs are full of others: in settings
 * every password counts, in a program only one with a digit or a sign, in a document none.
 */
export function isUsedAddress(file: string, text: string, at: number): boolean {
  ADDRESS.lastIndex = at;
  const [, user = "", password = "", host = ""] = ADDRESS.exec(text) ?? [];
  return (
    !DOCUMENT.test(file) &&
    // Set apart for examples, https://www.rfc-editor.org/rfc/rfc2606
    !/(?:^|\.)(?:example(?:\.(?:com|net|org))?|invalid|test)$/i.test(host) &&
    !PLACEHOLDER.test(password) &&
    !/your/i.test(user) &&
    (CONFIG_FILE.test(file) || isPassword(password))
  );
}
