import { z } from "zod";

const resourceSchema = z.looseObject({
  urn: z.string(),
  type: z.string(),
  custom: z.boolean().default(false),
  id: z.string().optional(),
  parent: z.string().optional(),
  provider: z.string().optional(),
  protect: z.boolean().optional(),
  dependencies: z.array(z.string()).default([]),
  inputs: z.record(z.string(), z.unknown()).default({}),
  outputs: z.record(z.string(), z.unknown()).default({}),
});

const exportSchema = z.object({
  deployment: z
    .object({
      resources: z.array(resourceSchema).default([]),
      pending_operations: z.array(z.unknown()).nullish(),
    })
    .nullish(),
});

/** One resource of a stack's state. */
export type StateResource = Readonly<z.infer<typeof resourceSchema>>;

/**
 * The resources of an exported state, in the order of the state.
 *
 * @param exported What `pulumi stack export` printed.
 */
export function resourcesOf(exported: unknown): StateResource[] {
  return exportSchema.parse(exported).deployment?.resources ?? [];
}

/** A URN's last part: the logical name. */
export function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}

/** AWS resources that the state ties to a provider which the engine made by itself: their account is anybody's guess. */
export function onDefaultProvider(resources: readonly StateResource[]): string[] {
  return resources
    .filter(({ type, custom }) => custom && type.startsWith("aws:"))
    .filter(({ provider }) => provider === undefined || /::default(_[^:]*)?::/.test(provider))
    .map(({ urn }) => urn);
}
