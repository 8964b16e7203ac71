import { readFile } from "node:fs/promises";
import path from "node:path";

import { checkMerged } from "../../policy/merged/checkMerged";
import { stackNameOf } from "../../policy/model/stacks";
import { nodesOfExport } from "../../policy/merged/fromExport";
import type { Node } from "../../policy/model/resource";
import { read } from "../../policy/model/value";
import { RULES } from "../../policy/rules/rules";
import type { Violation } from "../../policy/runner/violation";
import { usageError } from "../cliError";
import { inventoryOf, type KnownStack } from "./inventory";
import { learnStacks } from "./knownStacks";
import type { PreviewTools } from "./runPreview";
import { readSecurityFiles } from "./securityFiles";
import { stackPlaces } from "./stackPlaces";

/** What all stacks together were found to be. */
export interface DeployedCheck {
  readonly stacks: readonly { readonly stack: string; readonly resources: number }[];
  readonly rules: number;
  readonly violations: readonly Violation[];
  readonly notes: readonly string[];
}

const STACK = "pulumi:pulumi:Stack";

/**
 * Checks the stacks as they are deployed, all together, against every rule of this tree.
 *
 * @param root Folder of the root program, whose stack files, inventory and exemptions count.
 * @param exports Files of exported stacks; the stacks themselves are asked where there are none.
 * @throws CliError where the files contradict each other, or a file is no export.
 */
export async function checkDeployed(
  root: string,
  exports: readonly string[],
  { openSession, progress, now, signal }: PreviewTools,
): Promise<DeployedCheck> {
  const places = await stackPlaces(root);
  const security = await readSecurityFiles(path.join(root, "policy"));
  if ("problems" in security) {
    throw usageError("The files of security cannot be read:", security.problems);
  }
  const open = (place: (typeof places)[number]) =>
    openSession({ cwd: path.join(root, place.folder), stack: place.stack });
  const learnt = await progress.phase("Inventory", () => learnStacks(root, places, open, signal));
  const nodes = await progress.phase("Stacks", () =>
    exports.length > 0
      ? Promise.all(exports.map(nodesOfFile))
      : Promise.all(places.map(async (place) => nodesOfExport(await (await open(place)).exported()))),
  );
  const all = nodes.flat();
  if (learnt.problems.length > 0) {
    throw usageError("The stacks' files have mistakes:", learnt.problems);
  }
  const found = inventoryOf({
    security: security.files.inventory,
    catalogue: learnt.catalogue,
    inAccount: learnt.inAccount,
    stacks: learnt.stacks.map((stack) => withOutputsOf(stack, all)),
  });
  if ("problems" in found) {
    throw usageError("The stacks' files and those of security disagree:", found.problems);
  }
  const names = [...new Set(all.map(({ urn }) => stackNameOf(urn) ?? urn))].sort();
  const strangers = names.filter((name) => found.inventory.stacks[name] === undefined);
  if (strangers.length > 0) {
    throw usageError(`There is no stack file of ${strangers.join(", ")}, so nobody knows what it is.`);
  }
  return {
    stacks: names.map((stack) => ({
      stack,
      resources: all.filter(({ urn }) => stackNameOf(urn) === stack).length,
    })),
    rules: RULES.length,
    violations: checkMerged(RULES, all, {
      asOf: new Date(now()).toISOString(),
      inventory: found.inventory,
      exemptions: security.files.exemptions,
    }),
    notes: learnt.notes,
  };
}

async function nodesOfFile(file: string): Promise<readonly Node[]> {
  try {
    return nodesOfExport(JSON.parse(await readFile(file, "utf8")));
  } catch (cause) {
    throw usageError(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/** An export has its stack's outputs, so nobody else need be asked for them. */
function withOutputsOf(stack: KnownStack, nodes: readonly Node[]): KnownStack {
  const root = nodes.find(({ type, urn }) => type === STACK && stackNameOf(urn) === stack.name);
  const outputs = Object.keys(root?.props ?? {}).flatMap((key) => {
    const reading = read(root?.props, key);
    return reading.is === "known" ? [[key, reading.value] as const] : [];
  });
  return { ...stack, outputs: { ...stack.outputs, ...Object.fromEntries(outputs) } };
}
