import type { Properties } from "../support/declared/wire";
import { type Change, type GivenProperties, set } from "./changes";
import { PROVIDER } from "./types";

/** An account's provider is another, for all that it makes. */
export function providerOf(name: string, given: GivenProperties): Change {
  return (resources) => {
    const changed = set(PROVIDER, name, given)(resources);
    const provider = changed.find((resource) => resource.type === PROVIDER && resource.name === name);
    return changed.map((resource) =>
      provider !== undefined && resource.provider?.urn === provider.urn
        ? {
            ...resource,
            provider: { ...resource.provider, props: (provider.inputs ?? {}) satisfies Properties },
          }
        : resource,
    );
  };
}
