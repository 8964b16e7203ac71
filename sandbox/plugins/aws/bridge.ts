import { spawn, type ChildProcess } from "node:child_process";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { GetSchemaRequest, ParameterizeRequest } from "@pulumi/pulumi/proto/provider_pb";
import type { BridgeSchema } from "./bridgeShape";
import { LostDiagnostics } from "./lostDiagnostics";

/** A package schema or a large policy document is longer than gRPC's default of 4 MiB. */
export const MAX_MESSAGE_BYTES = 1 << 29;

/** Nobody listens here. The bridge panics without an address to log to, and takes a dead one. */
export const NO_ENGINE: readonly string[] = ["127.0.0.1:1"];

/** What it takes to start the bridge. */
export interface BridgeOptions {
  /** The any-Terraform-provider plugin. */
  readonly bridge: string;
  /** The Terraform provider: a file named exactly `terraform-provider-aws`. */
  readonly provider: string;
  /** The arguments that the engine gave this plugin: the last one is the address that the bridge logs to. */
  readonly engineArgs: readonly string[];
  /** The Terraform types to load; every other type of the provider stays unknown to the bridge. */
  readonly include: readonly string[];
}

/** One unary method of a gRPC service, as the generated stubs describe it. */
export type Method<Request, Response> = Pick<
  grpc.MethodDefinition<Request, Response>,
  "path" | "requestSerialize" | "responseDeserialize"
>;

/** The part of the bridge that translated calls go through. */
export type BridgeCalls = Pick<Bridge, "call" | "diagnostics">;

/** The any-Terraform-provider plugin as a child process, with the Terraform provider as its own child. */
export class Bridge {
  private constructor(
    private readonly child: ChildProcess,
    private readonly client: ResourceProviderClient,
    /** Error texts that the bridge wrote to its standard error instead of its answers. */
    readonly diagnostics: LostDiagnostics,
  ) {}

  /**
   * Starts the bridge and makes it serve the given Terraform provider.
   *
   * @throws Error when the bridge does not start, or cannot load the provider
   */
  static async start(options: BridgeOptions): Promise<Bridge> {
    const { command, args } = endingWithParent(options.bridge, options.engineArgs);
    const child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { TF_LOG_PROVIDER: "ERROR", ...process.env },
    });
    const end = () => child.kill("SIGKILL");
    process.once("exit", end);
    child.once("exit", () => process.off("exit", end));
    const diagnostics = new LostDiagnostics((line) => {
      process.stderr.write(`${line}\n`);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      diagnostics.read(text);
    });
    const port = await firstLine(child, options.bridge);
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
      "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
      "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
    });
    const bridge = new Bridge(child, client, diagnostics);
    await bridge.parameterize(options.provider, options.include);
    return bridge;
  }

  /** Settles when the bridge has ended, whoever ended it. */
  ended(): Promise<void> {
    return new Promise((resolve) => {
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        resolve();
      } else {
        this.child.once("exit", () => {
          resolve();
        });
      }
    });
  }

  /** Calls one method of the bridge. Rejects with the gRPC error as it came. */
  call<Request, Response>(
    method: Method<Request, Response>,
    request: Request,
    metadata = new grpc.Metadata(),
  ): Promise<Response> {
    return new Promise((resolve, reject) => {
      this.client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        metadata,
        (error, response) => {
          if (error !== null) {
            reject(error);
          } else if (response === undefined) {
            reject(new Error(`The bridge gave no answer to ${method.path}.`));
          } else {
            resolve(response);
          }
        },
      );
    });
  }

  /** The package schema of the loaded types: some megabytes, some seconds. */
  async schema(): Promise<BridgeSchema> {
    const response = await this.call(ResourceProviderService.getSchema, new GetSchemaRequest());
    return JSON.parse(response.getSchema()) as BridgeSchema;
  }

  /** Ends the bridge; the kernel then ends the Terraform provider. */
  stop(): void {
    this.client.close();
    this.child.kill("SIGKILL");
  }

  private async parameterize(provider: string, include: readonly string[]): Promise<void> {
    const args = new ParameterizeRequest.ParametersArgs();
    args.setArgsList([provider, "--include", include.join(",")]);
    const request = new ParameterizeRequest();
    request.setArgs(args);
    try {
      await this.call(ResourceProviderService.parameterize, request);
    } catch (error) {
      this.stop();
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`The bridge cannot load the Terraform provider ${provider}: ${reason}`, {
        cause: error,
      });
    }
  }
}

/**
 * A command that the kernel ends with the process that runs it, however that ends: nothing else would after a SIGKILL.
 * Only Linux can; elsewhere the command runs as it is.
 */
export function endingWithParent(
  command: string,
  args: readonly string[],
  platform: string = process.platform,
): { readonly command: string; readonly args: readonly string[] } {
  return platform === "linux"
    ? { command: "setpriv", args: ["--pdeathsig", "KILL", command, ...args] }
    : { command, args };
}

/** The first line a child prints, which for every Pulumi plugin is its port. */
function firstLine(child: ChildProcess, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.once("error", (error) => {
      reject(
        new Error(`${name} does not start: ${error.message}. On Linux it needs setpriv, of util-linux.`),
      );
    });
    child.once("exit", (code, signal) => {
      reject(new Error(`${name} ended with ${signal ?? `code ${code ?? "unknown"}`} before it gave a port.`));
    });
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      const [line, rest] = text.split("\n", 2);
      if (line !== undefined && rest !== undefined) {
        resolve(line.trim());
      }
    });
  });
}
