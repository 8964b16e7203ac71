import { randomBytes } from "node:crypto";
import type { Metadata } from "@grpc/grpc-js";
import { ResourceProviderService as service } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  CheckRequest,
  CheckResponse,
  type CreateRequest,
  type CreateResponse,
  type DeleteRequest,
  type DiffRequest,
  type DiffResponse,
  type PropertyDiff,
  type ReadRequest,
  type ReadResponse,
  type UpdateRequest,
  type UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb";
import {
  autoNamedField,
  automaticName,
  DEFAULTS_KEY,
  deletesBeforeReplace,
  type EngineNaming,
} from "./autoNames";
import type { BridgeCalls } from "./bridge";
import type { Catalogue } from "./catalogue";
import { withLostText } from "./errors";
import { ID_INPUTS, initFailed, readUnfinished } from "./failedCreates";
import { converted, failure, propertiesOf, structOf, textOf } from "./messages";
import { pathToBridge, pathToSdk } from "./propertyPaths";
import type { RuleTree } from "./rules";
import { toBridgeInputs, toBridgeState, toSdk } from "./shape";
import { parseUrn, typeOfUrn, withUrnType } from "./tokens";
import { unknownInputs, type InputProblem } from "./unknownInputs";
import { isAbsent, type ValueMap } from "./values";

/** A request about one resource. */
interface ResourceRequest {
  getUrn(): string;
  setUrn(value: string): unknown;
  setType(value: string): unknown;
}

/** The calls about resources, each rewritten for the bridge on the way there and for the SDK on the way back. */
export class ResourceCalls {
  constructor(
    private readonly bridge: BridgeCalls,
    private readonly catalogue: Catalogue,
  ) {}

  async check(request: CheckRequest, metadata: Metadata): Promise<CheckResponse> {
    const { type, rules } = this.address(request);
    const news = propertiesOf(request.getNews());
    const olds = propertiesOf(request.getOlds());
    const problems = unknownInputs(this.catalogue.inputs(type), news);
    const field = autoNamedField(type, (name) => this.catalogue.hasInput(type, name));
    const complete = attempted(field ?? "", () => named(field, request, type, news, olds));
    const sent =
      complete instanceof Refused
        ? complete
        : attempted("", () => toBridgeInputs(rules, withoutNotes(complete)));
    if (sent instanceof Refused) {
      return refusal(news, [...problems, sent]);
    }
    request.setNews(structOf(sent));
    request.setOlds(converted(request.getOlds(), (inputs) => toBridgeInputs(rules, withoutNotes(inputs))));
    const response = await this.forward(type, CHECK_CALLS, () =>
      this.bridge.call(service.check, request, metadata),
    );
    const inputs = withoutNull(toSdk(rules, propertiesOf(response.getInputs())), field);
    const filled = field !== undefined && isAbsent(news[field]) && !isAbsent(inputs[field]) ? [field] : [];
    response.setInputs(structOf({ ...inputs, [DEFAULTS_KEY]: filled }));
    const failures = response.getFailuresList();
    for (const found of failures) {
      found.setProperty(pathToSdk(rules, found.getProperty()));
    }
    return response.setFailuresList([...problems.map(failure), ...failures]);
  }

  async diff(request: DiffRequest, metadata: Metadata): Promise<DiffResponse> {
    const { type, rules } = this.address(request);
    const news = propertiesOf(request.getNews());
    request.setOlds(converted(request.getOlds(), (state) => this.stateToBridge(type, state)));
    request.setNews(structOf(toBridgeInputs(rules, withoutNotes(news))));
    request.setOldInputs(
      converted(request.getOldInputs(), (inputs) => toBridgeInputs(rules, withoutNotes(inputs))),
    );
    request.setIgnorechangesList(request.getIgnorechangesList().map((path) => pathToBridge(rules, path)));
    const response = await this.forward(type, PLAN_CALLS, () =>
      this.bridge.call(service.diff, request, metadata),
    );
    const field = autoNamedField(type, (name) => this.catalogue.hasInput(type, name));
    if (response.getReplacesList().length > 0 && deletesBeforeReplace(field, news)) {
      response.setDeletebeforereplace(true);
    }
    return diffToSdk(rules, response);
  }

