import { isDeepStrictEqual } from "node:util";

import type { Policies, PolicyResource, ResourceValidationArgs } from "@pulumi/policy";

import { PlannedInputs } from "./model/plannedInputs";
import type { Node, ProviderOf, Resource } from "./model/resource";
import { plainProperties } from "./model/value";
import type { Rule } from "./rules/rule";
import { checkResource, checkStack } from "./runner/run";
import { Tally } from "./runner/tally";
import type { Violation } from "./runner/violation";
import { readSettings, type SettingsOrProblems } from "./settings/settings";

/** Names of the pack's policies, which its configuration is given under. Rules report under their own ids. */
export const RESOURCE_POLICY = "resources";
export const STACK_POLICY = "stack";

/** Type of the stack's own resource: every stack has one. */
const STACK = "pulumi:pulumi:Stack";

/**
 * What the host's `reportViolation` takes beside text: a violation under a name of its own. The SDK's declaration does not
 * say so yet; a test holds it to it.
 */
type Report = (violation: {
  readonly name: string;
  readonly message: string;
  readonly enforcementLevel: "mandatory" | "advisory";
  readonly severity?: Violation["severity"];
  readonly urn?: string;
}) => void;

/**
 * The rules as the engine wants them: one policy for single resources and one for the whole stack, for the host hands
 * every policy its own copy of every property, which is most of what a policy costs.
 *
 * @param stackName `<project>/<stack>`
 */
export function policiesOf(rules: readonly Rule[], stackName: string): Policies {
  const settingsOf = remembered((came: unknown) => readSettings(came, stackName));
  // The engine starts a pack for one run of one stack, and asks about the whole stack once, at its end.
  const tally = new Tally();
  const planned = new PlannedInputs();
  return [
    {
      name: RESOURCE_POLICY,
      description: "Every rule that needs one resource only.",
      enforcementLevel: "mandatory",
      validateResource: (args, reportViolation) => {
        const report = reportViolation as unknown as Report;
        const found = settingsOf(args.getConfig());
        if ("settings" in found) {
          const resource = resourceOf(args);
          planned.remember(resource);
          checkResource(rules, resource, found.settings, tally).forEach((violation) => {
            told(violation, report);
          });
        }
      },
    },
    {
      name: STACK_POLICY,
      description: "Every rule that needs several resources.",
      enforcementLevel: "mandatory",
      validateStack: (args, reportViolation) => {
        const report = reportViolation as unknown as Report;
        const found = settingsOf(args.getConfig());
        if ("problems" in found) {
          tellProblems(found.problems, report);
          return;
        }
        const nodes = args.resources.map((resource) => planned.filled(nodeOf(resource)));
        checkStack(rules, nodes, found.settings, tally).forEach((violation) => {
          told(violation, report);
        });
        if (found.settings.proof !== undefined) {
          tellProof(found.settings.proof, nodes, tally, report);
        }
      },
    },
  ];
}

/** Without settings nothing can be proven; the stack policy says so once. */
function tellProblems(problems: readonly string[], report: Report): void {
  report({
    name: "settings",
    enforcementLevel: "mandatory",
    message:
      `The policy pack cannot judge this stack:\n${problems.map((problem) => `  - ${problem}`).join("\n")}\n` +
      "`make preview` gives it its settings; by hand: pulumi preview --policy-pack policy --policy-pack-config <file>.",
  });
}

function tellProof(proof: string, nodes: readonly Node[], tally: Tally, report: Report): void {
  const root = nodes.find(({ type }) => type === STACK);
  const { rules, exemptFindings } = tally;
  report({
    name: "proof",
    enforcementLevel: "advisory",
    message: `${proof}: rules ${rules}, resources ${nodes.length}, exempt findings ${exemptFindings}`,
    ...(root === undefined ? {} : { urn: root.urn }),
  });
}

function told({ rule, urn, level, severity, message }: Violation, report: Report): void {
  report({
    name: rule,
    message,
    enforcementLevel: level,
    severity,
    ...(urn === undefined ? {} : { urn }),
  });
}

function resourceOf({ type, name, urn, props, provider, opts }: ResourceValidationArgs): Resource {
  return {
    type,
    name,
    urn,
    props: plainProperties(props),
    provider: providerOf(provider),
    options: { protect: opts.protect, ignoreChanges: opts.ignoreChanges },
  };
}

function nodeOf(resource: PolicyResource): Node {
  const { type, name, urn, props, provider, opts } = resource;
  return {
    type,
    name,
    urn,
    props: plainProperties(props),
    provider: providerOf(provider),
    options: { protect: opts.protect, ignoreChanges: opts.ignoreChanges },
    parent: resource.parent?.urn,
    dependencies: urnsOf(resource.dependencies),
    edges: Object.fromEntries(
      Object.entries(resource.propertyDependencies).map(([property, from]) => [property, urnsOf(from)]),
    ),
  };
}

function urnsOf(resources: readonly { readonly urn: string }[]): readonly string[] {
  return resources.map(({ urn }) => urn).sort();
}

function providerOf(
  provider: { type: string; name: string; urn: string; props: object } | undefined,
): ProviderOf | undefined {
  return provider === undefined
    ? undefined
    : {
        type: provider.type,
        name: provider.name,
        urn: provider.urn,
        props: plainProperties(provider.props),
      };
}

/**
 * The settings are the same for all resources of a run, and reading them costs more than most rules. The host wraps the same
 * values anew each time.
 */
function remembered(
  compute: (came: unknown) => SettingsOrProblems,
): (came: Readonly<Record<string, unknown>>) => SettingsOrProblems {
  let last:
    { readonly came: Readonly<Record<string, unknown>>; readonly found: SettingsOrProblems } | undefined;
  return (came) => {
    if (last === undefined || !isDeepStrictEqual(last.came, came)) {
      last = { came, found: compute(came) };
    }
    return last.found;
  };
}
