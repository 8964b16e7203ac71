import { createHash } from "node:crypto";
import { open } from "node:fs/promises";

/** Milliseconds within which a host has to begin its answer. */
const ANSWER_LIMIT = 4000;

/** Milliseconds that a download may stand still. */
const STALL_LIMIT = 20_000;

/** A host that does not answer, or not with what was asked for. Its message says which and why. */
export class DownloadError extends Error {
  public override readonly name = "DownloadError";

  public constructor(
    what: string,
    why: string,

    /** Whether the host stayed silent until the time was over, which makes asking again expensive. */
    public readonly silent: boolean = false,
  ) {
    super(`${what} ${why}`);
  }
}

/**
 * Asks whether there is something to download, without downloading it.
 *
 * @throws DownloadError where there is not, or the host does not answer within a few seconds.
 */
export async function askFor(url: string, signal?: AbortSignal): Promise<void> {
  await answer(url, "HEAD", new Watch(url, signal));
}

/** A small text. @throws DownloadError */
export async function downloadText(url: string, signal?: AbortSignal): Promise<string> {
  const watch = new Watch(url, signal);
  const chunks: Uint8Array[] = [];
  await read(await answer(url, "GET", watch), watch, (chunk) => {
    chunks.push(chunk);
  });
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * Downloads into a new file.
 *
 * @param onBytes Gets the number of bytes so far.
 * @returns SHA-256 of what came, in hex.
 * @throws DownloadError where the host does not answer, stops in the middle, or sends less than it announced.
 */
export async function downloadFile(
  url: string,
  file: string,
  onBytes: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<string> {
  const watch = new Watch(url, signal);
  const response = await answer(url, "GET", watch);
  const handle = await open(file, "wx");
  try {
    const hash = createHash("sha256");
    let bytes = 0;
    await read(response, watch, async (chunk) => {
      hash.update(chunk);
      await handle.writeFile(chunk);
      bytes += chunk.byteLength;
      onBytes(bytes);
    });
    return hash.digest("hex");
  } finally {
    await handle.close();
  }
}

async function answer(url: string, method: "GET" | "HEAD", watch: Watch): Promise<Response> {
  watch.expect(ANSWER_LIMIT, "did not answer");
  try {
    const response = await fetch(url, { method, signal: watch.signal });
    if (!response.ok) {
      await response.body?.cancel();
      throw new DownloadError(url, `answered ${response.status} ${response.statusText}`.trim());
    }
    return response;
  } catch (error) {
    throw watch.translated(error);
  } finally {
    watch.stop();
  }
}

async function read(
  response: Response,
  watch: Watch,
  take: (chunk: Uint8Array) => void | Promise<void>,
): Promise<void> {
  watch.expect(STALL_LIMIT, "stood still");
  try {
    for await (const chunk of response.body ?? []) {
      watch.expect(STALL_LIMIT, "stood still");
      await take(chunk);
    }
  } catch (error) {
    throw watch.translated(error);
  } finally {
    watch.stop();
  }
}

/** Ends a request that makes its user wait too long, or that nobody wants any more. */
class Watch {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private timeout: DownloadError | undefined;

  public constructor(
    private readonly url: string,
    private readonly outer: AbortSignal | undefined,
  ) {}

  public get signal(): AbortSignal {
    return this.outer === undefined
      ? this.controller.signal
      : AbortSignal.any([this.outer, this.controller.signal]);
  }

  public expect(milliseconds: number, complaint: string): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timeout = new DownloadError(
        new URL(this.url).host,
        `${complaint} for ${milliseconds / 1000} s`,
        true,
      );
      this.controller.abort();
    }, milliseconds);
  }

  public stop(): void {
    clearTimeout(this.timer);
  }

  /** The error to throw for one that `fetch` threw: it says "fetch failed" and keeps the reason as its cause. */
  public translated(error: unknown): unknown {
    if (this.timeout !== undefined) {
      return this.timeout;
    }
    if (this.outer?.aborted === true || error instanceof DownloadError) {
      return error;
    }
    if (error instanceof TypeError) {
      const reason = error.cause instanceof Error ? error.cause.message : error.message;
      return new DownloadError(new URL(this.url).host, `failed (${reason})`);
    }
    return error;
  }
}
