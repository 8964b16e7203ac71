import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A receiver of webhooks on this machine, which answers as it is told and keeps what it was sent. */
export class Receiver {
  public readonly received: Received[] = [];
  private readonly server: Server;
  private readonly answers: Answer[] = [];

  public constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = Buffer.concat(chunks).toString();
        this.received.push({ path: request.url ?? "", headers: request.headers, body });
        (this.answers.shift() ?? status(204))(response, request);
      });
    });
  }

  /** How the next requests are answered, in turn. Those after are answered with 204. */
  public willAnswer(...answers: readonly Answer[]): void {
    this.answers.push(...answers);
  }

  /** @returns Its address. */
  public async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

export function status(code: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => response.writeHead(code, headers).end("an answer");
}

export function brokenConnection(): Answer {
  return (_, request) => request.socket.destroy();
}

export function silence(): Answer {
  return () => undefined;
}

/** Headers at once, and a body without an end. */
export function endless(code: number): Answer {
  return (response) => response.writeHead(code).write("...");
}
