import * as grpc from "@grpc/grpc-js";
import { EngineService, type IEngineServer } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as engine from "@pulumi/pulumi/proto/engine_pb";
import { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { type IResourceMonitorServer, ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as monitor from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { type Registration, registrationOf } from "./registration";
import { type Json, jsonOf, structOf } from "./wire";

/** What the engine would be asked for and cannot make up: all values as the program reads them. */
export interface EngineAnswers {
  /** What the cloud adds to a resource's inputs, by type. */
  readonly made: Readonly<
    Record<string, (name: string, inputs: Readonly<Record<string, unknown>>) => Record<string, unknown>>
  >;

  /** Results of functions, by token. */
  readonly invokes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;

  /** Outputs of other stacks, by the stack's name. */
  readonly stacks: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What a program asked for. */
export interface Recorded {
  /** In the order in which they came. */
  readonly registrations: Registration[];

  /** URNs of the components that registered outputs, and those. */
  readonly outputs: Map<string, Readonly<Record<string, Json>>>;

  /** What the program logged as an error, or asked for and did not get. */
  readonly problems: string[];
}

/** Features that nothing here is asked for: packages with parameters, and hooks. */
const UNSUPPORTED: ReadonlySet<string> = new Set(["parameterization", "resourceHooks", "errorHooks"]);

const LARGEST_MESSAGE = 400 * 1024 * 1024;

/**
 * The two services that the engine offers to a program, and nothing behind them: every resource gets an id and its own inputs
 * as outputs. One program at a time.
 */
export class FakeEngine {
  private readonly server = new grpc.Server({ "grpc.max_receive_message_length": LARGEST_MESSAGE });
  private recorded: Recorded = nothing();
  private keeps = false;
  private count = 0;
  private rootUrn = "";
  private port = 0;

  private constructor(private readonly answers: EngineAnswers) {}

  public static async start(answers: EngineAnswers): Promise<FakeEngine> {
    const fake = new FakeEngine(answers);
    fake.server.addService(ResourceMonitorService, fake.monitor());
    fake.server.addService(EngineService, fake.engine());
    fake.port = await new Promise<number>((resolve, reject) => {
      fake.server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
        if (error === null) {
          resolve(port);
        } else {
          reject(error);
        }
      });
    });
    return fake;
  }

  public get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Resources that were registered since the last `begin`, the stack itself not counted. */
  public get registered(): number {
    return this.count;
  }

  /** Forgets what was asked; from now on it is kept only where `keep` says so, so that a timed program pays for none of it. */
  public begin({ keep }: { readonly keep: boolean }): Recorded {
    this.recorded = nothing();
    this.keeps = keep;
    this.count = 0;
    return this.recorded;
  }

  public stop(): void {
    this.server.forceShutdown();
  }

  private monitor(): IResourceMonitorServer {
    return {
      supportsFeature: answer((request: monitor.SupportsFeatureRequest) =>
        new monitor.SupportsFeatureResponse().setHassupport(!UNSUPPORTED.has(request.getId())),
      ),
      registerResource: answer((request: monitor.RegisterResourceRequest) => this.register(request)),
      registerResourceOutputs: answer((request: monitor.RegisterResourceOutputsRequest) => {
        if (this.keeps) {
          this.recorded.outputs.set(request.getUrn(), jsonOf(request.getOutputs()));
        }
        return new Empty();
      }),
      readResource: answer((request: monitor.ReadResourceRequest) => {
        const outputs = this.given(this.answers.stacks, request.getId());
        return new monitor.ReadResourceResponse()
          .setUrn(urnOf(request))
          .setProperties(structOf({ name: request.getId(), outputs, secretOutputNames: [] }));
      }),
      invoke: answer((request: monitor.ResourceInvokeRequest) =>
        new InvokeResponse().setReturn(structOf(this.given(this.answers.invokes, request.getTok()))),
      ),
      registerStackTransform: answer(() => new Empty()),
      registerStackInvokeTransform: answer(() => new Empty()),
      signalAndWaitForShutdown: answer(() => new Empty()),
      call: refused("call"),
      registerResourceHook: refused("registerResourceHook"),
      registerErrorHook: refused("registerErrorHook"),
      registerPackage: refused("registerPackage"),
    };
  }

  private engine(): IEngineServer {
    return {
      log: answer((request: engine.LogRequest) => {
        if (request.getSeverity() === engine.LogSeverity.ERROR) {
          this.recorded.problems.push(request.getMessage());
        }
        return new Empty();
      }),
      getRootResource: answer(() => new engine.GetRootResourceResponse().setUrn(this.rootUrn)),
      setRootResource: answer((request: engine.SetRootResourceRequest) => {
        this.rootUrn = request.getUrn();
        return new engine.SetRootResourceResponse();
      }),
      requirePulumiVersion: answer(() => new engine.RequirePulumiVersionResponse()),
      startDebugging: refused("startDebugging"),
    };
  }

  private register(request: monitor.RegisterResourceRequest): monitor.RegisterResourceResponse {
    const urn = urnOf(request);
    if (request.getParent() !== "") {
      this.count += 1;
    }
    if (this.keeps) {
      this.recorded.registrations.push(registrationOf(request, urn));
    }
    const response = new monitor.RegisterResourceResponse().setUrn(urn);
    if (request.getCustom()) {
      response.setId(`${request.getName()}-id`);
    }
    const made = this.answers.made[request.getType()];
    if (made === undefined) {
      return response.setObject(request.getObject());
    }
    const inputs = jsonOf(request.getObject());
    return response.setObject(structOf({ ...inputs, ...made(request.getName(), inputs) }));
  }

  private given<T extends object>(
    answers: Readonly<Record<string, T>>,
    wanted: string,
  ): T | Record<string, never> {
    const found = answers[wanted];
    if (found === undefined) {
      this.recorded.problems.push(`Nothing answers ${wanted}.`);
    }
    return found ?? {};
  }
}

function nothing(): Recorded {
  return { registrations: [], outputs: new Map(), problems: [] };
}

/** As the engine makes them, with the types of all parents. */
function urnOf(request: monitor.RegisterResourceRequest | monitor.ReadResourceRequest): string {
  const [, , parentTypes] = request.getParent().split("::");
  const types =
    parentTypes === undefined || parentTypes === STACK_TYPE
      ? request.getType()
      : `${parentTypes}$${request.getType()}`;
  return `urn:pulumi:stack::duotone::${types}::${request.getName()}`;
}

const STACK_TYPE = "pulumi:pulumi:Stack";

function answer<Request, Response>(
  make: (request: Request) => Response,
): grpc.handleUnaryCall<Request, Response> {
  return ({ request }, done) => {
    done(null, make(request));
  };
}

function refused<Request, Response>(method: string): grpc.handleUnaryCall<Request, Response> {
  return (_call, done) => {
    done({ code: grpc.status.UNIMPLEMENTED, details: `The fake engine has no ${method}.` });
  };
}
