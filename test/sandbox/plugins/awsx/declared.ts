import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";

import { Vpc } from "../../../../sandbox/plugins/awsx/vpc";
import { readVpcArgs } from "../../../../sandbox/plugins/awsx/vpcArgs";
import { planVpc } from "../../../../sandbox/plugins/awsx/vpcPlan";

export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly provider: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Ids and cloud-made values are known in an update, and unknown in a preview. */
export type Mode = "preview" | "update";

/** Starts a program of its own, and returns the list in which everything that it registers will stand. */
export async function startMocks(mode: Mode): Promise<Registered[]> {
  const registered: Registered[] = [];
  const invented = mode === "preview" ? {} : { allocationId: "eipalloc-1", ipv6CidrBlock: "" };
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, provider, inputs }) => {
        registered.push({ type, name, provider: provider ?? "", inputs: inputs as Record<string, unknown> });
        return {
          id: mode === "preview" ? undefined : `${name}-id`,
          state: { ...(inputs as object), ...invented },
        };
      },
      call: ({ token }) => {
        throw new Error(`No mock answers ${token}: the component has to ask AWS for nothing.`);
      },
    },
    "duotone",
    "staging",
    mode === "preview",
  );
  return registered;
}

/** Waits until nothing more is registered: an apply may register late. */
export async function settled(registered: readonly unknown[]): Promise<void> {
  for (let quiet = 0, seen = registered.length; quiet < 20; quiet += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    if (registered.length !== seen) {
      seen = registered.length;
      quiet = 0;
    }
  }
}

/** Declares the component as the plugin does. */
export function declareVpc(
  name: string,
  inputs: Record<string, unknown>,
  opts?: pulumi.ComponentResourceOptions,
): Vpc {
  const read = readVpcArgs(inputs);
  assert.ok("args" in read, JSON.stringify(read));
  const planned = planVpc(name, read.args);
  assert.ok("plan" in planned, JSON.stringify(planned));
  return new Vpc(name, read.args, planned.plan, opts);
}

/** The value of an output, once it is known. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<pulumi.Unwrap<T>> {
  return new Promise((resolve) => {
    output.apply((value) => {
      resolve(value as pulumi.Unwrap<T>);
    });
  });
}
