/** Characters of keys and tokens, so many that a key of 18 random bytes is found. */
const TOKEN = /[A-Za-z0-9+/_-]{24,}/g;

/** Longer ones are encoded data, which has to be decoded. */
const LONGEST = 200;

/** Pieces of names: words, numbers, and commits and ids in hexadecimal. */
const NOT_RANDOM = /^(?:[A-Za-z]?[a-z]{3,}|[A-Z]{2,}|[0-9a-f]+|[0-9A-F]+)$/;

/**
 * Where a text has runs of characters that look random, as generated passwords and keys do.
 *
 * Hexadecimal runs are left out, because commits and digests are such; so is the base64 of ordinary text. Public keys and
 * the like have to be taken out before.
 *
 * @returns Offsets, at most as many as asked for.
 */
export function randomTextIn(text: string, atMost: number): readonly number[] {
  const found: number[] = [];
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (looksRandom(token)) {
      found.push(index);
      if (found.length === atMost) {
        break;
      }
    }
  }
  return found;
}

/**
 * Whether a run looks random: its characters are many different ones, and capitals, small letters and digits take turns as
 * they do by chance (62 times in 100, where a name of several words has some 20).
 */
function looksRandom(token: string): boolean {
  if (token.length > LONGEST) {
    return false;
  }
  const letters = token
    .split(/[-_]/)
    .filter((piece) => !NOT_RANDOM.test(piece))
    .join("")
    .replace(/[^A-Za-z0-9]/g, "");
  return (
    letters.length >= 20 &&
    /[a-z]/.test(letters) &&
    /[A-Z]/.test(letters) &&
    /\d/.test(letters) &&
    turns(letters) >= 0.38 &&
    entropy(letters) >= 0.82 * Math.log2(Math.min(letters.length, 62)) &&
    !isText(token)
  );
}

/** Share of neighbours that are of different kinds. */
function turns(letters: string): number {
  const kinds = Array.from(letters, (letter) => (/\d/.test(letter) ? 0 : /[a-z]/.test(letter) ? 1 : 2));
  return kinds.filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length / (kinds.length - 1);
}

/** Shannon's, in bits for each character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) {
    counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  return [...counts.values()].reduce(
    (sum, count) => sum - (count / text.length) * Math.log2(count / text.length),
    0,
  );
}

/** Whether it is the base64 of ordinary text. By chance, one byte in three is printable ASCII. */
function isText(token: string): boolean {
  const bytes = Buffer.from(token, "base64");
  return (
    bytes.filter((byte) => (byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13).length >=
    bytes.length * 0.9
  );
}
