import assert from "node:assert/strict";

import type { Node } from "../../policy/model/resource";
import { RULES } from "../../policy/rules/rules";
import { checkStack } from "../../policy/runner/run";
import type { Violation } from "../../policy/runner/violation";
import type { Settings } from "../../policy/settings/settings";
import { declaredSettings } from "./support/declaredSettings";
import { declaredNodes, declaredResources } from "./support/declaredStack";
import { hostedDiagnostics } from "./support/hosted";
import { violationsOf } from "./support/judged";
import { shuffled } from "./support/shuffled";

/** In the host, fifty orders of resources are among the bad inputs; here, their properties are disturbed as well. */
const RUNS = 10;

/** Every order that the engine does not promise and the pack does not put right: of resources and of their properties. */
function disturbed(nodes: readonly Node[], seed: number): readonly Node[] {
  return shuffled(nodes, seed).map((node) => ({
    ...node,
    props: Object.fromEntries(shuffled(Object.entries(node.props), seed)),
    edges: Object.fromEntries(shuffled(Object.entries(node.edges), seed)),
  }));
}

describe("the order of a stack's resources", function () {
  this.timeout(240_000);

  /** Settings under which much of the stack is wrong, so that there is something to put in order. */
  async function knowingLittle(stack: "org" | "staging"): Promise<Settings> {
    const settings = await declaredSettings(stack);
    return {
      ...settings,
      exemptions: [],
      inventory: { ...settings.inventory, verticals: [], accounts: [], images: [] },
    };
  }

  it(`changes nothing about what is found, ${RUNS} times`, async () => {
    const nodes = await declaredNodes("org", "update");
    const settings = await knowingLittle("org");
    const expected = checkStack(RULES, nodes, settings);
    assert.ok(expected.length > 50, `${expected.length} violations are too few to tell`);
    for (let run = 0; run < RUNS; run += 1) {
      assert.deepEqual(checkStack(RULES, disturbed(nodes, run), settings), expected, `run ${run}`);
    }
  });

  it("changes nothing before anything exists, either", async () => {
    const nodes = await declaredNodes("staging", "preview");
    const settings = await knowingLittle("staging");
    const expected = checkStack(RULES, nodes, settings);
    assert.ok(expected.length > 50);
    for (let run = 0; run < 3; run += 1) {
      assert.deepEqual(checkStack(RULES, disturbed(nodes, run), settings), expected, `run ${run}`);
    }
  });

  it("changes nothing in the host", async () => {
    const resources = await declaredResources("org", "preview");
    const settings = await knowingLittle("org");
    const told = async (of: typeof resources) =>
      (await hostedDiagnostics(RULES, of, settings)).map((diagnostic) => JSON.stringify(diagnostic)).sort();
    const disordered = shuffled(resources, 7).map((resource) => ({
      ...resource,
      dependencies: shuffled(resource.dependencies ?? [], 7),
      edges: Object.fromEntries(
        shuffled(
          Object.entries(resource.edges ?? {}).map(([key, urns]) => [key, shuffled(urns, 7)] as const),
          7,
        ),
      ),
    }));
    assert.deepEqual(await told(disordered), await told(resources));
  });

  it("is no matter of what was judged before: nothing is remembered from stack to stack", async () => {
    const settings = await knowingLittle("org");
    const judge = async (): Promise<readonly Violation[]> =>
      violationsOf(RULES, await declaredResources("org", "update"), settings);
    const first = await judge();
    violationsOf(RULES, await declaredResources("staging", "preview"), await knowingLittle("staging"));
    assert.deepEqual(await judge(), first);
  });
});
