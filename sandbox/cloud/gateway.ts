import { once } from "node:events";
import {
  Agent,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  createServer,
  request as httpRequest,
} from "node:http";
import { pipeline } from "node:stream/promises";
import { setTimeout as pause } from "node:timers/promises";
import { Accounts } from "./accounts";
import { type Answer, type AwsError, errorAnswer } from "./awsErrors";
import { CallLog } from "./callLog";
import { CONTROL_PREFIX, answerControl } from "./control";
import { emulatorGap, emulatorGone, mayBeGap } from "./emulatorGap";
import { FaultBook, type Strike } from "./faultBook";
import { passedOn, requestHeaders } from "./headers";
import { HeldCalls } from "./heldCalls";
import { LeavingInstances } from "./leavingInstances";
import { type Operation, identify, needsBody } from "./operation";

/** How many requests the emulator is given at a time. It serves them one by one; more would only queue there. */
const UPSTREAM_CONNECTIONS = 32;

/** A reverse proxy in front of the AWS emulator that counts calls and makes them fail as told. */
export class Gateway {
  private readonly server: Server;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: UPSTREAM_CONNECTIONS });
  private readonly accounts = new Accounts();
  private readonly faults = new FaultBook();
  private readonly log = new CallLog();
  private readonly held = new HeldCalls();
  private leaving: LeavingInstances | undefined;

  /**
   * @param upstream where the emulator answers, for example `http://127.0.0.1:41111`
   * @param report is told of answers that could not be completed
   */
  public constructor(
    private readonly upstream: string,
    private readonly report: (line: string) => void,
  ) {
    this.server = createServer((request, response) => {
      this.serve(request, response).catch((error: unknown) => {
        // The caller left, or the emulator broke off in the middle of an answer.
        this.report(`${request.method ?? ""} ${request.url ?? ""}: ${String(error)}`);
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
    this.leaving = new LeavingInstances(this.upstream, `http://127.0.0.1:${address.port}`, this.report);
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
      const { faults, log, held } = this;
      send(response, await answerControl(request.method ?? "GET", path, body, { faults, log, held }));
      return;
    }
    const exchange = await this.begin(request, response, path);
    const { strike } = exchange;
    if (strike.delayMs > 0) {
      await pause(strike.delayMs);
    }
    const isGone = strike.hold?.when === "before" && !(await this.hold(exchange, strike.hold));
    if (isGone || strike.drop === "before") {
      breakOff(exchange);
    } else if (strike.refusal !== undefined) {
      refuse(exchange, strike.refusal);
    } else {
      await this.pass(exchange, path);
    }
  }

  private async begin(request: IncomingMessage, response: ServerResponse, path: string): Promise<Exchange> {
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
    const record = (status: number) => {
      const { service, action } = operation;
      const by = account === undefined ? {} : { account };
      const endedAt = Date.now();
      this.log.add(operation, { ...by, service, action, startedAt, endedAt, status, faults: strike.faults });
    };
    // While a body stands unread in a connection, its end would go unnoticed.
    const whole = strike.hold === undefined ? body : (body ?? (await collect(request)));
    return { request, response, body: whole, operation, account, strike, record };
  }

  /** Gives the emulator the request, and the caller its answer: as it comes, unless something depends on it. */
  private async pass(exchange: Exchange, path: string): Promise<void> {
    const { request, operation, strike } = exchange;
    let upstream: IncomingMessage;
    try {
      upstream = await this.forward(exchange, path);
    } catch (error) {
      if (request.socket.destroyed) {
        exchange.record(0);
        throw error;
      }
      refuse(exchange, emulatorGone(operation, error));
      return;
    }
    const matters =
      mayBeGap(upstream) ||
      strike.drop === "after" ||
      strike.hold?.when === "after" ||
      strike.seesAnswer ||
      Accounts.handsOutKey(operation);
    await (matters ? this.answerWhole(exchange, upstream) : streamAnswer(exchange, upstream));
    if (operation.service === "autoscaling" && !operation.action.startsWith("Describe")) {
      this.leaving?.look();
    }
  }

  private async answerWhole(exchange: Exchange, upstream: IncomingMessage): Promise<void> {
    const { request, response, operation, account, strike } = exchange;
    const status = upstream.statusCode ?? 0;
    const body = await collect(upstream);
    const isGone = strike.hold?.when === "after" && !(await this.hold(exchange, strike.hold));
    if (isGone || strike.drop === "after") {
      breakOff(exchange);
      return;
    }
    const text = body.toString();
    const gap = mayBeGap(upstream) ? emulatorGap(operation, upstream.headers, status, text) : undefined;
    if (gap !== undefined) {
      refuse(exchange, gap);
      return;
    }
    if (Accounts.handsOutKey(operation) && status < 300) {
      this.accounts.learn(operation, text);
    }
    const seen = strike.seesAnswer
      ? this.faults.answered(operation, account, status, text)
      : { text, faults: [] };
    strike.faults.push(...seen.faults);
    exchange.record(status);
    const answer = seen.faults.length === 0 ? body : Buffer.from(seen.text);
    const headers = passedOn(upstream.rawHeaders);
    delete headers["transfer-encoding"];
    if (request.method !== "HEAD") {
      headers["content-length"] = answer.length;
    }
    response.writeHead(status, headers);
    response.end(answer);
  }

  /** Keeps a call waiting. @returns whether its caller still waits for it */
  private hold(
    { request, operation, account }: Exchange,
    hold: NonNullable<Strike["hold"]>,
  ): Promise<boolean> {
    const { service, action } = operation;
    const by = account === undefined ? {} : { account };
    return this.held.hold({ ...by, service, action, ...hold }, request.socket);
  }

  private forward({ request, body }: Exchange, path: string): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(`${this.upstream}${path}`, {
        method: request.method,
        agent: this.agent,
        headers: requestHeaders(request, body),
      });
      outgoing.once("response", resolve).once("error", reject);
      if (body === undefined) {
        // Also ends the request to the emulator when the caller leaves in the middle of a body.
        pipeline(request, outgoing).catch(reject);
      } else {
        outgoing.end(body);
      }
    });
  }
}

/** One request on its way through the gateway. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The body, where it was read; otherwise it is still to come. */
  readonly body: Buffer | undefined;
  readonly operation: Operation;
  readonly account: string | undefined;
  readonly strike: Strike;
  /** Counts the call. To be done before the answer's last byte: whoever has the answer finds it counted. */
  readonly record: (status: number) => void;
}

async function streamAnswer(exchange: Exchange, upstream: IncomingMessage): Promise<void> {
  const status = upstream.statusCode ?? 0;
  upstream.once("end", () => {
    exchange.record(status);
  });
  exchange.response.writeHead(status, passedOn(upstream.rawHeaders));
  try {
    await pipeline(upstream, exchange.response);
  } catch (error) {
    if (!upstream.readableEnded) {
      exchange.record(0);
    }
    throw error;
  }
}

function refuse({ request, response, operation, record }: Exchange, error: AwsError): void {
  record(error.status);
  // A body that was not read is read past, so that the connection can carry the next request.
  request.resume();
  send(response, errorAnswer(operation.protocol, error));
}

function breakOff({ request, record }: Exchange): void {
  record(0);
  request.socket.destroy();
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
