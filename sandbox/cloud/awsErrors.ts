import { randomUUID } from "node:crypto";
import type { ErrorProtocol } from "./awsServices";

/** A whole HTTP answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** An error as AWS would put it: HTTP status, error code and message. */
export interface AwsError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** Puts an error on the wire the way the service itself does, so that every SDK reads code and message. */
export function errorAnswer(protocol: ErrorProtocol, error: AwsError): Answer {
  const requestId = randomUUID();
  const { contentType, body } = ENCODINGS[protocol](error, requestId);
  const headers: Record<string, string> = {
    "content-type": contentType,
    "content-length": String(body.length),
    "x-amzn-requestid": requestId,
    "x-amz-request-id": requestId,
  };
  if (protocol === "restJson") {
    headers["x-amzn-errortype"] = error.code;
  }
  if (protocol === "cbor") {
    headers["smithy-protocol"] = "rpc-v2-cbor";
  }
  return { status: error.status, headers, body };
}

type Encoding = (error: AwsError, requestId: string) => { contentType: string; body: Buffer };

const ENCODINGS: Readonly<Record<ErrorProtocol, Encoding>> = {
  query: (error, requestId) =>
    xml(`<ErrorResponse><Error>${typed(error)}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`),
  restXml: (error, requestId) =>
    xml(`<ErrorResponse><Error>${typed(error)}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`),
  ec2: (error, requestId) =>
    xml(
      `<Response><Errors><Error>${coded(error)}</Error></Errors><RequestID>${requestId}</RequestID></Response>`,
    ),
  s3: (error, requestId) => xml(`<Error>${coded(error)}<RequestId>${requestId}</RequestId></Error>`),
  json10: (error) => json("application/x-amz-json-1.0", error),
  json11: (error) => json("application/x-amz-json-1.1", error),
  restJson: (error) => json("application/json", error),
  cbor: (error) => ({
    contentType: "application/cbor",
    body: Buffer.concat([
      // A map of two pairs of text strings.
      Buffer.from([0xa2]),
      ...["__type", error.code, "message", error.message].map(cborText),
    ]),
  }),
};

function xml(document: string): { contentType: string; body: Buffer } {
  return {
    contentType: "text/xml",
    body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${document}`),
  };
}

function json(contentType: string, error: AwsError): { contentType: string; body: Buffer } {
  return { contentType, body: Buffer.from(JSON.stringify({ __type: error.code, message: error.message })) };
}

function typed(error: AwsError): string {
  return `<Type>${error.status < 500 ? "Sender" : "Receiver"}</Type>${coded(error)}`;
}

function coded(error: AwsError): string {
  return `<Code>${escaped(error.code)}</Code><Message>${escaped(error.message)}</Message>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A CBOR text string (RFC 8949, major type 3), with a two-byte length, which every decoder takes. */
function cborText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x79, bytes.length >> 8, bytes.length & 0xff]), bytes]);
}
