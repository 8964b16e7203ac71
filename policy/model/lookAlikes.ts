/**
 * Whether a text could be taken for a word: by its case, by letters of another alphabet, by blanks or by characters that
 * nobody sees. The word itself is no look-alike.
 */
export function looksLike(text: string, word: string): boolean {
  if (text === word) {
    return false;
  }
  const plain = text
    .normalize("NFKC")
    .replaceAll(/[\p{Cf}\s_-]/gu, "")
    .toLowerCase();
  const letters = Array.from(plain);
  return (
    letters.length === word.length &&
    // Any letter of another alphabet may look like the one that is expected there.
    letters.every((letter, index) => letter === word.charAt(index) || !/[\x20-\x7e]/.test(letter)) &&
    letters.some((letter, index) => letter === word.charAt(index))
  );
}
