import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";

import { type Json, jsonOf } from "./wire";

/** One resource as a program registered it: everything that another program needs to register the same. */
export interface Registration {
  readonly urn: string;
  readonly type: string;
  readonly name: string;

  /** URN; empty for the stack itself. */
  readonly parent: string;
  readonly custom: boolean;

  /** Whether a provider makes its children, as awsx does. */
  readonly remote: boolean;
  readonly inputs: Readonly<Record<string, Json>>;

  /** `<urn>::<id>`; empty for components and for resources of the default provider. */
  readonly provider: string;

  /** The same by package, for components. */
  readonly providers: Readonly<Record<string, string>>;

  /** URNs, sorted. */
  readonly dependencies: readonly string[];

  /** URNs by input, sorted. */
  readonly inputDependencies: Readonly<Record<string, readonly string[]>>;

  /** Of the plugin; empty where the program names none. */
  readonly version: string;
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly retainOnDelete: boolean;
  readonly deletedWith: string;
  readonly timeouts: Readonly<Record<"create" | "update" | "delete", string>>;
}

/** Reads what a program asked the engine to register. */
export function registrationOf(request: RegisterResourceRequest, urn: string): Registration {
  const timeouts = request.getCustomtimeouts();
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent(),
    custom: request.getCustom(),
    remote: request.getRemote(),
    inputs: jsonOf(request.getObject()),
    provider: request.getProvider(),
    providers: Object.fromEntries(request.getProvidersMap().toArray()),
    dependencies: request.getDependenciesList().sort(),
    inputDependencies: Object.fromEntries(
      request
        .getPropertydependenciesMap()
        .toArray()
        .map(([input]) => [
          input,
          request.getPropertydependenciesMap().get(input)?.getUrnsList().sort() ?? [],
        ]),
    ),
    version: request.getVersion(),
    protect: request.getProtect() ?? false,
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    deleteBeforeReplace: request.getDeletebeforereplace(),
    retainOnDelete: request.getRetainondelete() ?? false,
    deletedWith: request.getDeletedwith(),
    timeouts: {
      create: timeouts?.getCreate() ?? "",
      update: timeouts?.getUpdate() ?? "",
      delete: timeouts?.getDelete() ?? "",
    },
  };
}
