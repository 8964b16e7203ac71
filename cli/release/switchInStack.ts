import { z } from "zod";

import { readInputs, readState } from "../../providers/switch/inputs";
import type { SwitchInputs, SwitchState } from "../../providers/switch/switchInputs";
import { usageError } from "../cliError";

const exportSchema = z.object({
  resources: z
    .array(
      z.object({
        urn: z.string(),
        type: z.string(),
        inputs: z.record(z.string(), z.unknown()).default({}),
        outputs: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .nullish(),
});

/** The release switch of a stack as the last update left it. */
export interface SwitchInStack {
  /** Its logical name. */
  readonly name: string;
  readonly inputs: SwitchInputs;
  readonly state: SwitchState;
}

/**
 * Finds the release switch in a stack's exported deployment.
 *
 * @param deployment The `deployment` of `pulumi stack export`.
 * @returns undefined where the stack has none, as one without colours.
 * @throws CliError where the stack was never deployed, or its switch cannot be read.
 */
export function switchInStack(stack: string, deployment: unknown): SwitchInStack | undefined {
  const { resources } = exportSchema.parse(deployment ?? {});
  if (resources === undefined || resources === null || resources.length === 0) {
    throw usageError(
      `Stack ${stack} was never deployed. Deploy it once by hand, and look at what it would make: ` +
        `pulumi up --stack ${stack}`,
    );
  }
  const [found, ...others] = resources.filter(({ type }) => type.endsWith(":ReleaseSwitch"));
  if (found === undefined) {
    return undefined;
  }
  if (others.length > 0) {
    throw usageError(
      `Stack ${stack} has ${others.length + 1} release switches, and duotone works with one. Is an update half done? ` +
        `Finish it: pulumi up --stack ${stack}`,
    );
  }
  const read = readInputs(plainSecrets(found.inputs));
  const state = stateOf(found.outputs);
  if ("problems" in read || state === undefined) {
    throw usageError(
      `The release switch of stack ${stack} was made by another version of this project. If that was an older one, bring ` +
        `the foundation and the stack up with this one, which moves no name: pulumi up --stack ${stack}`,
      "problems" in read ? read.problems.map(({ reason }) => reason) : [],
    );
  }
  return { name: found.urn.split("::").at(-1) ?? found.urn, inputs: read.inputs, state };
}

/** What the state holds of the switch; undefined where this version cannot read it. */
function stateOf(outputs: unknown): SwitchState | undefined {
  try {
    return readState(plainSecrets(outputs));
  } catch {
    return undefined;
  }
}

/** The key by which the engine marks a special value, and the mark of a secret; see `sig` in Pulumi's own SDK. */
const SPECIAL = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Values with every secret as plain value, as an export with `--show-secrets` holds them. */
function plainSecrets(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(plainSecrets);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const record = value as Readonly<Record<string, unknown>>;
  if (record[SPECIAL] === SECRET && typeof record.plaintext === "string") {
    return plainSecrets(JSON.parse(record.plaintext));
  }
  return Object.fromEntries(Object.entries(record).map(([key, child]) => [key, plainSecrets(child)]));
}