  async create(request: CreateRequest, metadata: Metadata): Promise<CreateResponse> {
    const { type, rules } = this.address(request);
    const id = propertiesOf(request.getProperties())[ID_INPUTS[type] ?? ""];
    request.setProperties(
      converted(request.getProperties(), (inputs) => toBridgeInputs(rules, withoutNotes(inputs))),
    );
    const response = await this.forward(type, APPLY_CALLS, () =>
      this.bridge.call(service.create, request, metadata),
    ).catch(async (error: unknown) => {
      const names = {
        id: this.catalogue.bridgeId(type) ?? "id",
        toSdk: (state: ValueMap) => this.stateToSdk(type, state),
      };
      const made =
        typeof id === "string" ? await readUnfinished(this.bridge, request, id, names, metadata) : undefined;
      throw made === undefined ? error : initFailed(error, made);
    });
    return response.setProperties(
      converted(response.getProperties(), (state) => this.stateToSdk(type, state)),
    );
  }

  async read(request: ReadRequest, metadata: Metadata): Promise<ReadResponse> {
    const { type, rules } = this.address(request);
    const notes = propertiesOf(request.getInputs())[DEFAULTS_KEY];
    request.setProperties(converted(request.getProperties(), (state) => this.stateToBridge(type, state)));
    request.setInputs(
      converted(request.getInputs(), (inputs) => toBridgeInputs(rules, withoutNotes(inputs))),
    );
    const response = await this.forward(type, READ_CALLS, () =>
      this.bridge.call(service.read, request, metadata),
    );
    response.setProperties(converted(response.getProperties(), (state) => this.stateToSdk(type, state)));
    return response.setInputs(
      converted(response.getInputs(), (inputs) => ({
        ...withoutNames(toSdk(rules, inputs), this.catalogue.inputs(type).bridgeOnly),
        // A resource that is read for the first time carries the names that its owner gave it.
        [DEFAULTS_KEY]: notes ?? [],
      })),
    );
  }

  async update(request: UpdateRequest, metadata: Metadata): Promise<UpdateResponse> {
    const { type, rules } = this.address(request);
    request.setOlds(converted(request.getOlds(), (state) => this.stateToBridge(type, state)));
    request.setNews(converted(request.getNews(), (inputs) => toBridgeInputs(rules, withoutNotes(inputs))));
    request.setOldInputs(
      converted(request.getOldInputs(), (inputs) => toBridgeInputs(rules, withoutNotes(inputs))),
    );
    request.setIgnorechangesList(request.getIgnorechangesList().map((path) => pathToBridge(rules, path)));
    const response = await this.forward(type, APPLY_CALLS, () =>
      this.bridge.call(service.update, request, metadata),
    );
    return response.setProperties(
      converted(response.getProperties(), (state) => this.stateToSdk(type, state)),
    );
  }

  async delete(request: DeleteRequest, metadata: Metadata): Promise<Empty> {
    const { type, rules } = this.address(request);
    request.setProperties(converted(request.getProperties(), (state) => this.stateToBridge(type, state)));
    request.setOldInputs(
      converted(request.getOldInputs(), (inputs) => toBridgeInputs(rules, withoutNotes(inputs))),
    );
    return this.forward(type, APPLY_CALLS, () => this.bridge.call(service.delete, request, metadata));
  }

  /** State in the SDK's words. The id is among the outputs, as with the vendor's plugin: policies know a resource by it. */
  private stateToSdk(type: string, state: ValueMap): ValueMap {
    return renamed(toSdk(this.catalogue.rules(type), state), this.catalogue.bridgeId(type), "id");
  }

  private stateToBridge(type: string, state: ValueMap): ValueMap {
    return toBridgeState(this.catalogue.rules(type), renamed(state, "id", this.catalogue.bridgeId(type)));
  }

  /** Rewrites the type that a request names, and looks up the rules of it. */
  private address(request: ResourceRequest): { type: string; rules: RuleTree } {
    const type = typeOfUrn(request.getUrn());
    const bridgeToken = this.catalogue.bridgeToken(type);
    request.setUrn(withUrnType(request.getUrn(), () => bridgeToken));
    request.setType(bridgeToken);
    return { type, rules: this.catalogue.rules(type) };
  }

