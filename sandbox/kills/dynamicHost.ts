import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

import { ReplyRelay } from "./replyRelay";

type Properties = Readonly<Record<string, unknown>>;

/** An error of the host, with what the engine would record of it. */
export interface HostError extends Error {
  readonly initFailed:
    { readonly id: string; readonly properties: Properties; readonly reasons: readonly string[] } | undefined;
}

/** Milliseconds in which what was printed must have come through. */
const PRINT_LIMIT = 10_000;

/** Pulumi's real host of dynamic providers, in a process of its own, called as the engine calls it. */
export class DynamicHost {
  public output = "";

  private constructor(
    private readonly child: ChildProcess,
    private readonly client: ResourceProviderClient,
    private readonly relay: ReplyRelay,
  ) {}

  /** @param engine Address of the engine; by default nobody listens there. */
  public static async start(
    cwd: string,
    env: Readonly<Record<string, string>>,
    engine = "127.0.0.1:1",
  ): Promise<DynamicHost> {
    const script = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
    const child = spawn(process.execPath, [script, engine], { cwd, env: { ...process.env, ...env } });
    const port = await new Promise<string>((resolve, reject) => {
      child.stdout.once("data", (data: Buffer) => {
        resolve(data.toString().trim());
      });
      child.once("exit", (code) => {
        reject(new Error(`the host ended with ${String(code)}`));
      });
    });
    const relay = await ReplyRelay.start(Number(port));
    const client = new ResourceProviderClient(`127.0.0.1:${relay.port}`, grpc.credentials.createInsecure());
    const host = new DynamicHost(child, client, relay);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data: Buffer) => {
        host.output += data.toString();
      });
    }
    return host;
  }

  /**
   * Waits until the host has printed something: it arrives by another way than its answers, and later as often as not.
   *
   * @throws Error with all that was printed, where it does not come.
   */
  public async says(what: RegExp): Promise<void> {
    for (const deadline = Date.now() + PRINT_LIMIT; !what.test(this.output);) {
      if (Date.now() > deadline) {
        throw new Error(`The host did not print ${String(what)}. It printed:\n${this.output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** From now on no answer comes through. @returns what resolves when the plugin has given one */
  public holdReplies(): Promise<void> {
    return this.relay.holdReplies();
  }

  /** Ends the process at once, as SIGKILL does. */
  public async kill(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exit = once(this.child, "exit");
      this.child.kill("SIGKILL");
      await exit;
    }
    this.client.close();
    this.relay.close();
  }

  public async check(olds: Properties, news: Properties) {
    const request = new messages.CheckRequest();
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const response = await this.call<messages.CheckResponse>((done) => this.client.check(request, done));
    return {
      inputs: plain(response.getInputs()),
      failures: response
        .getFailuresList()
        .map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() })),
    };
  }

  public async diff(id: string, olds: Properties, news: Properties) {
    const request = new messages.DiffRequest();
    request.setId(id);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const response = await this.call<messages.DiffResponse>((done) => this.client.diff(request, done));
    return {
      changes: response.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME,
      replaces: response.getReplacesList(),
    };
  }

  public async create(inputs: Properties) {
    const request = new messages.CreateRequest();
    request.setProperties(struct(inputs));
    const response = await this.call<messages.CreateResponse>((done) => this.client.create(request, done));
    return { id: response.getId(), outs: plain(response.getProperties()) };
  }

  public async read(id: string, props: Properties) {
    const request = new messages.ReadRequest();
    request.setId(id);
    request.setProperties(struct(props));
    const response = await this.call<messages.ReadResponse>((done) => this.client.read(request, done));
    return {
      id: response.getId(),
      props: plain(response.getProperties()),
      inputs: plain(response.getInputs()),
    };
  }

  public async update(id: string, olds: Properties, news: Properties) {
    const request = new messages.UpdateRequest();
    request.setId(id);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const response = await this.call<messages.UpdateResponse>((done) => this.client.update(request, done));
    return { outs: plain(response.getProperties()) };
  }

  public async delete(id: string, props: Properties): Promise<void> {
    const request = new messages.DeleteRequest();
    request.setId(id);
    request.setProperties(struct(props));
    await this.call((done) => this.client.delete(request, done));
  }

  private call<T>(
    send: (done: (error: grpc.ServiceError | null, response: T) => void) => unknown,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      send((error, response) => {
        if (error === null) {
          resolve(response);
        } else {
          reject(Object.assign(error, { initFailed: initFailed(error) }));
        }
      });
    });
  }
}

/** The details that turn a failure into a partial one: the id, the properties and the reasons to record. */
function initFailed(error: grpc.ServiceError): HostError["initFailed"] {
  const [bytes] = error.metadata.get("grpc-status-details-bin");
  if (!(bytes instanceof Buffer)) {
    return undefined;
  }
  const [detail] = Status.deserializeBinary(bytes).getDetailsList();
  if (detail === undefined) {
    return undefined;
  }
  const failed = messages.ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
  return { id: failed.getId(), properties: plain(failed.getProperties()), reasons: failed.getReasonsList() };
}

function struct(properties: Properties): Struct {
  return Struct.fromJavaScript(properties as Record<string, JavaScriptValue>);
}

function plain(value: Struct | undefined): Properties {
  return value?.toJavaScript() ?? {};
}
