import { StringDecoder } from "node:string_decoder";

import { isPrivateKey } from "../policy/model/privateKeyBytes";
import { ADDRESS, formatsIn } from "../policy/model/secretPatterns";
import { configSecretsIn, isUsedAddress } from "./configSecrets";
import { contentRulesOf, kindsOfName } from "./secretFiles";

/** Something in an image's inputs that must not get into an image. */
export interface Finding {
  /** Path, with `!/` between an archive and what is in it. */
  readonly file: string;

  /** Line, counted from 1; absent where the file itself is the finding. */
  readonly line?: number;
  readonly what: string;
}

/** Takes a file's bytes, piece by piece. */
export interface ByteSink {
  push(bytes: Uint8Array): void;
  end(): void;
}

/** Characters that are searched at once, and those that a secret may be long: windows overlap by twice as many. */
const WINDOW = 1024 * 1024;
const REACH = 8 * 1024;

/** What Windows writes before text in UTF-16. */
const UTF_16 = Buffer.from([0xff, 0xfe]);

/** Looks for secrets in bytes of any length, in the memory that some windows take. At most one finding of each kind. */
export function textScan(file: string, found: (finding: Finding) => void): ByteSink {
  const rules = contentRulesOf(file);
  const told = new Set<string>();
  const tell = (what: string, line?: number) => {
    if (!told.has(what)) {
      told.add(what);
      found({ file, ...(line !== undefined && { line }), what });
    }
  };
  let decoder: StringDecoder | undefined;
  let pieces: string[] = [];
  let waiting = 0;
  let window = "";
  let from = 0;
  let line = 1;

  const search = (last: boolean) => {
    window += pieces.join("");
    pieces = [];
    waiting = 0;
    // What is near the end may go on after it, and is seen whole the next time.
    const to = last ? window.length : window.length - REACH;
    for (const { what, at } of secretsOf(file, window, rules)) {
      if (at >= from && at < to) {
        tell(what, line + lineBreaks(window.slice(0, at)));
      }
    }
    const cut = Math.max(0, to - REACH);
    line += lineBreaks(window.slice(0, cut));
    window = window.slice(cut);
    from = to - cut;
  };

  kindsOfName(file).forEach((what) => {
    tell(what);
  });
  return {
    push(bytes) {
      const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      if (decoder === undefined) {
        if (isPrivateKey(piece)) {
          tell("a private key");
        }
        // But for UTF-16, one byte is one character: nothing that is searched for is outside ASCII.
        decoder = new StringDecoder(piece.subarray(0, 2).equals(UTF_16) ? "utf16le" : "latin1");
      }
      const text = decoder.write(piece);
      pieces.push(text);
      waiting += text.length;
      if (waiting >= WINDOW) {
        search(false);
      }
    },
    end() {
      search(true);
    },
  };
}

function secretsOf(
  file: string,
  text: string,
  rules: ReturnType<typeof contentRulesOf>,
): readonly { readonly what: string; readonly at: number }[] {
  return [
    ...formatsIn(text, "source")
      .filter(({ kind, at }) => kind !== ADDRESS || isUsedAddress(file, text, at))
      .map(({ kind, at }) => ({ what: kind, at })),
    ...rules.flatMap(({ what, pattern }) =>
      [...text.matchAll(pattern)].map(({ index }) => ({ what, at: index })),
    ),
    ...configSecretsIn(file, text).map((at) => ({ what: "a password or key in a setting", at })),
  ].sort((one, other) => one.at - other.at);
}

function lineBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) {
    count += 1;
  }
  return count;
}
