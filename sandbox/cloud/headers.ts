import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";

/** Headers that belong to one connection and are not passed on (RFC 9110, 7.6.1), and those rewritten here. */
const OWN_HEADERS = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authorization",
  "te",
  "trailer",
  "upgrade",
  "expect",
  // An answer that faults may rewrite must be readable.
  "accept-encoding",
]);

/** The headers of a request as the emulator gets them. */
export function requestHeaders(request: IncomingMessage, body: Buffer | undefined): OutgoingHttpHeaders {
  const headers = passedOn(request.rawHeaders);
  if (body !== undefined) {
    headers["content-length"] = body.length;
    delete headers["transfer-encoding"];
  }
  return headers;
}

/** Headers to pass on, with lower-case names; repeated ones are kept apart. */
export function passedOn(rawHeaders: readonly string[]): OutgoingHttpHeaders {
  const headers: Record<string, string[]> = {};
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? "").toLowerCase();
    if (!OWN_HEADERS.has(name)) {
      (headers[name] ??= []).push(rawHeaders[index + 1] ?? "");
    }
  }
  return Object.fromEntries(
    Object.entries(headers).map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  );
}
