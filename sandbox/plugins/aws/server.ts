import * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService as service } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type {
  CheckRequest,
  ConfigureRequest,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  InvokeRequest,
  ReadRequest,
  UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { MAX_MESSAGE_BYTES, type Bridge } from "./bridge";
import type { Catalogue } from "./catalogue";
import { ConfigCalls } from "./configCalls";
import { answerTo } from "./errors";
import { invoke } from "./invokeCalls";
import { ResourceCalls } from "./resourceCalls";

/** A bridge that is ready, and what is known about its types. */
export interface Backend {
  readonly bridge: Bridge;
  readonly catalogue: Catalogue;
}

/**
 * Serves the plugin's side of the `ResourceProvider` protocol on a free port of this machine.
 *
 * The port opens at once. Calls wait for the bridge, and fail with its reason if it does not start.
 *
 * @param version - the version of the SDK, which the engine compares
 * @returns the port
 */
export function serve(version: string, backend: Promise<Backend>): Promise<number> {
  const calls = backend.then(({ bridge, catalogue }) => ({
    bridge,
    catalogue,
    config: new ConfigCalls(bridge, catalogue),
    resources: new ResourceCalls(bridge, catalogue),
  }));
  // Whoever calls gets the rejection; without a call nobody would, and the process would end with a stack trace.
  calls.catch(() => undefined);

  const server = new grpc.Server({
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  });
  server.addService(service, {
    getPluginInfo: unary(() => Promise.resolve(new PluginInfo().setVersion(version))),
    getSchema: unary(() => Promise.reject(new Error(NO_SCHEMA))),
    checkConfig: unary(async (request: CheckRequest, metadata) =>
      (await calls).config.check(request, metadata),
    ),
    diffConfig: unary(async (request: DiffRequest, metadata) => (await calls).config.diff(request, metadata)),
    configure: unary(async (request: ConfigureRequest, metadata) =>
      (await calls).config.configure(request, metadata),
    ),
    check: unary(async (request: CheckRequest, metadata) => (await calls).resources.check(request, metadata)),
    diff: unary(async (request: DiffRequest, metadata) => (await calls).resources.diff(request, metadata)),
    create: unary(async (request: CreateRequest, metadata) =>
      (await calls).resources.create(request, metadata),
    ),
    read: unary(async (request: ReadRequest, metadata) => (await calls).resources.read(request, metadata)),
    update: unary(async (request: UpdateRequest, metadata) =>
      (await calls).resources.update(request, metadata),
    ),
    delete: unary(async (request: DeleteRequest, metadata) =>
      (await calls).resources.delete(request, metadata),
    ),
    invoke: unary(async (request: InvokeRequest, metadata) => {
      const { bridge, catalogue } = await calls;
      return invoke(bridge, catalogue, request, metadata);
    }),
    cancel: unary(async (request: Empty, metadata) =>
      (await calls).bridge.call(service.cancel, request, metadata),
    ),
  });
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
      if (error === null) {
        resolve(port);
      } else {
        reject(error);
      }
    });
  });
}

const NO_SCHEMA =
  "The sandbox's aws plugin has no package schema. Import with --generate-code=false, or use the vendor's plugin.";

/** A handler of one unary method, from a function that answers or throws. */
function unary<Request, Response>(
  answer: (request: Request, metadata: grpc.Metadata) => Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    answer(call.request, call.metadata).then(
      (response) => {
        callback(null, response);
      },
      (error: unknown) => {
        callback(answerTo(error));
      },
    );
  };
}
