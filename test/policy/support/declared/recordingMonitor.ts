import type { Callback } from "@pulumi/pulumi/proto/callback_pb";
import { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import * as pb from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import type { CloudMade } from "../../../mocks";
import type { WireResource } from "../host";
import { checked, created, type Made, planned } from "./cloud";
import { constructVpc } from "./remoteVpc";
import { transformed } from "./transforms";
import { holdsUnknown, inClear, propertiesOf, type Properties, textOf } from "./wire";

type Answer<T> = (error: Error | null, response: T | undefined) => void;

/** The stack that a program declares, and what the cloud would make of it. */
export interface Run {
  readonly project: string;
  readonly stack: string;
  readonly mode: "preview" | "update";
  readonly cloudMade: CloudMade;

  /** The stack's configuration, which the engine gives to providers that are written in the program. */
  readonly config: Properties;

  /** Properties of what the program reads and does not declare, by type. */
  readonly existing: Readonly<Record<string, Properties>>;
}

/** A resource of a program. */
export interface Declared extends WireResource {
  /**
   * What the engine has checked before it touches the resource; undefined for what the program only reads, and for
   * providers that the engine makes.
   */
  readonly inputs?: Properties;
}

const STACK = "pulumi:pulumi:Stack";

/**
 * An engine that makes nothing: it registers what a program declares, as the engine would, and remembers it as the
 * engine would hand it to a stack policy.
 */
export class RecordingMonitor {
  private readonly recorded = new Map<string, Declared>();
  private readonly transforms = new Map<string, readonly Callback[]>();

  /** By URN, then by package, the provider of what belongs to a resource. */
  private readonly inherited = new Map<string, ReadonlyMap<string, string>>();

  public constructor(private readonly run: Run) {}

  /** All resources so far, sorted by URN. */
  public get resources(): readonly Declared[] {
    return [...this.recorded.values()].sort((a, b) => (a.urn < b.urn ? -1 : 1));
  }

  public get count(): number {
    return this.recorded.size;
  }

  public supportsFeature(
    request: pb.SupportsFeatureRequest,
    answer: Answer<pb.SupportsFeatureResponse>,
  ): void {
    const response = new pb.SupportsFeatureResponse();
    response.setHassupport(request.getId() !== "outputValues");
    answer(null, response);
  }

  public registerPackage(_: unknown, answer: Answer<pb.RegisterPackageResponse>): void {
    const response = new pb.RegisterPackageResponse();
    response.setRef("package");
    answer(null, response);
  }

  public registerResource(
    request: pb.RegisterResourceRequest,
    answer: Answer<pb.RegisterResourceResponse>,
  ): void {
    answered(answer, () => (request.getRemote() ? this.construct(request) : this.register(request)));
  }

  public readResource(request: pb.ReadResourceRequest, answer: Answer<pb.ReadResourceResponse>): void {
    answered(answer, () => {
      const urn = this.urnOf(request);
      const provider = this.providerOf(request);
      const state = { ...propertiesOf(request.getProperties()), ...this.run.existing[request.getType()] };
      this.recorded.set(urn, {
        type: request.getType(),
        name: request.getName(),
        urn,
        props: { id: request.getId(), ...state },
        ...(provider === undefined ? {} : { provider }),
        parent: request.getParent(),
        dependencies: request.getDependenciesList(),
        edges: {},
      });
      const response = new pb.ReadResourceResponse();
      response.setUrn(urn);
      response.setProperties(Struct.fromJavaScript(state));
      return Promise.resolve(response);
    });
  }

  public registerResourceOutputs(
    request: pb.RegisterResourceOutputsRequest,
    answer: Answer<Record<string, never>>,
  ): void {
    const urn = request.getUrn();
    const resource = this.recorded.get(urn);
    if (resource === undefined) {
      answer(new Error(`${urn} is not registered`), undefined);
      return;
    }
    this.recorded.set(urn, { ...resource, props: inClear(propertiesOf(request.getOutputs())) as Properties });
    answer(null, {});
  }

  public invoke(request: pb.ResourceInvokeRequest, answer: Answer<InvokeResponse>): void {
    answered(answer, () => {
      const { urn } = propertiesOf(request.getArgs());
      const resource = this.recorded.get(textOf(urn, ""));
      if (request.getTok() !== "pulumi:pulumi:getResource" || resource === undefined) {
        throw new Error(`Nothing answers ${request.getTok()}.`);
      }
      const { id, ...state } = resource.props as Properties;
      const response = new InvokeResponse();
      response.setReturn(Struct.fromJavaScript({ urn: resource.urn, id: id ?? null, state }));
      return Promise.resolve(response);
    });
  }

  private async construct(request: pb.RegisterResourceRequest): Promise<pb.RegisterResourceResponse> {
    this.transforms.set(this.urnOf(request), request.getTransformsList());
    this.inherit(request);
    this.providerOf(request, "awsx");
    const { urn, state, dependencies } = await constructVpc(request);
    const response = new pb.RegisterResourceResponse();
    response.setUrn(urn);
    response.setObject(Struct.fromJavaScript(state));
    for (const [property, urns] of dependencies) {
      const list = new pb.RegisterResourceResponse.PropertyDependencies();
      list.setUrnsList([...urns]);
      response.getPropertydependenciesMap().set(property, list);
    }
    return response;
  }

  private async register(request: pb.RegisterResourceRequest): Promise<pb.RegisterResourceResponse> {
    const urn = this.urnOf(request);
    this.inherit(request);
    const inputs = await transformed(this.transformsAbove(request.getParent()), request);
    const provider = request.getCustom() ? this.providerOf(request) : undefined;
    const made = {
      type: request.getType(),
      name: request.getName(),
      inputs,
      provider: (provider?.props ?? {}) as Properties,
    };
    const state = this.stateOf(request, made);
    this.recorded.set(urn, {
      type: request.getType(),
      name: request.getName(),
      urn,
      props: inClear(state) as Properties,
      inputs: inClear(this.checkedInputs(request, made)) as Properties,
      ...(provider === undefined ? {} : { provider }),
      protect: request.getProtect() ?? false,
      ignoreChanges: request.getIgnorechangesList(),
      parent: request.getParent(),
      dependencies: request.getDependenciesList(),
      // The engine tells a policy nothing of a property that depends on nothing.
      edges: Object.fromEntries(
        [...request.getPropertydependenciesMap().entries()]
          .map(([property, list]) => [property, list.getUrnsList()] as const)
          .filter(([, urns]) => urns.length > 0),
      ),
    });
    const response = new pb.RegisterResourceResponse();
    response.setUrn(urn);
    const { id, ...object } = state;
    const hasId = request.getCustom() && this.run.mode === "update";
    response.setId(hasId ? textOf(id, `${request.getName()}-id`) : "");
    response.setObject(Struct.fromJavaScript(object));
    return response;
  }

  private checkedInputs(request: pb.RegisterResourceRequest, made: Made): Properties {
    return request.getCustom() && !this.isUnconfigured(made) ? checked(made) : made.inputs;
  }

  /**
   * A provider with unknown inputs is not configured in a preview. The engine then asks it nothing: what it would check
   * stays as the program gave it, and what it would make has no properties at all.
   */
  private isUnconfigured({ provider }: Made): boolean {
    return this.run.mode === "preview" && holdsUnknown(provider);
  }

  private stateOf(request: pb.RegisterResourceRequest, made: Made): Properties {
    if (!request.getCustom()) {
      return made.inputs;
    }
    if (made.type.startsWith("pulumi:providers:")) {
      return { ...made.inputs, version: request.getVersion() };
    }
    if (this.isUnconfigured(made)) {
      return {};
    }
    return this.run.mode === "preview" ? planned(made) : created(made, this.run.cloudMade);
  }

  /** The provider of a resource, with its inputs; the engine makes one for a package where the program names none. */
  private providerOf(
    request: pb.RegisterResourceRequest | pb.ReadResourceRequest,
    pkg = request.getType().split(":")[0] ?? "",
  ): WireResource["provider"] {
    if (pkg === "pulumi" && request.getType().startsWith("pulumi:providers:")) {
      return undefined;
    }
    const named = request.getProvider();
    const reference = named === "" ? (this.inherited.get(request.getParent())?.get(pkg) ?? "") : named;
    const version = request.getVersion();
    const name = version === "" ? "default" : `default_${version.replaceAll(".", "_")}`;
    const type = `pulumi:providers:${pkg}`;
    const { project, stack } = this.run;
    const urn =
      reference === ""
        ? `urn:pulumi:${stack}::${project}::${type}::${name}`
        : reference.slice(0, reference.lastIndexOf("::"));
    const props = pkg === "pulumi-nodejs" ? this.run.config : version === "" ? {} : { version };
    const known = this.recorded.get(urn) ?? { type, name, urn, props };
    this.recorded.set(urn, known);
    return {
      type: known.type,
      name: known.name,
      urn,
      ...(known.props === undefined ? {} : { props: known.props }),
    };
  }

  /** What belongs to a resource has the providers that it was given, and else its parent's. */
  private inherit(request: pb.RegisterResourceRequest): void {
    // Asked for and registered are two requests for a remote component; the second names no providers.
    const above = this.inherited.get(this.urnOf(request)) ?? this.inherited.get(request.getParent()) ?? [];
    this.inherited.set(this.urnOf(request), new Map([...above, ...request.getProvidersMap().entries()]));
  }

  private transformsAbove(parent: string): readonly Callback[] {
    const above = this.recorded.get(parent)?.parent;
    return [
      ...(this.transforms.get(parent) ?? []),
      ...(above === undefined || above === "" ? [] : this.transformsAbove(above)),
    ];
  }

  private urnOf(request: pb.RegisterResourceRequest | pb.ReadResourceRequest): string {
    const above = request.getParent().split("::")[2] ?? "";
    const type = above === "" || above === STACK ? request.getType() : `${above}$${request.getType()}`;
    return `urn:pulumi:${this.run.stack}::${this.run.project}::${type}::${request.getName()}`;
  }
}

function answered<T>(answer: Answer<T>, compute: () => Promise<T>): void {
  Promise.resolve()
    .then(compute)
    .then(
      (response) => {
        answer(null, response);
      },
      (cause: unknown) => {
        answer(cause instanceof Error ? cause : new Error(String(cause)), undefined);
      },
    );
}
