import { createReadStream } from "node:fs";
import { lstat } from "node:fs/promises";
import path from "node:path";

import { filesOf } from "./contentKey";

/** Something in an image's inputs that must not get into an image. */
export interface Finding {
  readonly file: string;

  /** Line, counted from 1; absent where the file itself is the finding. */
  readonly line?: number;
  readonly what: string;
}

interface SecretRule {
  readonly what: string;
  readonly pattern: RegExp;
}

/** Characters that a secret may be long, with what is around it: pieces of a file overlap by so much. */
const OVERLAP = 1024;
const PIECE_BYTES = 1024 * 1024;

const SECRET_RULES: readonly SecretRule[] = [
  {
    what: "a private key",
    // With the key itself: libraries that read keys contain the line alone.
    pattern:
      /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----[\s\S]{0,300}?(?:[A-Za-z0-9+/=]{40}|[A-Za-z0-9+/=]{20,}\s*(?:\\n|\s)*-----END)/,
  },
  {
    what: "an AWS access key id",
    // AWS's own documentation ends its examples in EXAMPLE, and software quotes them.
    pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)(?![A-Z0-9]{9}EXAMPLE)[A-Z2-7]{16}(?![A-Za-z0-9])/,
  },
  {
    what: "an AWS secret access key",
    pattern:
      /aws_?secret_?(?:access_?)?key["']?\s*[:=]\s*["']?(?![A-Za-z0-9/+]{30}EXAMPLEKEY)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/i,
  },
];

const NAME_RULES: readonly SecretRule[] = [
  {
    what: "an environment file",
    pattern: /(?:^|\/)\.env(?:\.(?!example$|sample$|template$|dist$)[^/]+)?$/,
  },
  { what: "an SSH private key", pattern: /(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$/ },
  { what: "a key store", pattern: /\.(?:p12|pfx|jks|keystore)$/i },
  { what: "AWS credentials", pattern: /(?:^|\/)\.aws\/credentials$/ },
];

/** What the name of a file alone gives away. */
export function scanName(file: string): Finding[] {
  return NAME_RULES.filter(({ pattern }) => pattern.test(file)).map(({ what }) => ({ file, what }));
}

/** The first secret of each kind in a text, with its line; `firstLine` is the number of the text's first line. */
export function scanText(file: string, text: string, firstLine = 1): Finding[] {
  return SECRET_RULES.flatMap(({ what, pattern }) => {
    const match = pattern.exec(text);
    return match === null ? [] : [{ file, line: firstLine + lineBreaks(text.slice(0, match.index)), what }];
  });
}

/**
 * Scans everything below a folder. Links are not followed: what they point at outside is not part of the image, and what
 * is inside is scanned in its own place.
 *
 * @returns At most one finding of each kind for each file.
 */
export async function scanFolder(root: string, below = "."): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const file of (await filesOf(root, below)).sort()) {
    findings.push(...scanName(file));
    if ((await lstat(path.join(root, file))).isFile()) {
      findings.push(...(await scanFile(root, file)));
    }
  }
  return findings;
}

/** Findings as lines for people. The secrets themselves are not repeated. */
export function describeFindings(findings: readonly Finding[]): string {
  return findings
    .map(({ file, line, what }) => ` - ${file}${line === undefined ? "" : `:${line}`}: ${what}`)
    .join("\n");
}

async function scanFile(root: string, file: string): Promise<Finding[]> {
  const found = new Map<string, Finding>();
  let text = "";
  let firstLine = 1;
  // One byte is one character: nothing that is searched for is outside ASCII.
  const pieces = createReadStream(path.join(root, file), { encoding: "latin1", highWaterMark: PIECE_BYTES });
  for await (const piece of pieces) {
    const kept = text.slice(-OVERLAP);
    firstLine += lineBreaks(text.slice(0, text.length - kept.length));
    text = kept + String(piece);
    for (const finding of scanText(file, text, firstLine)) {
      if (!found.has(finding.what)) {
        found.set(finding.what, finding);
      }
    }
  }
  return [...found.values()];
}

function lineBreaks(text: string): number {
  return text.split("\n").length - 1;
}
