import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { checkoutAt } from "../../../cli/preview/git";
import { preparePack } from "../../../cli/preview/pack";
import { NO_FACTS } from "../../../cli/preview/previewFacts";
import { stackReportOf } from "../../../cli/preview/verdict";
import { RULES } from "../../../policy/rules/rules";
import { missing } from "../../../policy/rules/rule";
import { TemporaryProject } from "../../cli/preview/project";
import { ruleProblems } from "../register/ruleProblems";
import { declaredSettings } from "../support/declaredSettings";
import { declaredResources } from "../support/declaredStack";
import { analyzeStack } from "../support/host";
import { configured } from "../support/hosted";
import { type BadInput, badInput } from "./badInput";
import { refused } from "./judgedChange";

const ROOT = path.resolve(__dirname, "../../..");

/** What the pack is configured with and made of. */
export const settingsInputs: readonly BadInput[] = [
  badInput('configuration {"all": "disabled"}', "no proof comes back, and the gate closes", allDisabled),
  refused("a misspelt key in the settings", ["settings"], (resources) => resources, {
    settings: (settings) => ({ ...settings, exemption: [] }),
  }),
  refused("a misspelt key deep in the inventory", ["settings"], (resources) => resources, {
    settings: (settings) => ({ ...settings, inventory: { ...settings.inventory, vertical: [] } }),
  }),
  refused("settings of the wrong type", ["settings"], (resources) => resources, {
    settings: (settings) => ({ ...settings, exemptions: "none" }),
  }),
  refused("an empty inventory", ["settings"], (resources) => resources, {
    settings: (settings) => ({ ...settings, inventory: {} }),
  }),
  badInput("a change that edits the pack", "the base's pack judges it", editedPack),
  badInput("a second PolicyPack", "the host ends, with an error", secondPack),
  badInput("two rules of one id", "the register's test fails", () => {
    const [first] = RULES;
    assert.ok(first !== undefined);
    return Promise.resolve(
      ruleProblems([...RULES, first]).join() === `${first.id} is there twice` &&
        ruleProblems(RULES).length === 0
        ? []
        : ["it does not"],
    );
  }),
  badInput("a rule without a level", "the register's test fails, and its finding is mandatory", withoutLevel),
];

async function allDisabled(): Promise<readonly string[]> {
  const { stackName, ...config } = await declaredSettings("staging");
  const policies = configured(RULES, stackName, { ...config, proof: "a1b2" });
  const resources = await declaredResources("staging", "update");
  const reportOf = async (of: typeof policies) => {
    const proofs = (await analyzeStack(of, resources)).filter(({ policy }) => policy === "proof").length;
    return stackReportOf({
      stack: stackName,
      facts: { ...NO_FACTS, proofs },
      failure: undefined,
      seconds: 1,
    });
  };
  const off = policies.map((policy) => ({ ...policy, enforcementLevel: "disabled" as const }));
  return [
    ...((await reportOf(policies)).problems.length === 0 ? [] : ["the gate is closed to the pack itself"]),
    ...((await reportOf(off)).problems.length === 1 ? [] : ["the gate opens"]),
  ];
}

async function editedPack(): Promise<readonly string[]> {
  const project = await TemporaryProject.make();
  try {
    await project.write("policy/index.ts", 'export const whose: string = "change";\n');
    await project.commit("loosened");
    const pack = await preparePack(project.root, {
      is: "commit",
      checkout: checkoutAt(project.root),
      commit: "main",
      from: "main",
    });
    const compiled = await readFile(path.join(pack.dir, "bin", "index.js"), "utf8");
    await pack.remove();
    return compiled.includes('"base"') && !compiled.includes('"change"') ? [] : ["the change's pack does"];
  } finally {
    await project.remove();
  }
}

/** In a process of its own, because the host of a pack listens from then on. */
async function secondPack(): Promise<readonly string[]> {
  const script =
    'const { PolicyPack } = require("@pulumi/policy");' +
    'new PolicyPack("one", { policies: [] }); new PolicyPack("two", { policies: [] }); process.exit(0);';
  try {
    await promisify(execFile)(process.execPath, ["-e", script], { cwd: path.join(ROOT, "policy") });
    return ["it goes on"];
  } catch (cause) {
    const said = cause instanceof Error && "stderr" in cause ? String(cause.stderr) : String(cause);
    return /Only one policy pack/.test(said) ? [] : [`it says ${said}`];
  }
}

async function withoutLevel(): Promise<readonly string[]> {
  const rule = { id: "NEW-01", scope: "stack", evaluate: () => [missing("Something is missing.")] } as const;
  const { stackName, ...config } = await declaredSettings("staging");
  const found = await analyzeStack(configured([rule], stackName, config), []);
  return [
    ...(ruleProblems([...RULES, rule]).length === 1 ? [] : ["the register's test does not fail"]),
    ...(found.map(({ policy, level }) => `${policy} ${level}`).join() === "NEW-01 mandatory"
      ? []
      : ["its finding lets the run pass"]),
  ];
}
