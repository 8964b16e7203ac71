import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** One call as it came in. */
export interface FakeCall {
  /** The action's name, for example `BatchGetItem` or `AssumeRole`. */
  readonly action: string;

  /** JSON of DynamoDB's protocol, or the fields of a form. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface FakeAnswer {
  readonly status?: number;

  /** An object is sent as JSON. */
  readonly body: unknown;
}

/** A server that answers SDK calls of DynamoDB and STS as a test says, where the emulator would be too right. */
export class FakeAws {
  public readonly calls: FakeCall[] = [];
  private server: Server | undefined;
  private saved: NodeJS.ProcessEnv = {};

  public constructor(private readonly answer: (call: FakeCall) => FakeAnswer) {}

  /** Starts it and turns the SDK of this process towards it. */
  public async open(): Promise<void> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const call = readCall(request.headers["x-amz-target"], Buffer.concat(chunks).toString("utf8"));
        this.calls.push(call);
        const { status = 200, body } = this.answer(call);
        response.statusCode = status;
        response.end(typeof body === "string" ? body : JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.server = server;
    this.saved = { ...process.env };
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_MAX_ATTEMPTS: "1",
    });
  }

  public async close(): Promise<void> {
    process.env = this.saved;
    await new Promise((resolve) => this.server?.close(resolve));
  }
}

function readCall(target: string | string[] | undefined, body: string): FakeCall {
  if (typeof target === "string") {
    return {
      action: target.split(".").at(-1) ?? "",
      body: JSON.parse(body) as Readonly<Record<string, unknown>>,
    };
  }
  const form = Object.fromEntries(new URLSearchParams(body));
  return { action: form.Action ?? "", body: form };
}
