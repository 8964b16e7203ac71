import * as pulumi from "@pulumi/pulumi";
import * as state from "@pulumi/pulumi/runtime/state";

import { runInStack } from "./runInStack";

/** One resource as the program registered it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;

  /** Provider reference; empty for the default provider. */
  readonly provider: string;
  readonly custom: boolean;
}

/** What the cloud would add to a resource's inputs, by type. */
export type CloudMade = Readonly<
  Record<string, (name: string, inputs: Readonly<Record<string, unknown>>) => Record<string, unknown>>
>;

/**
 * Runs a program against mocks and returns every resource that it registered, sorted by type and name.
 *
 * @param mode In `preview` ids and everything that the cloud makes are unknown, as in the engine's first preview.
 * @param cloudMade Values that the program reads and only the cloud can make.
 * @param invokes Answers of functions by token; any other call is a failure.
 */
export async function registeredBy(
  program: () => unknown,
  mode: "preview" | "update",
  cloudMade: CloudMade = {},
  invokes: Readonly<Record<string, unknown>> = {},
): Promise<Registered[]> {
  const registered: Registered[] = [];
  const preview = mode === "preview";
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, provider, custom }) => {
        const known = inputs as Readonly<Record<string, unknown>>;
        registered.push({ type, name, inputs: known, provider: provider ?? "", custom: custom ?? false });
        const made = preview && type !== "pulumi:pulumi:StackReference" ? {} : cloudMade[type]?.(name, known);
        return { id: preview ? undefined : `${name}-id`, state: { ...known, ...made } };
      },
      call: ({ token }) => {
        const answer = invokes[token];
        if (answer === undefined) {
          throw new Error(`No mock answers ${token}.`);
        }
        return answer as Record<string, unknown>;
      },
    },
    "duotone",
    "staging",
    preview,
    "organization",
  );
  knowTransforms();
  await runInStack(program, () => registered.length);
  return registered.sort((a, b) => (a.type + a.name < b.type + b.name ? -1 : 1));
}

/** Mocks say that they know no transforms. They need not apply any, only let a program ask for them. */
function knowTransforms(): void {
  // Not in the SDK's declarations, where the mocks' other switches are not either.
  const { getStore } = state as unknown as { getStore: () => { supportsTransforms: boolean } };
  getStore().supportsTransforms = true;
}
