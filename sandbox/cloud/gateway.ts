import { once } from "node:events";
import {
  Agent,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
  createServer,
  request as httpRequest,
} from "node:http";
import { pipeline } from "node:stream/promises";
import { setTimeout as pause } from "node:timers/promises";
import { Accounts } from "./accounts";
import { type Answer, errorAnswer } from "./awsErrors";
import { CallLog } from "./callLog";
import { CONTROL_PREFIX, answerControl } from "./control";
import { emulatorGap } from "./emulatorGap";
import { FaultBook } from "./faultBook";
import { type Operation, identify, needsBody } from "./operation";

/** How many requests the emulator is given at a time. It serves them one by one; more would only queue there. */
const UPSTREAM_CONNECTIONS = 32;

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

/** A reverse proxy in front of the AWS emulator that counts calls and makes them fail as told. */
export class Gateway {
  private readonly server: Server;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: UPSTREAM_CONNECTIONS });
  private readonly accounts = new Accounts();
  private readonly faults = new FaultBook();
  private readonly log = new CallLog();

  /** @param upstream where the emulator answers, for example `http://127.0.0.1:41111` */
  public constructor(private readonly upstream: string) {
    this.server = createServer((request, response) => {
      this.serve(request, response).catch((error: unknown) => {
        // The caller left, or the emulator did. Standard error is the gateway's log.
        console.error(`${request.method ?? ""} ${request.url ?? ""}:`, error);
        response.destroy();
      });
    });
    // The SDKs' own limits are shorter; an idle connection that the gateway closes just as a request is sent on it
    // would look like a fault nobody asked for.
    this.server.keepAliveTimeout = 120_000;
    this.server.requestTimeout = 0;
  }

  /** Starts to listen on 127.0.0.1, on a port that the operating system chooses. @returns the port */
  public async listen(): Promise<number> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    const address = this.server.address();
    if (address === null || typeof address === "string") {
      throw new Error("The gateway listens on no port.");
    }
    return address.port;
  }

  public async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    this.agent.destroy();
    await once(this.server, "close");
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = originForm(request.url ?? "/");
    if (path.startsWith(CONTROL_PREFIX)) {
      const body = (await collect(request)).toString();
      send(response, answerControl(request.method ?? "GET", path, body, this.faults, this.log));
      return;
    }
    const startedAt = Date.now();
    const body = needsBody(request.headers) ? await collect(request) : undefined;
    const operation = identify({
      method: request.method ?? "GET",
      path,
      headers: request.headers,
      ...(body === undefined ? {} : { body: body.toString() }),
    });
    const account = this.accounts.of(operation);
    const strike = this.faults.strike(operation, account);
    const record = (status: number, faults: readonly string[]) => {
      const { service, action } = operation;
      this.log.add(operation, {
        ...(account === undefined ? {} : { account }),
        service,
        action,
        startedAt,
        endedAt: Date.now(),
        status,
        faults,
      });
    };

    if (strike.delayMs > 0) {
      await pause(strike.delayMs);
    }
    if (strike.drop === "before") {
      record(0, strike.faults);
      request.socket.destroy();
      return;
    }
    if (strike.refusal !== undefined) {
      record(strike.refusal.status, strike.faults);
      // A body that was not read is read past, so that the connection can carry the next request.
      request.resume();
      send(response, errorAnswer(operation.protocol, strike.refusal));
      return;
    }

    const upstream = await this.forward(request, path, body);
    const status = upstream.statusCode ?? 502;
    const isGap = status === 501 || status === 404;
    const keepsAnswer =
      isGap || strike.drop === "after" || strike.seesAnswer || Accounts.handsOutKey(operation);
    if (!keepsAnswer) {
      // Noted before the last byte is passed on: whoever has the answer finds it counted.
      upstream.once("end", () => {
        record(status, strike.faults);
      });
      response.writeHead(status, passedOn(upstream.rawHeaders));
      await pipeline(upstream, response).catch((error: unknown) => {
        if (!upstream.readableEnded) {
          record(0, strike.faults);
        }
        throw error;
      });
      return;
    }
    const answer = await collect(upstream);
    if (strike.drop === "after") {
      record(0, strike.faults);
      request.socket.destroy();
      return;
    }
    const gap = isGap ? emulatorGap(operation, upstream.headers, status, answer.toString()) : undefined;
    if (gap !== undefined) {
      record(gap.status, strike.faults);
      send(response, errorAnswer(operation.protocol, gap));
      return;
    }
    if (Accounts.handsOutKey(operation) && status < 300) {
      this.accounts.learn(operation, answer.toString());
    }
    const seen = this.asSeen(operation, account, { status, body: answer, sees: strike.seesAnswer });
    record(status, [...strike.faults, ...seen.faults]);
    const headers = passedOn(upstream.rawHeaders);
    delete headers["transfer-encoding"];
    if (request.method !== "HEAD") {
      headers["content-length"] = seen.body.length;
    }
    response.writeHead(status, headers);
    response.end(seen.body);
  }

  private asSeen(
    operation: Operation,
    account: string | undefined,
    answer: { status: number; body: Buffer; sees: boolean },
  ): { body: Buffer; faults: readonly string[] } {
    if (!answer.sees) {
      return { body: answer.body, faults: [] };
    }
    const { text, faults } = this.faults.answered(operation, account, answer.status, answer.body.toString());
    return { body: faults.length === 0 ? answer.body : Buffer.from(text), faults };
  }

  private forward(
    request: IncomingMessage,
    path: string,
    body: Buffer | undefined,
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(`${this.upstream}${path}`, {
        method: request.method,
        agent: this.agent,
        headers: requestHeaders(request, body),
      });
      outgoing.once("response", resolve).once("error", reject);
      if (body === undefined) {
        request.pipe(outgoing);
      } else {
        outgoing.end(body);
      }
    });
  }
}

/**
 * The path of a request line. A client that was told of an HTTP proxy writes the whole URL: the Terraform AWS
 * provider does so for hosts such as `<account>.127.0.0.1`, which S3's control calls insist on and no resolver knows.
 */
function originForm(target: string): string {
  // Not through URL: it takes a host that ends in digits for an IPv4 address, and refuses this one.
  const path = target.replace(/^https?:\/\/[^/?]*/, "");
  return path.startsWith("/") ? path : `/${path}`;
}

function requestHeaders(request: IncomingMessage, body: Buffer | undefined): OutgoingHttpHeaders {
  const headers = passedOn(request.rawHeaders);
  if (body !== undefined) {
    headers["content-length"] = body.length;
    delete headers["transfer-encoding"];
  }
  return headers;
}

/** Headers to pass on, with lower-case names; repeated ones are kept apart. */
function passedOn(rawHeaders: readonly string[]): OutgoingHttpHeaders {
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

async function collect(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body);
}
