/** What an OpenSSH private key begins with; https://github.com/openssh/openssh-portable `PROTOCOL.key`. */
const OPENSSH = Buffer.from("openssh-key-v1\0");

/**
 * Whether bytes are a private key without the header that would say so.
 *
 * The kinds of private key in DER are a sequence that begins with a small version number: PKCS#1 (RFC 8017), PKCS#8
 * (RFC 5958), SEC 1 (RFC 5915) and key stores, PKCS#12 (RFC 7292). Certificates and public keys begin with another
 * sequence, or with a number of 128 bytes and more.
 */
export function isPrivateKey(bytes: Buffer): boolean {
  return bytes.subarray(0, OPENSSH.length).equals(OPENSSH) || isPrivateDer(bytes);
}

function isPrivateDer(bytes: Buffer): boolean {
  if (bytes[0] !== SEQUENCE) {
    return false;
  }
  const [length, start] = lengthAt(bytes, 1);
  // A cut off key is one, too; but a few bytes that look so by chance are none.
  if (length < 32 || bytes.length < start + 4 || bytes[start] !== INTEGER || bytes[start + 1] !== 1) {
    return false;
  }
  const version = bytes[start + 2] ?? 255;
  const next = bytes[start + 3] ?? 0;
  return version <= 3 && [SEQUENCE, INTEGER, OCTET_STRING].includes(next);
}

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const OCTET_STRING = 0x04;

/** A length in DER, and where what it counts begins. */
function lengthAt(bytes: Buffer, at: number): readonly [length: number, start: number] {
  const first = bytes[at] ?? 0;
  if (first < 128) {
    return [first, at + 1];
  }
  const size = first - 128;
  return size >= 1 && size <= 4 && bytes.length >= at + 1 + size
    ? [bytes.readUIntBE(at + 1, size), at + 1 + size]
    : [0, at + 1];
}
