import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/**
 * The user's screen, reached through the engine.
 *
 * What cannot be delivered is dropped: an engine that is gone has no user to read it.
 */
export class EngineLog {
  private readonly client: EngineClient | undefined;
  private readonly underway = new Set<Promise<void>>();

  /** @param address The engine's `host:port`; without one nothing is shown. */
  public constructor(address: string | undefined) {
    this.client =
      address === undefined ? undefined : new EngineClient(address, grpc.credentials.createInsecure());
  }

  /** Shows a line while the resource's operation runs; the next one takes its place. */
  public status(urn: string, message: string): void {
    this.send(LogSeverity.INFO, urn, message, true);
  }

  public info(message: string): void {
    this.send(LogSeverity.INFO, "", message, false);
  }

  public warn(urn: string, message: string): void {
    this.send(LogSeverity.WARNING, urn, message, false);
  }

  /** Waits until all that was sent so far has arrived, so that no line comes after its operation's end. */
  public async delivered(): Promise<void> {
    await Promise.all(this.underway);
  }

  public close(): void {
    this.client?.close();
  }

  private send(severity: LogSeverity, urn: string, message: string, ephemeral: boolean): void {
    const client = this.client;
    if (client === undefined) {
      return;
    }
    const request = new LogRequest();
    request.setSeverity(severity);
    request.setUrn(urn);
    request.setMessage(message);
    request.setEphemeral(ephemeral);
    const sent = new Promise<void>((resolve) => {
      client.log(request, () => {
        resolve();
      });
    }).finally(() => this.underway.delete(sent));
    this.underway.add(sent);
  }
}
