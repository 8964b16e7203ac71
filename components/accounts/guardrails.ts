import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { GuardrailFacts } from "./guardrails/guardrail";
import {
  type GuardrailPolicy,
  guardrailPolicies,
  type GuardrailTarget,
} from "./guardrails/guardrailPolicies";
import { policyDocument } from "./guardrails/policyDocument";
import { limitProblems } from "./guardrails/policyLimits";

export interface GuardrailsArgs extends GuardrailFacts {
  /** Id of the organization's root. */
  readonly rootId: string;

  /** By environment, the unit of its restricted verticals (classification pii or banking). */
  readonly restrictedUnitIds: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * What nobody may do in the organization's accounts, and whose requests their resources answer.
 *
 * Service control policies bind every principal of the accounts and resource control policies protect their resources from
 * everybody; neither holds for the management account, where this is declared. Each guardrail is data with a reason, in
 * `guardrails/`.
 */
export class Guardrails extends pulumi.ComponentResource {
  /** Id of each policy, by its name, for example `accounts`. */
  public readonly policyIds: Readonly<Record<string, pulumi.Output<string>>>;

  private readonly attachmentIds: readonly pulumi.Output<string>[];

  /** @throws ResourceError where a policy is longer than AWS takes, or a target would get too many. */
  public constructor(name: string, args: GuardrailsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:accounts:Guardrails", name, args, opts);

    const policies = guardrailPolicies(args);
    const problems = limitProblems(policies);
    if (problems.length > 0) {
      throw new pulumi.ResourceError(problems.join("\n"), this);
    }
    const declared = policies.map((policy) => ({ policy, id: this.createPolicy(name, policy) }));

    this.policyIds = Object.fromEntries(declared.map(({ policy, id }) => [policy.name, id]));
    this.attachmentIds = declared.flatMap(({ policy, id }) => this.attach(name, policy, id, args));
    this.registerOutputs({ policyIds: this.policyIds });
  }

  /** The id of a unit, known once every guardrail is attached: so an account made in it is covered from its first minute. */
  public guarded(unitId: pulumi.Input<string>): pulumi.Output<string> {
    return pulumi.all([unitId, pulumi.all([...this.attachmentIds])]).apply(([id]) => id);
  }

  private createPolicy(name: string, policy: GuardrailPolicy): pulumi.Output<string> {
    return new aws.organizations.Policy(
      `${name}-${policy.name}`,
      {
        name: `duotone-${policy.name}`,
        description: policy.description,
        type: policy.type,
        content: policyDocument(policy.type, policy.guardrails),
      },
      { parent: this },
    ).id;
  }

  private attach(
    name: string,
    policy: GuardrailPolicy,
    policyId: pulumi.Output<string>,
    { rootId, restrictedUnitIds }: GuardrailsArgs,
  ): pulumi.Output<string>[] {
    const targets: Readonly<Record<GuardrailTarget, Readonly<Record<string, pulumi.Input<string>>>>> = {
      root: { root: rootId },
      restricted: restrictedUnitIds,
    };
    return Object.entries(targets[policy.target]).map(
      ([key, targetId]) =>
        new aws.organizations.PolicyAttachment(
          `${name}-${policy.name}-${key}`,
          { policyId, targetId },
          { parent: this },
        ).id,
    );
  }
}
