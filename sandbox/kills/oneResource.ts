import type { DynamicHost, HostError } from "./dynamicHost";

/** Inputs or outputs as the engine hands them over: plain data. */
export type Properties = Readonly<Record<string, unknown>>;

/** What the engine keeps of a resource. */
export interface Recorded {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;

  /** Whether its creation or last update failed half-way: then the next run updates it, changed or not. */
  readonly hasInitErrors: boolean;
}

/** What the program asks for: these inputs, or that the resource is no more. */
export type Wanted = Properties | "nothing";

/** What came of a run, and what the engine would keep after it. */
export type Outcome =
  | { readonly did: "create" | "update" | "delete" | "nothing"; readonly kept: Recorded | undefined }
  | { readonly refused: readonly string[] }
  | {
      readonly failed: string;

      /** Absent where the error names no id, and the engine goes on knowing what it knew. */
      readonly kept?: Recorded;
    };

/**
 * One `pulumi up` or `pulumi destroy` of a stack of one resource: the calls that the engine makes of its provider, in
 * its order, and with nothing but what it recorded before.
 *
 * @param beforeApply Called before the one call that may change something.
 * @throws Error where the provider asks for a replacement, which none of these runs is meant to be.
 */
export async function runOnce(
  host: DynamicHost,
  recorded: Recorded | undefined,
  wanted: Wanted,
  beforeApply: () => void = () => undefined,
): Promise<Outcome> {
  if (wanted === "nothing") {
    return remove(host, recorded, beforeApply);
  }
  try {
    const { inputs, failures } = await host.check(recorded?.inputs ?? {}, wanted);
    if (failures.length > 0) {
      return { refused: failures.map(({ property, reason }) => `${property}: ${reason}`) };
    }
    return await apply(host, recorded, inputs, beforeApply);
  } catch (error) {
    return { failed: textOf(error) };
  }
}

async function apply(
  host: DynamicHost,
  recorded: Recorded | undefined,
  inputs: Properties,
  beforeApply: () => void,
): Promise<Outcome> {
  try {
    if (recorded === undefined) {
      beforeApply();
      const { id, outs } = await host.create(inputs);
      return { did: "create", kept: { id, inputs, outputs: outs, hasInitErrors: false } };
    }
    const { changes, replaces } = await host.diff(recorded.id, recorded.outputs, inputs);
    if (replaces.length > 0) {
      throw new Error(`It would be replaced, because of ${replaces.join(", ")}.`);
    }
    if (!changes && !recorded.hasInitErrors) {
      return { did: "nothing", kept: { ...recorded, inputs } };
    }
    beforeApply();
    const { outs } = await host.update(recorded.id, recorded.outputs, inputs);
    return { did: "update", kept: { id: recorded.id, inputs, outputs: outs, hasInitErrors: false } };
  } catch (error) {
    const partial = (error as Partial<HostError>).initFailed;
    return partial === undefined
      ? { failed: textOf(error) }
      : {
          failed: textOf(error),
          kept: { id: partial.id, inputs, outputs: partial.properties, hasInitErrors: true },
        };
  }
}

async function remove(
  host: DynamicHost,
  recorded: Recorded | undefined,
  beforeApply: () => void,
): Promise<Outcome> {
  if (recorded === undefined) {
    return { did: "nothing", kept: undefined };
  }
  try {
    beforeApply();
    await host.delete(recorded.id, recorded.outputs);
    return { did: "delete", kept: undefined };
  } catch (error) {
    return { failed: textOf(error), kept: recorded };
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** For messages, for example `was refused: activeColor: ...`. */
export function outcomeText(outcome: Outcome): string {
  return "did" in outcome
    ? `did ${outcome.did}`
    : "refused" in outcome
      ? `was refused: ${outcome.refused.join("; ")}`
      : `failed: ${outcome.failed}`;
}
