import type { PlainObject } from "./value";

/** A resource as the engine checks it: one at a time, before it is touched. */
export interface Resource {
  /** Token, for example `aws:ec2/vpc:Vpc`. */
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: PlainObject;

  /** Undefined for components, and where the engine names none. */
  readonly provider: ProviderOf | undefined;
  readonly options: ResourceOptions;
}

/** The provider of a resource, with its inputs. Lists and blocks in them are JSON in a string. */
export interface ProviderOf {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: PlainObject;
}

export interface ResourceOptions {
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
}

/** A resource among all the others of its stack. Its properties are outputs, so far as they are known. */
export interface Node extends Resource {
  /** URN of the component that it belongs to. */
  readonly parent: string | undefined;

  /** URNs that it depends on, sorted. */
  readonly dependencies: readonly string[];

  /**
   * By property, the URNs that its value comes from, sorted; they are there even where the value is unknown.
   *
   * A property that depends on nothing is not among them: it is a literal, or was filled in by the provider. An empty list
   * is a value that this stack does not manage (a stack reference, a `get`). A value made of a component's outputs has the URNs of everything that the component's outputs come from, so filter by type.
   */
  readonly edges: Readonly<Record<string, readonly string[]>>;
}
