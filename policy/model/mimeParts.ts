/** A part of a MIME text, decoded as its headers say. */
export interface MimePart {
  /** For example `text/x-shellscript`. */
  readonly type: string;
  readonly bytes: Buffer;
}

/** Headers end here. */
const BLANK_LINE = /\r?\n[ \t]*\r?\n/;

/**
 * The parts of a `multipart` text, as cloud-init takes them; undefined where it is none.
 *
 * https://cloudinit.readthedocs.io/en/latest/explanation/format/mime-archive.html
 */
export function mimeParts(text: string): readonly MimePart[] | undefined {
  const { headers, body } = split(text);
  const boundary = /^multipart\/[^;]+;(?:[^;]*;)*?\s*boundary="?([^";\r\n]{1,70})"?/i.exec(
    headers["content-type"] ?? "",
  )?.[1];
  if (boundary === undefined) {
    return undefined;
  }
  return `\n${body}`
    .split(`\n--${boundary}`)
    .slice(1)
    .filter((part) => !part.startsWith("--"))
    .map((part) => partOf(part.replace(/^[ \t]*\r?\n/, "")));
}

function partOf(text: string): MimePart {
  const { headers, body } = split(text);
  const type = /^[A-Za-z0-9.+-]+\/[A-Za-z0-9.+-]+/.exec(headers["content-type"] ?? "")?.[0] ?? "text/plain";
  const encoding = (headers["content-transfer-encoding"] ?? "").trim().toLowerCase();
  // A part that is a multipart text itself is read with its headers.
  const whole = type.startsWith("multipart/") ? text : body;
  return {
    type,
    bytes:
      encoding === "base64"
        ? Buffer.from(whole, "base64")
        : Buffer.from(encoding === "quoted-printable" ? unquoted(whole) : whole),
  };
}

function split(text: string): { readonly headers: Readonly<Record<string, string>>; readonly body: string } {
  const end = BLANK_LINE.exec(text);
  if (end === null || !/^[A-Za-z-]{1,64}:/.test(text)) {
    return { headers: {}, body: text };
  }
  const lines = text
    .slice(0, end.index)
    .replace(/\r?\n[ \t]+/g, " ")
    .split(/\r?\n/);
  return {
    headers: Object.fromEntries(
      lines.map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    ),
    body: text.slice(end.index + end[0].length),
  };
}

function unquoted(text: string): string {
  return text
    .replace(/[ \t]*=\r?\n/g, "")
    .replace(/=([0-9A-F]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
