import { once } from "node:events";
import { type IncomingHttpHeaders, type Server, createServer } from "node:http";

/** A request that came through the gateway. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What the upstream answers. */
export interface PlannedAnswer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** Stands in for the emulator: notes each request, and answers as the test says. */
export class Upstream {
  public readonly seen: SeenRequest[] = [];
  public answer: (request: SeenRequest) => PlannedAnswer | Promise<PlannedAnswer> = () => ({ body: "ok" });
  private readonly server: Server;

  public constructor() {
    this.server = createServer((request, response) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) {
          chunks.push(chunk as Buffer);
        }
        const { method = "", url: path = "", headers } = request;
        const seen = { method, path, headers, body: Buffer.concat(chunks).toString() };
        this.seen.push(seen);
        const { status = 200, headers: answered = {}, body = "" } = await this.answer(seen);
        response.writeHead(status, answered);
        response.end(body);
      })();
    });
  }

  public async listen(): Promise<string> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    const address = this.server.address();
    return `http://127.0.0.1:${typeof address === "object" ? (address?.port ?? 0) : 0}`;
  }

  public async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, "close");
  }
}

/** The header by which AWS's signature names key and service. */
export function signedFor(service: string, accessKeyId = "AKIAMANAGEMENT"): string {
  return (
    `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/eu-west-1/${service}/aws4_request, ` +
    "SignedHeaders=host, Signature=00"
  );
}
