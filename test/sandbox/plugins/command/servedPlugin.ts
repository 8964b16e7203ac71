import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import path from "node:path";
import readline from "node:readline";

import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

/** What a plugin told its engine. */
export interface LoggedLine {
  readonly severity: number;
  readonly message: string;
  readonly urn: string;
  readonly ephemeral: boolean;
}

/** An engine's side of the log service, which remembers what it was told. */
export class FakeEngine {
  public readonly logged: LoggedLine[] = [];
  private readonly server = new grpc.Server();

  public async listen(): Promise<string> {
    this.server.addService(EngineService, {
      log: (call: grpc.ServerUnaryCall<LogRequest, Empty>, callback: grpc.sendUnaryData<Empty>) => {
        const { severity, message, urn, ephemeral } = call.request.toObject();
        this.logged.push({ severity, message, urn, ephemeral });
        callback(null, new Empty());
      },
    });
    const port = await new Promise<number>((resolve, reject) => {
      this.server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) {
          resolve(bound);
        } else {
          reject(error);
        }
      });
    });
    return `127.0.0.1:${port}`;
  }

  public close(): void {
    this.server.forceShutdown();
  }
}

/** A plugin's own process, started as the engine starts it, and a client of its service. */
export class ServedPlugin {
  private constructor(
    public readonly child: ChildProcess,
    public readonly client: grpc.Client,
  ) {}

  /** @param main The plugin's `main.ts`, from the project's folder. */
  public static async start(main: string, engineAddress: string): Promise<ServedPlugin> {
    const project = path.resolve(__dirname, "../../../..");
    const child = spawn(
      process.execPath,
      ["-r", "ts-node/register/transpile-only", path.join(project, main), engineAddress],
      { cwd: project, stdio: ["pipe", "pipe", "inherit"] },
    );
    const [port] = (await once(readline.createInterface({ input: child.stdout }), "line")) as [string];
    return new ServedPlugin(child, new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure()));
  }

  /** Calls a method of the plugin's service and waits for its answer. */
  public ask<Request, Response>(
    method: grpc.MethodDefinition<Request, Response>,
    request: Request,
  ): Promise<Response> {
    const { path: name, requestSerialize, responseDeserialize } = method;
    return new Promise((resolve, reject) => {
      this.client.makeUnaryRequest(
        name,
        requestSerialize,
        responseDeserialize,
        request,
        (error, response) => {
          if (response === undefined) {
            reject(error ?? new Error(`${name} answered nothing`));
          } else {
            resolve(response);
          }
        },
      );
    });
  }

  /** Ends the plugin as a vanished engine does, and by force where that does not end it, so that no test leaves one. */
  public async stop(): Promise<void> {
    this.client.close();
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exited = once(this.child, "exit");
      this.child.stdin?.end();
      const force = setTimeout(() => this.child.kill("SIGKILL"), 3_000);
      await exited;
      clearTimeout(force);
    }
  }
}

/**
 * Waits until a process has ended, whether or not somebody has asked about its end.
 *
 * A killed process closes its files before it is seen as ended, so whoever waited for its output may still see it run.
 */
export async function untilEnded(pid: number): Promise<void> {
  await eventually(async () => {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    return stat === "" || /\) [ZX] /.test(stat) ? true : undefined;
  });
}

/** Looks until there is something to see; the test's own time limit ends a vain wait. */
export async function eventually<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const seen = await look();
    if (seen !== undefined) {
      return seen;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
