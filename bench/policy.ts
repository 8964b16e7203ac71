import { availableParallelism } from "node:os";

import { preparePack } from "../cli/preview/pack";
import type { Rule } from "../policy/rules/rule";
import { RULES } from "../policy/rules/rules";
import type { Settings } from "../policy/settings/settings";
import { withStep } from "../sandbox/progress";
import { runBadInputs } from "../test/policy/badInputs/runBadInputs";
import { runMutants } from "../test/policy/mutants/runMutants";
import type { Declared } from "../test/policy/support/declared/recordingMonitor";
import { declaredSettings } from "../test/policy/support/declaredSettings";
import { declaredResources, nodeOf, STACKS } from "../test/policy/support/declaredStack";
import { violationsOf } from "../test/policy/support/judged";
import type { Benchmark, BenchmarkArgs } from "./benchmark";
import { policyCost } from "./policyCost";
import { POLICY_UNITS, policyFigures, type PolicyMeasurement } from "./policyFigures";

/** Times that each pack is started. */
const REPEATS = 7;

/** What the policy pack costs, and what it finds in our own program with and without faults. */
export const policyBenchmark: Benchmark = {
  name: "policy",
  description: "the policy pack against an empty one, and against faults of our own program",
  units: POLICY_UNITS,
  async run(args) {
    const { progress } = args;
    const cost = await withStep(progress, "our pack and an empty one", (step) =>
      measureCost(args, (round) => {
        step.update(`round ${round} of ${REPEATS}`);
      }),
    );
    const falsePositives = await withStep(progress, "our own stacks", countFalsePositives);
    const pairs = await withStep(progress, "what a first preview can judge", countPairs);
    const outcomes = await withStep(progress, "faults of our own program", () => runMutants());
    const answered = await withStep(progress, "bad inputs", () => runBadInputs());
    return policyFigures({
      rules: {
        resource: RULES.filter(isOfResources).length,
        stack: RULES.filter((rule) => !isOfResources(rule)).length,
      },
      pairs,
      cost,
      mutants: {
        all: outcomes.length,
        killed: outcomes.filter(({ killedBy }) => killedBy.length > 0).length,
      },
      falsePositives,
      badInputs: {
        all: answered.length,
        right: answered.filter(({ deviations }) => deviations.length === 0).length,
      },
      cores: availableParallelism(),
    });
  },
};

const isOfResources = ({ scope }: Rule) => scope === "resource";

async function measureCost({ projectDir }: BenchmarkArgs, onRound: (round: number) => void) {
  const pack = await preparePack(projectDir, { is: "folder", root: projectDir, from: "the working tree" });
  try {
    const { stackName, ...settings } = await declaredSettings("prod");
    const [project = "", stack = ""] = stackName.split("/");
    return await policyCost({
      packs: { ours: pack.dir, empty: `${projectDir}/bench/programs/emptyPack` },
      resources: await declaredResources("prod", "update"),
      settings,
      project,
      stack,
      repeats: REPEATS,
      onRound,
    });
  } finally {
    await pack.remove();
  }
}

async function countFalsePositives(): Promise<number> {
  let found = 0;
  for (const stack of STACKS) {
    const settings = await declaredSettings(stack);
    for (const mode of ["preview", "update"] as const) {
      const violations = violationsOf(RULES, await declaredResources(stack, mode), settings);
      found += violations.filter(({ level }) => level === "mandatory").length;
    }
  }
  return found;
}

/** At the first preview of all, in which nothing has an id. */
async function countPairs(): Promise<PolicyMeasurement["pairs"]> {
  const pairs = { all: 0, judged: 0 };
  for (const stack of STACKS) {
    const settings = await declaredSettings(stack);
    for (const resource of await declaredResources(stack, "preview")) {
      for (const known of judgedPairs(resource, settings)) {
        pairs.all += 1;
        pairs.judged += known ? 1 : 0;
      }
    }
  }
  return pairs;
}

/** Of each rule that looks at a resource, whether it could judge what it saw. */
function judgedPairs({ inputs, ...resource }: Declared, settings: Settings): readonly boolean[] {
  if (inputs === undefined) {
    return [];
  }
  const node = nodeOf({ ...resource, props: inputs });
  return RULES.flatMap((rule) =>
    rule.scope === "resource" && (rule.types === "every" || rule.types.includes(node.type))
      ? [rule.evaluate(node, { settings, sensitive: true }).every(({ answer }) => answer !== "undetermined")]
      : [],
  );
}
