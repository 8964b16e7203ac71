import { z } from "zod";

import type { Node } from "../model/resource";
import { plainProperties } from "../model/value";

const resourceSchema = z.object({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  parent: z.string().optional(),
  provider: z.string().optional(),
  protect: z.boolean().optional(),
  delete: z.boolean().optional(),
  external: z.boolean().optional(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
  dependencies: z.array(z.string()).nullish(),
  propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).nullish(),
  ignoreChanges: z.array(z.string()).nullish(),
});
const exportSchema = z.object({
  deployment: z.object({ resources: z.array(resourceSchema).optional() }),
});
type Exported = z.infer<typeof resourceSchema>;

/** What stands for a secret that is encrypted in an export, in the engine's own wire form. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/**
 * The resources of an exported stack (`pulumi stack export`) as a stack policy sees them: outputs, with the provider's
 * inputs beside each.
 *
 * @throws Error where it is no export.
 */
export function nodesOfExport(exported: unknown): readonly Node[] {
  const parsed = exportSchema.safeParse(exported);
  if (!parsed.success) {
    throw new Error(
      "This is no export of a stack. `pulumi stack export --file <file>` writes one. " +
        parsed.error.issues
          .map(({ path, message }) => `${path.map(String).join(".")}: ${message}`)
          .join("; "),
    );
  }
  // What is about to be deleted is no longer part of the stack; its replacement is.
  const resources = (parsed.data.deployment.resources ?? []).filter((resource) => resource.delete !== true);
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  return resources.map((resource) => nodeOf(resource, byUrn));
}

function nodeOf(resource: Exported, byUrn: ReadonlyMap<string, Exported>): Node {
  const provider = providerOf(resource, byUrn);
  return {
    type: resource.type,
    name: nameOf(resource.urn),
    urn: resource.urn,
    props: propertiesOf(resource),
    provider,
    options: { protect: resource.protect ?? false, ignoreChanges: resource.ignoreChanges ?? [] },
    parent: resource.parent === undefined || resource.parent === "" ? undefined : resource.parent,
    dependencies: [...(resource.dependencies ?? [])].sort(),
    // As the engine has it: nothing is said of a property that depends on nothing.
    edges: Object.fromEntries(
      Object.entries(resource.propertyDependencies ?? {})
        .map(([property, urns]) => [property, [...(urns ?? [])].sort()] as const)
        .filter(([, urns]) => urns.length > 0),
    ),
  };
}

/** A provider has inputs only; everything else has outputs once it exists, and its inputs before. */
function propertiesOf({ type, id, inputs, outputs }: Exported): Node["props"] {
  const from = type.startsWith("pulumi:providers:") ? inputs : (outputs ?? inputs);
  return plainProperties(withoutEnvelopes({ ...(id === undefined ? {} : { id }), ...from }) as object);
}

/** Secrets in clear are taken out of their envelopes, as the engine does for policies; encrypted ones stay unreadable. */
function withoutEnvelopes(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutEnvelopes);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if (SIGNATURE in value) {
    const { plaintext, value: inner } = value as { plaintext?: string; value?: unknown };
    return plaintext === undefined ? withoutEnvelopes(inner ?? "[secret]") : parsed(plaintext);
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutEnvelopes(inner)]));
}

function parsed(plaintext: string): unknown {
  try {
    return JSON.parse(plaintext) as unknown;
  } catch {
    return plaintext;
  }
}

function providerOf({ provider }: Exported, byUrn: ReadonlyMap<string, Exported>): Node["provider"] {
  // A reference is the provider's URN and its id, joined by `::`.
  const urn = provider?.slice(0, provider.lastIndexOf("::"));
  const found = urn === undefined ? undefined : byUrn.get(urn);
  return found === undefined
    ? undefined
    : { type: found.type, name: nameOf(found.urn), urn: found.urn, props: propertiesOf(found) };
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
