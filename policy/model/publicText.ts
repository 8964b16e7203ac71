const BEGIN = "-----BEGIN ";
const END = "-----END ";

/** An SSH public key, a digest, an ARN, and what Pulumi has encrypted. */
const PUBLIC =
  /(?:ssh|ecdsa|sk)-[a-z0-9@.-]{3,48} {1,4}AAAA[A-Za-z0-9+/=]+|\bsha(?:1|256|384|512)[-:][A-Za-z0-9+/=_-]+|\barn:[A-Za-z0-9-]+:[^\s"'\\,;<>|]+|\bv1:[A-Za-z0-9+/]{16}:[A-Za-z0-9+/=]+/g;

/**
 * A text with what is random or is called a secret and is none taken out: blanks in its place, so that all else stays
 * where it was. Bodies of certificates, public keys and signatures go, and those of private keys, whose header is enough.
 */
export function withoutPublicText(text: string): string {
  return withoutBodies(text).replace(PUBLIC, (match) => " ".repeat(match.length));
}

/** The lines of base64 between `-----BEGIN ...-----` and `-----END ...-----`, and no other lines there. */
function withoutBodies(text: string): string {
  const kept: string[] = [];
  let at = 0;
  for (let begin = text.indexOf(BEGIN); begin !== -1; begin = text.indexOf(BEGIN, at)) {
    const end = text.indexOf(END, begin);
    if (end === -1) {
      break;
    }
    const body = text.slice(begin, end).replace(/[A-Za-z0-9+/=]{24,}/g, (line) => " ".repeat(line.length));
    kept.push(text.slice(at, begin), body);
    at = end;
  }
  return kept.join("") + text.slice(at);
}
