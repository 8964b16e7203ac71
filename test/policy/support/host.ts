import type { Policies } from "@pulumi/policy";
import * as server from "@pulumi/policy/server";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** What the engine sends in place of an unknown value. */
export const UNKNOWN_ON_THE_WIRE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A secret as the engine sends it. */
export function secretOnTheWire(value: unknown): object {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

/** A resource as the engine sends it to the policy host. */
export interface WireResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props?: Readonly<Record<string, unknown>>;
  readonly provider?: Omit<WireResource, "provider">;
  readonly protect?: boolean;
  readonly ignoreChanges?: readonly string[];
  readonly parent?: string;
  readonly dependencies?: readonly string[];
  readonly edges?: Readonly<Record<string, readonly string[]>>;
}

export interface Diagnostic {
  readonly policy: string;
  readonly urn: string;
  readonly message: string;
  readonly level: string;
}

type Fillable = Pick<analyzer.AnalyzerProviderResource, "setType" | "setUrn" | "setName" | "setProperties">;

interface Answer {
  getDiagnosticsList(): readonly analyzer.AnalyzeDiagnostic[];
}

type Handler = (
  call: { readonly request: unknown },
  answer: (error: Error | null | undefined, response: Answer) => void,
) => void;

/** The host's own handlers, which its declarations leave out: a policy is tested with what will call it. */
const { makeAnalyzeRpcFun, makeAnalyzeStackRpcFun } = server as unknown as Record<
  "makeAnalyzeRpcFun" | "makeAnalyzeStackRpcFun",
  (pack: string, version: string, level: string, policies: Policies) => Handler
>;

const LEVELS = ["advisory", "mandatory", "disabled", "remediate"];

/** Has the host run policies on one resource. */
export function analyze(policies: Policies, resource: WireResource): Promise<readonly Diagnostic[]> {
  return answered(makeAnalyzeRpcFun("duotone", "0.0.0", "advisory", policies), resourceRequest(resource));
}

/** Has the host run policies on a whole stack. */
export function analyzeStack(
  policies: Policies,
  resources: readonly WireResource[],
): Promise<readonly Diagnostic[]> {
  return answered(makeAnalyzeStackRpcFun("duotone", "0.0.0", "advisory", policies), stackRequest(resources));
}

/** The engine's question about one resource. */
export function resourceRequest(resource: WireResource): analyzer.AnalyzeRequest {
  return withOptions(filled(new analyzer.AnalyzeRequest(), resource), resource);
}

/** The engine's question about a whole stack. */
export function stackRequest(resources: readonly WireResource[]): analyzer.AnalyzeStackRequest {
  const request = new analyzer.AnalyzeStackRequest();
  request.setResourcesList(resources.map(stackResource));
  return request;
}

function stackResource(resource: WireResource): analyzer.AnalyzerResource {
  const message = withOptions(filled(new analyzer.AnalyzerResource(), resource), resource);
  message.setParent(resource.parent ?? "");
  message.setDependenciesList([...(resource.dependencies ?? [])]);
  for (const [property, urns] of Object.entries(resource.edges ?? {})) {
    const edge = new analyzer.AnalyzerPropertyDependencies();
    edge.setUrnsList([...urns]);
    message.getPropertydependenciesMap().set(property, edge);
  }
  return message;
}

function withOptions<T extends analyzer.AnalyzeRequest | analyzer.AnalyzerResource>(
  message: T,
  { protect, ignoreChanges, provider }: WireResource,
): T {
  const options = new analyzer.AnalyzerResourceOptions();
  options.setProtect(protect ?? false);
  options.setIgnorechangesList([...(ignoreChanges ?? [])]);
  message.setOptions(options);
  if (provider !== undefined) {
    message.setProvider(filled(new analyzer.AnalyzerProviderResource(), provider));
  }
  return message;
}

function filled<T extends Fillable>(message: T, { type, urn, name, props }: WireResource): T {
  message.setType(type);
  message.setUrn(urn);
  message.setName(name);
  message.setProperties(Struct.fromJavaScript((props ?? {}) as Parameters<typeof Struct.fromJavaScript>[0]));
  return message;
}

function answered(handler: Handler, request: unknown): Promise<readonly Diagnostic[]> {
  return new Promise((resolve, reject) => {
    handler({ request }, (error, response) => {
      if (error !== null && error !== undefined) {
        reject(error);
        return;
      }
      resolve(
        response.getDiagnosticsList().map((diagnostic) => ({
          policy: diagnostic.getPolicyname(),
          urn: diagnostic.getUrn(),
          message: diagnostic.getMessage(),
          level: LEVELS[diagnostic.getEnforcementlevel()] ?? "none",
        })),
      );
    });
  });
}
