import { gunzipSync } from "node:zlib";

/** Bytes that are decoded of one value at most: a small text may unpack to gigabytes. */
export const MOST_BYTES = 1024 * 1024;

/** What bytes are: a text, compressed data that cannot be unpacked, or something else. */
export type Bytes =
  | { readonly is: "text"; readonly text: string; readonly compressed: boolean }
  | { readonly is: "unreadable"; readonly why: string }
  | { readonly is: "binary"; readonly bytes: Buffer };

const GZIP = Buffer.from([0x1f, 0x8b]);

/** Compressed data within compressed data, at most. */
const LAYERS = 4;

/** What a text that is nothing but base64 (also of the kind for addresses, also in lines) stands for. */
export function bytesOfBase64(text: string): Buffer | undefined {
  const joined = text.trim().replace(/[\r\n]+[\t ]*/g, "");
  return /^[A-Za-z0-9+/_-]{8,}={0,2}$/.test(joined) ? Buffer.from(joined, "base64") : undefined;
}

/** Reads bytes as text, and unpacks them before where they are compressed. */
export function readBytes(bytes: Buffer, layer = 0): Bytes {
  if (!bytes.subarray(0, 2).equals(GZIP)) {
    const text = textOf(bytes);
    return text === undefined ? { is: "binary", bytes } : { is: "text", text, compressed: layer > 0 };
  }
  if (layer === LAYERS) {
    return { is: "unreadable", why: `is compressed more than ${LAYERS} times over` };
  }
  try {
    return readBytes(gunzipSync(bytes, { maxOutputLength: MOST_BYTES }), layer + 1);
  } catch (cause) {
    const tooLong = cause instanceof RangeError;
    return {
      is: "unreadable",
      why: tooLong ? "unpacks to more than 1 MiB" : "is compressed and cannot be unpacked",
    };
  }
}

/** UTF-8 text without control characters other than white space and escape; undefined for anything else. */
function textOf(bytes: Buffer): string | undefined {
  if (bytes.some((byte) => byte < 32 && byte !== 27 && (byte < 9 || byte > 13))) {
    return undefined;
  }
  const text = bytes.toString("utf8");
  return text.includes("\uFFFD") ? undefined : text;
}
