import * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import {
  CheckFailure,
  CheckResponse,
  ConfigureResponse,
  CreateResponse,
  DiffResponse,
  PropertyDiff,
  ReadResponse,
  UpdateResponse,
  type CheckRequest,
  type CreateRequest,
  type DeleteRequest,
  type DiffRequest,
  type InvokeRequest,
  type ReadRequest,
  type UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { changesBetween, inputsOfState, type Change } from "./changes";
import type { EngineLog } from "./engineLog";
import { problemsWith } from "./inputs";
import {
  createCommand,
  deleteCommand,
  previewCommand,
  updateCommand,
  type OperationContext,
} from "./resource";
import type { PropertyMap } from "./values";

/** The version of the vendor's plugin that this one stands in for. */
export const VERSION = "1.2.1";
const SERVED = "command:local:Command";

const { Kind } = PropertyDiff;
const KINDS = {
  add: [Kind.ADD, Kind.ADD_REPLACE],
  delete: [Kind.DELETE, Kind.DELETE_REPLACE],
  update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
} as const;

/** What a served provider needs of its process. */
export interface ServiceOptions {
  readonly log: EngineLog;

  /** The plugin's own environment, which every command inherits. */
  readonly environment: Readonly<NodeJS.ProcessEnv>;

  /** Aborted once: on the engine's Cancel, or when the plugin has to end. Running commands then end too. */
  readonly cancellation: AbortController;
}

/**
 * The `ResourceProvider` service for `command:local:Command` 1.2.1.
 *
 * It is served without `@pulumi/pulumi/provider`'s `main`, which tells a provider neither of Cancel nor of an
 * operation's time limit: the vendor's plugin ends running commands on both. What is left out here answers
 * UNIMPLEMENTED, and the engine then does what it does for every provider without configuration.
 */
export function commandService(options: ServiceOptions): grpc.UntypedServiceImplementation {
  const { log, environment, cancellation } = options;

  async function operate<T>(
    urn: string,
    seconds: number,
    work: (context: OperationContext) => Promise<T>,
  ): Promise<T> {
    const signal =
      seconds > 0
        ? AbortSignal.any([cancellation.signal, AbortSignal.timeout(seconds * 1000)])
        : cancellation.signal;
    try {
      return await work({
        environment,
        signal,
        showLine: (line) => {
          log.status(urn, line);
        },
        warn: (message) => {
          log.warn(urn, message);
        },
      });
    } finally {
      await log.delivered();
    }
  }

  return {
    configure: unary(async () => {
      log.info(`command ${VERSION}: the sandbox's stand-in, which serves ${SERVED} only.`);
      await log.delivered();
      const response = new ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      return response;
    }),

    check: unary((request: CheckRequest) => {
      refuseOtherTypes(request.getUrn());
      const response = new CheckResponse();
      response.setInputs(request.getNews());
      response.setFailuresList(
        problemsWith(read(request.getNews())).map(({ property, reason }) => {
          const failure = new CheckFailure();
          failure.setProperty(property);
          failure.setReason(reason);
          return failure;
        }),
      );
      return response;
    }),

    diff: unary((request: DiffRequest) => {
      refuseOtherTypes(request.getUrn());
      const olds = request.hasOldInputs()
        ? read(request.getOldInputs())
        : inputsOfState(read(request.getOlds()));
      return diffResponse(changesBetween(olds, read(request.getNews())));
    }),

    create: unary(async (request: CreateRequest) => {
      const inputs = read(request.getProperties());
      const response = new CreateResponse();
      if (request.getPreview()) {
        response.setProperties(Struct.fromJavaScript(previewCommand(inputs)));
        return response;
      }
      const urn = request.getUrn();
      const created = await operate(urn, request.getTimeout(), (context) =>
        createCommand(nameOf(urn), inputs, context),
      );
      response.setId(created.id);
      response.setProperties(Struct.fromJavaScript(created.properties));
      return response;
    }),

    read: unary((request: ReadRequest) => {
      refuseOtherTypes(request.getUrn());
      const response = new ReadResponse();
      response.setId(request.getId());
      response.setProperties(request.getProperties());
      response.setInputs(request.getInputs());
      return response;
    }),

    update: unary(async (request: UpdateRequest) => {
      const [olds, news] = [read(request.getOlds()), read(request.getNews())];
      const state = request.getPreview()
        ? previewCommand(news)
        : await operate(request.getUrn(), request.getTimeout(), (context) =>
            updateCommand(olds, news, context),
          );
      const response = new UpdateResponse();
      response.setProperties(Struct.fromJavaScript(state));
      return response;
    }),

    delete: unary(async (request: DeleteRequest) => {
      refuseOtherTypes(request.getUrn());
      const state = read(request.getProperties());
      await operate(request.getUrn(), request.getTimeout(), (context) => deleteCommand(state, context));
      return new Empty();
    }),

    invoke: unary((request: InvokeRequest): never => {
      throw new Error(notServed(request.getTok()));
    }),

    cancel: unary(() => {
      cancellation.abort();
      return new Empty();
    }),

    attach: unary(() => new Empty()),

    getPluginInfo: unary(() => {
      const info = new PluginInfo();
      info.setVersion(VERSION);
      return info;
    }),
  };
}

function unary<Request, Response>(
  answer: (request: Request) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve(call.request)
      .then(answer)
      .then(
        (response) => {
          callback(null, response);
        },
        (error: unknown) => {
          callback({
            code: grpc.status.UNKNOWN,
            details: error instanceof Error ? error.message : String(error),
          });
        },
      );
  };
}

function read(properties: Struct | undefined): PropertyMap {
  return properties?.toJavaScript() ?? {};
}

/** A URN is `urn:pulumi:<stack>::<project>::<parent type>$<type>::<name>`, and a name may hold `::` itself. */
function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

function refuseOtherTypes(urn: string): void {
  const type = urn.split("::")[2]?.split("$").at(-1) ?? urn;
  if (type !== SERVED) {
    throw new Error(notServed(type));
  }
}

function notServed(token: string): string {
  return (
    `${token} is not served by the sandbox's stand-in for command ${VERSION}, which knows ${SERVED} only. ` +
    `Use ${SERVED}, or run where the vendor's plugin can be installed.`
  );
}

function diffResponse(changes: readonly Change[]): DiffResponse {
  const response = new DiffResponse();
  response.setChanges(
    changes.length > 0 ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE,
  );
  response.setDiffsList(changes.map(({ property }) => property));
  response.setReplacesList(changes.filter(({ replaces }) => replaces).map(({ property }) => property));
  response.setHasdetaileddiff(true);
  for (const { property, kind, replaces } of changes) {
    const detail = new PropertyDiff();
    detail.setKind(KINDS[kind][replaces ? 1 : 0]);
    detail.setInputdiff(true);
    response.getDetaileddiffMap().set(property, detail);
  }
  return response;
}
