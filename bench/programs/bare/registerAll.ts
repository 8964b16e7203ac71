import * as pulumi from "@pulumi/pulumi";

import type { Registration } from "../../host/registration";
import type { Json } from "../../host/wire";

/** What another program registered. */
export interface BarePlan {
  /** In the order in which they came: each after everything that it names. */
  readonly registrations: readonly Registration[];

  /** Outputs of components, by URN. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

/** Registers the same resources with nothing but Pulumi's own classes. */
export function registerAll({ registrations, outputs }: BarePlan): void {
  const made = new Map<string, pulumi.Resource>();
  for (const registration of registrations) {
    const resource = register(registration, made);
    made.set(registration.urn, resource);
    const own = outputs[registration.urn];
    if (own !== undefined && resource instanceof Component) {
      resource.end(own);
    }
  }
}

class Custom extends pulumi.CustomResource {}

class Provider extends pulumi.ProviderResource {}

class Component extends pulumi.ComponentResource {
  public end(outputs: pulumi.Inputs): void {
    this.registerOutputs(outputs);
  }
}

function register(registration: Registration, made: ReadonlyMap<string, pulumi.Resource>): pulumi.Resource {
  const { type, name, custom, remote } = registration;
  const [, providers, providerPackage] = type.split(":");
  const inputs = inputsOf(registration, made);
  const options = optionsOf(registration, made);
  if (type.startsWith("pulumi:providers:") && providers !== undefined && providerPackage !== undefined) {
    return new Provider(providerPackage, name, inputs, options);
  }
  return custom
    ? new Custom(type, name, inputs, options)
    : new Component(type, name, inputs, options, remote);
}

/** The values as they were sent, each an output of what it was one of. */
function inputsOf({ inputs, inputDependencies }: Registration, made: ReadonlyMap<string, pulumi.Resource>) {
  return Object.fromEntries(
    Object.entries(inputs).map(([input, value]) => {
      const from = (inputDependencies[input] ?? []).flatMap((urn) => made.get(urn) ?? []);
      return [input, from.length === 0 ? value : pulumi.all(from.map(({ urn }) => urn)).apply(() => value)];
    }),
  );
}

function optionsOf(
  registration: Registration,
  made: ReadonlyMap<string, pulumi.Resource>,
): pulumi.ComponentResourceOptions & pulumi.CustomResourceOptions {
  const { timeouts, version, deletedWith, ...given } = registration;
  const parent = made.get(given.parent);
  const providerOf = (reference: string) =>
    made.get(reference.split("::").slice(0, -1).join("::")) as pulumi.ProviderResource | undefined;
  const provider = providerOf(given.provider);
  const providers = Object.values(given.providers).flatMap((reference) => providerOf(reference) ?? []);
  const left = dependsOnOf(registration).flatMap((urn) => made.get(urn) ?? []);
  const last = made.get(deletedWith);
  return {
    ...(parent && { parent }),
    ...(provider && { provider }),
    ...(providers.length > 0 && { providers }),
    ...(left.length > 0 && { dependsOn: left }),
    ...(last && { deletedWith: last }),
    ...(version !== "" && { version }),
    ...(given.protect && { protect: true }),
    ...(given.ignoreChanges.length > 0 && { ignoreChanges: [...given.ignoreChanges] }),
    ...(given.replaceOnChanges.length > 0 && { replaceOnChanges: [...given.replaceOnChanges] }),
    ...(given.additionalSecretOutputs.length > 0 && {
      additionalSecretOutputs: [...given.additionalSecretOutputs],
    }),
    ...(given.deleteBeforeReplace && { deleteBeforeReplace: true }),
    ...(given.retainOnDelete && { retainOnDelete: true }),
    ...(Object.values(timeouts).some((timeout) => timeout !== "") && { customTimeouts: timeouts }),
  };
}

/** What the resource waits for beside what its inputs come from. */
function dependsOnOf({ dependencies, inputDependencies }: Registration): readonly string[] {
  const ofInputs = new Set(Object.values(inputDependencies).flat());
  return dependencies.filter((urn) => !ofInputs.has(urn));
}