  private forward<Response>(
    type: string,
    terraformCalls: readonly string[],
    call: () => Promise<Response>,
  ): Promise<Response> {
    const terraformType = this.catalogue.terraformName(type);
    return withLostText(this.bridge.diagnostics, { terraformType, terraformCalls }, call);
  }
}

/** Terraform's names of the calls that may stand behind each of the engine's. */
const CHECK_CALLS = ["ValidateResourceTypeConfig", "ValidateResourceConfig"];
const PLAN_CALLS = ["PlanResourceChange", "UpgradeResourceState"];
const APPLY_CALLS = ["ApplyResourceChange", ...PLAN_CALLS];
const READ_CALLS = ["ReadResource", "ImportResourceState", "UpgradeResourceState"];

/** Names the changes of a diff in the SDK's words. */
export function diffToSdk(rules: RuleTree, response: DiffResponse): DiffResponse {
  const toSdkPath = (path: string) => pathToSdk(rules, path);
  response.setReplacesList(response.getReplacesList().map(toSdkPath));
  response.setDiffsList(response.getDiffsList().map(toSdkPath));
  response.setStablesList(response.getStablesList().map(toSdkPath));
  const details = response.getDetaileddiffMap();
  const changes: [string, PropertyDiff][] = [];
  details.forEach((change, path) => changes.push([toSdkPath(path), change]));
  details.clear();
  for (const [path, change] of changes) {
    details.set(path, change);
  }
  return response;
}

/** Inputs without the notes that this plugin keeps in them. */
function withoutNotes(inputs: ValueMap): ValueMap {
  return withoutNames(inputs, [DEFAULTS_KEY]);
}

/** Properties with one under another name; as they are where either name is not known or not there. */
function renamed(properties: ValueMap, from: string | undefined, to: string | undefined): ValueMap {
  if (from === undefined || to === undefined || !(from in properties)) {
    return properties;
  }
  const { [from]: value = null, ...rest } = properties;
  return { ...rest, [to]: value };
}

function withoutNames(properties: ValueMap, names: readonly string[]): ValueMap {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}

/** Why inputs cannot be sent on. A property without a name is the resource as a whole. */
class Refused implements InputProblem {
  constructor(
    readonly property: string,
    readonly reason: string,
  ) {}
}

function refusal(news: ValueMap, problems: readonly InputProblem[]): CheckResponse {
  return new CheckResponse().setInputs(structOf(news)).setFailuresList(problems.map(failure));
}

function attempted(property: string, work: () => ValueMap): ValueMap | Refused {
  try {
    return work();
  } catch (error) {
    return new Refused(property, textOf(error));
  }
}

/**
 * The inputs with a name. Where the program gives a prefix instead, the name is `null`: the bridge makes one up for
 * any resource without, and then finds that it conflicts with the prefix.
 */
function named(
  field: string | undefined,
  request: CheckRequest,
  type: string,
  news: ValueMap,
  olds: ValueMap,
): ValueMap {
  if (field === undefined || !isAbsent(news[field])) {
    return news;
  }
  const seed = request.getRandomseed_asU8();
  const suffix = Buffer.from(seed.length > 0 ? seed : randomBytes(4))
    .toString("hex")
    .slice(0, 7);
  const urnName = parseUrn(request.getUrn())?.name ?? "";
  const name = automaticName(field, { type, urnName, news, olds, suffix, engine: engineNaming(request) });
  return { ...news, [field]: name ?? null };
}

function withoutNull(inputs: ValueMap, field: string | undefined): ValueMap {
  return Object.fromEntries(
    Object.entries(inputs).filter(([name, value]) => name !== field || value !== null),
  );
}

function engineNaming(request: CheckRequest): EngineNaming | undefined {
  const options = request.getAutonaming();
  if (options === undefined) {
    return undefined;
  }
  const { Mode } = CheckRequest.AutonamingOptions;
  const modes = { [Mode.PROPOSE]: "propose", [Mode.ENFORCE]: "enforce", [Mode.DISABLE]: "disable" } as const;
  return { proposedName: options.getProposedName(), mode: modes[options.getMode()] };
}
