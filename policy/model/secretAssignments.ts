/** Words that name a secret, within a name such as `DB_PASSWORD` or `clientSecret`. */
const WORD =
  /passw(?:or)?d|passphrase|pwd(?=["'\\]{0,2}[ \t]{0,4}[:=])|secret|token|credential|(?:api|access|account|auth|encryption|master|private|signing)[_-]?key/gi;

/** From the word on: the rest of the name, `=` or `:`, and the value with its quotes. */
const ASSIGNED =
  /([A-Za-z0-9_-]{0,32})\\{0,2}["']?[ \t]{0,4}(?:=>|:=|=|:)[ \t]{0,4}\\{0,2}(?:"([^"\n]{1,512})|'([^'\n]{1,512})|([^\s"',;}&|]{1,512}))/y;

/** The same as an option of a command: `--password value`. */
const OPTION =
  /([a-z0-9-]{0,32})[ \t]{1,4}(?:"([^"\n]{1,512})"|'([^'\n]{1,512})'|([^\s"',;&|-][^\s"',;&|]{0,512}))/y;

/** A name that ends so is about a secret and does not hold it: `passwordFile`, `secretArn`, `token_ttl`. */
const ABOUT =
  /(?:age|arn|bucket|count|days|dir|enabled|endpoint|expiry|expires|file|folder|hash|hops|id|ids|kind|length|limit|manager|max|min|name|names|parameter|path|policy|prefix|ref|region|required|role|rotation|seconds|service|stdin|store|suffix|ttl|type|uri|url|version|vault)$/i;

/** A value that stands for one which is elsewhere, or for none. */
const REFERENCE =
  /^(?:$|\$|`|<|\{\{|\{"|\{\\"|\[|%[({]|\*+$|x{3,}$|\.{3}|arn:|\/|~\/|\.\/|file:|ssm:|env:|secretsmanager:|vault:|resolve:|(?:null|none|nil|true|false|yes|no|on|off|undefined|required|optional|enabled|disabled|redacted|changeme\?)$)/i;

/**
 * Where a text gives a value to a name that is that of a secret: `password=`, `"apiToken": "..."`, `--password value`.
 *
 * @returns Offsets of the names, at most as many as asked for.
 */
export function assignmentsIn(text: string, atMost: number): readonly number[] {
  const found: number[] = [];
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (isAssigned(text, index, word)) {
      found.push(index);
      if (found.length === atMost) {
        break;
      }
    }
  }
  return found;
}

function isAssigned(text: string, at: number, word: string): boolean {
  const before = text.slice(Math.max(0, at - 32), at);
  const after = at + word.length;
  const match =
    matchAt(ASSIGNED, text, after) ?? (/--[a-z0-9-]*$/.test(before) ? matchAt(OPTION, text, after) : null);
  if (match === null) {
    return false;
  }
  const [, rest = "", doubleQuoted, quoted, bare] = match;
  const value = doubleQuoted ?? quoted ?? bare ?? "";
  return !ABOUT.test(rest) && !REFERENCE.test(value) && isValue(word, value);
}

/** Anything may be a password. A key or token is long, and is not one plain word. */
function isValue(word: string, value: string): boolean {
  return /^(?:pass|pwd)/i.test(word)
    ? value.length >= 3
    : value.length >= 8 && !/^(?:[a-z]+|[A-Z][a-z]+)$/.test(value);
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
