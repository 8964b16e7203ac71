import type { IncomingHttpHeaders } from "node:http";
import { type ErrorProtocol, awsService } from "./awsServices";
import { restAction } from "./restActions";

/** Which call of which service a request is, and who makes it. */
export interface Operation {
  /** The service by the name under which AWS signs its requests; `unknown` for an unsigned request that does not tell. */
  readonly service: string;
  readonly action: string;
  readonly protocol: ErrorProtocol;
  readonly accessKeyId: string | undefined;
  /** Path, query and body in clear text: what a fault's `resource` is looked for in. */
  readonly text: string;
}

/** The parts of a request that tell its operation. */
export interface RequestParts {
  readonly method: string;
  /** Path and query, as on the request line. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The body, or nothing for bodies that are passed on unread. */
  readonly body?: string;
}

/** Calls that AWS takes unsigned; both belong to STS. */
const UNSIGNED_STS = new Set(["AssumeRoleWithWebIdentity", "AssumeRoleWithSAML"]);

/** Reads the operation from what AWS's own protocols put into a request: signature, target header, form, or path. */
export function identify(request: RequestParts): Operation {
  const url = new URL(`http://gateway${request.path}`);
  const credential = credentialScope(request.headers.authorization, url);
  const target = single(request.headers["x-amz-target"]);
  const rpc = /^\/service\/[^/]+\/operation\/([^/?]+)$/.exec(url.pathname)?.[1];
  const form = formAction(request, url);
  const service = credential?.service ?? (form !== undefined && UNSIGNED_STS.has(form) ? "sts" : "unknown");
  return {
    service,
    action:
      rpc ??
      target?.split(".").at(-1) ??
      form ??
      restAction(service, request.method, url, request.headers["x-amz-copy-source"] !== undefined),
    protocol: protocolOf(service, request.headers, { target, rpc, form }),
    accessKeyId: credential?.accessKeyId,
    text: `${decoded(request.path)}\n${request.body === undefined ? "" : readable(request)}`,
  };
}

/** Whether a body has to be read before the operation and its resource are known. S3's are objects: passed on as they come. */
export function needsBody(headers: IncomingHttpHeaders): boolean {
  const scope = credentialScope(headers.authorization, new URL("http://gateway"));
  return scope?.service !== "s3";
}

function credentialScope(
  authorization: string | undefined,
  url: URL,
): { accessKeyId: string; service: string } | undefined {
  const scope =
    /Credential=([^,\s]+)/.exec(authorization ?? "")?.[1] ??
    url.searchParams.get("X-Amz-Credential") ??
    undefined;
  const [accessKeyId, , , service] = scope?.split("/") ?? [];
  return accessKeyId === undefined || service === undefined ? undefined : { accessKeyId, service };
}

function formAction(request: RequestParts, url: URL): string | undefined {
  const isForm =
    single(request.headers["content-type"])?.startsWith("application/x-www-form-urlencoded") ?? false;
  const fromBody =
    isForm && request.body !== undefined ? new URLSearchParams(request.body).get("Action") : null;
  return fromBody ?? url.searchParams.get("Action") ?? undefined;
}

function protocolOf(
  service: string,
  headers: IncomingHttpHeaders,
  found: { target: string | undefined; rpc: string | undefined; form: string | undefined },
): ErrorProtocol {
  if (found.rpc !== undefined || single(headers["smithy-protocol"]) === "rpc-v2-cbor") {
    return "cbor";
  }
  if (found.target !== undefined) {
    return single(headers["content-type"])?.includes("1.1") === true ? "json11" : "json10";
  }
  if (found.form !== undefined) {
    return service === "ec2" ? "ec2" : "query";
  }
  return awsService(service).protocol;
}

function readable(request: RequestParts): string {
  const body = request.body ?? "";
  return single(request.headers["content-type"])?.startsWith("application/x-www-form-urlencoded") === true
    ? decoded(body.replaceAll("+", " "))
    : body;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoded as a whole; better searched as it came than not at all.
    return text;
  }
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
