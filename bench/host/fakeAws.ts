import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface AwsAnswer {
  /** Media type of the body. */
  readonly type: string;
  readonly body: string;
}

/** `undefined` for what has no answer. */
type Answer = (request: AwsRequest) => AwsAnswer | undefined;

export interface AwsRequest {
  /** For example `BatchGetItem`. */
  readonly action: string;

  /** As it came: JSON, or form data. */
  readonly body: string;
}

/** An endpoint of AWS that answers at once, for what a program asks with the SDK before its first resource. */
export class FakeAws {
  private constructor(
    private readonly server: Server,
    private readonly unanswered: string[],
  ) {}

  public static async start(answers: Answer): Promise<FakeAws> {
    const unanswered: string[] = [];
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        const body = Buffer.concat(parts).toString("utf8");
        const action = actionOf(request.headers["x-amz-target"], body);
        const answer = answers({ action, body });
        if (answer === undefined) {
          unanswered.push(action);
        }
        response
          .writeHead(answer === undefined ? 400 : 200, { "content-type": answer?.type ?? "text/plain" })
          .end(answer?.body ?? `Nothing answers ${action}.`);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new FakeAws(server, unanswered);
  }

  public get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What was asked and has no answer here. */
  public get problems(): readonly string[] {
    return this.unanswered.map((action) => `Nothing answers ${action}.`);
  }

  public stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** JSON services name it in a header, query services in the form. */
function actionOf(target: string | readonly string[] | undefined, body: string): string {
  const text = typeof target === "string" ? target : "";
  return text.split(".")[1] ?? new URLSearchParams(body).get("Action") ?? "a request without an action";
}
