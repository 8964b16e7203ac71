import type { Policies, ResourceValidationArgs } from "@pulumi/policy";

import { policiesOf } from "../../../policy/pack";
import type { Rule } from "../../../policy/rules/rule";
import type { Settings } from "../../../policy/settings/settings";
import type { Declared } from "./declared/recordingMonitor";
import { analyze, analyzeStack, type Diagnostic } from "./host";

/** The pack's policies, configured: the host keeps configuration to itself, and asks the engine for it. */
export function configured(rules: readonly Rule[], stackName: string, config: object): Policies {
  const getConfig = (() => config) as ResourceValidationArgs["getConfig"];
  return policiesOf(rules, stackName).map((policy) => {
    if ("validateStack" in policy) {
      const { validateStack } = policy;
      return { ...policy, validateStack: (args, report) => validateStack({ ...args, getConfig }, report) };
    }
    const { validateResource } = policy;
    if (typeof validateResource !== "function") {
      throw new Error(`${policy.name} is no policy of one function`);
    }
    return {
      ...policy,
      validateResource: (args, report) => validateResource({ ...args, getConfig }, report),
    };
  });
}

/** Has the host judge a stack as the engine asks it to: each resource by its inputs, then all by their outputs. */
export async function hostedDiagnostics(
  rules: readonly Rule[],
  resources: readonly Declared[],
  { stackName, ...config }: Settings,
): Promise<readonly Diagnostic[]> {
  const policies = configured(rules, stackName, config);
  const found: Diagnostic[] = [];
  for (const { inputs, ...resource } of resources) {
    if (inputs !== undefined) {
      const diagnostics = await analyze(policies, { ...resource, props: inputs });
      // The host leaves out what the engine knows.
      found.push(...diagnostics.map((diagnostic) => ({ ...diagnostic, urn: resource.urn })));
    }
  }
  return [...found, ...(await analyzeStack(policies, resources))];
}
