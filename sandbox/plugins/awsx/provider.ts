import * as pulumi from "@pulumi/pulumi";

import { readVpcArgs } from "./vpcArgs";
import { planVpc } from "./vpcPlan";
import { Vpc } from "./vpc";

/** The version of the vendor's plugin that this one stands in for. */
export const VERSION = "3.9.0";
const SERVED = "awsx:ec2:Vpc";

/** Serves `awsx:ec2:Vpc` 3.9.0, and refuses everything else with its name. */
export class AwsxProvider implements pulumi.provider.Provider {
  public readonly version = VERSION;
  private introduced = false;

  public async construct(
    name: string,
    type: string,
    inputs: pulumi.Inputs,
    options: pulumi.ComponentResourceOptions,
  ): Promise<pulumi.provider.ConstructResult> {
    if (type !== SERVED) {
      throw new Error(notServed(type));
    }
    await this.introduce();
    const read = readVpcArgs(inputs);
    if ("problems" in read) {
      throw new pulumi.InputPropertiesError({
        message: `${SERVED} "${name}" cannot be made from its arguments`,
        errors: read.problems,
      });
    }
    const planned = planVpc(name, read.args);
    if ("problems" in planned) {
      throw new Error(`${SERVED} "${name}" cannot be laid out:\n - ${planned.problems.join("\n - ")}`);
    }
    const vpc = new Vpc(name, read.args, planned.plan, options);
    return { urn: vpc.urn, state: vpc.state };
  }

  public invoke(token: string): Promise<pulumi.provider.InvokeResult> {
    return Promise.reject(new Error(notServed(token)));
  }

  public call(token: string): Promise<pulumi.provider.InvokeResult> {
    return this.invoke(token);
  }

  /** The engine can be told something only while it asks for something. */
  private async introduce(): Promise<void> {
    if (!this.introduced) {
      this.introduced = true;
      await pulumi.log.info(`awsx ${VERSION}: the sandbox's stand-in, which serves ${SERVED} only.`);
    }
  }
}

function notServed(token: string): string {
  return (
    `${token} is not served by the sandbox's stand-in for awsx ${VERSION}, which knows ${SERVED} only. ` +
    `Declare the resources of @pulumi/aws themselves, or run where the vendor's plugin can be installed.`
  );
}
