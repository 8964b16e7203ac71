import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** An HTTP/2 frame: three octets of length, its type, one of flags, four of the stream (RFC 9113, 4.1). */
const FRAME_HEADER = 9;

/** The type of the frame that an answer begins with (RFC 9113, 6.2). */
const HEADERS = 1;

/**
 * Stands between an engine and its plugin, and keeps answers back when told: the plugin has done its work and said so,
 * and the engine does not know.
 */
export class ReplyRelay {
  private readonly sockets = new Set<Socket>();
  private held: (() => void) | undefined;

  private constructor(private readonly server: Server) {}

  /** @param port Where the plugin listens, on this machine. */
  public static async start(port: number): Promise<ReplyRelay> {
    const server = createServer();
    const relay = new ReplyRelay(server);
    server.on("connection", (caller) => {
      relay.join(caller, connect(port, "127.0.0.1"));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return relay;
  }

  public get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** From now on no answer comes through. @returns what resolves when there is one */
  public holdReplies(): Promise<void> {
    return new Promise((resolve) => {
      this.held = resolve;
    });
  }

  public close(): void {
    this.server.close();
    for (const socket of this.sockets) {
      socket.destroy();
    }
  }

  private join(caller: Socket, plugin: Socket): void {
    const frames = new FrameReader();
    let isHeld = false;
    caller.pipe(plugin);
    plugin.on("data", (chunk: Buffer) => {
      const answer = frames.startOf(HEADERS, chunk);
      if (this.held === undefined) {
        caller.write(chunk);
      } else if (!isHeld) {
        caller.write(chunk.subarray(0, answer));
        isHeld = answer !== undefined;
      }
      if (isHeld) {
        this.held?.();
      }
    });
    for (const [one, other] of [
      [caller, plugin],
      [plugin, caller],
    ] as const) {
      this.sockets.add(one);
      // Whichever end goes, the other learns of it as it would without a relay.
      one.on("error", () => other.destroy());
      one.on("close", () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
  }
}

/** Finds frames in a stream that comes in chunks of any size. */
class FrameReader {
  private header = Buffer.alloc(0);
  private payloadLeft = 0;

  /** Takes in a chunk. @returns where in it the first frame of this type begins; 0 where that was in an earlier one */
  public startOf(type: number, chunk: Buffer): number | undefined {
    let found: number | undefined;
    let at = 0;
    while (at < chunk.length) {
      const skipped = Math.min(this.payloadLeft, chunk.length - at);
      this.payloadLeft -= skipped;
      at += skipped;
      const start = at - this.header.length;
      const taken = chunk.subarray(at, at + FRAME_HEADER - this.header.length);
      this.header = Buffer.concat([this.header, taken]);
      at += taken.length;
      if (this.header.length === FRAME_HEADER) {
        found ??= this.header[3] === type ? Math.max(start, 0) : undefined;
        this.payloadLeft = this.header.readUIntBE(0, 3);
        this.header = Buffer.alloc(0);
      }
    }
    return found;
  }
}
