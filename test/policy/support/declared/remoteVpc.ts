import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import * as resource from "@pulumi/pulumi/resource";
import * as rpc from "@pulumi/pulumi/runtime/rpc";

import { Vpc } from "../../../../sandbox/plugins/awsx/vpc";
import { readVpcArgs } from "../../../../sandbox/plugins/awsx/vpcArgs";
import { planVpc } from "../../../../sandbox/plugins/awsx/vpcPlan";
import type { Properties } from "./wire";

/** A remote component, once it is made. */
export interface Constructed {
  readonly urn: string;
  readonly state: Properties;

  /** By output, the URNs that it comes from. */
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
}

/** Makes an `awsx:ec2:Vpc` with all that belongs to it, as the plugin does that the engine asks for it. */
export async function constructVpc(request: RegisterResourceRequest): Promise<Constructed> {
  const object = request.getObject();
  const read = readVpcArgs(object === undefined ? {} : rpc.deserializeProperties(object));
  if ("problems" in read) {
    throw new Error(JSON.stringify(read.problems));
  }
  const planned = planVpc(request.getName(), read.args);
  if ("problems" in planned) {
    throw new Error(planned.problems.join("\n"));
  }
  const providers = [...request.getProvidersMap().entries()].map(([pkg, reference]) => [
    pkg,
    new resource.DependencyProviderResource(reference),
  ]);
  const vpc = new Vpc(request.getName(), read.args, planned.plan, {
    parent: new resource.DependencyResource(request.getParent()),
    providers: Object.fromEntries(providers) as Record<string, pulumi.ProviderResource>,
  });
  const [state, dependencies] = await rpc.serializeResourceProperties("construct", vpc.state);
  const urns = await Promise.all(
    [...dependencies].map(
      async ([property, resources]) =>
        [property, await Promise.all([...resources].map(({ urn }) => valueOf(urn)))] as const,
    ),
  );
  return { urn: await valueOf(vpc.urn), state, dependencies: new Map(urns) };
}

function valueOf(output: pulumi.Output<string>): Promise<string> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}
