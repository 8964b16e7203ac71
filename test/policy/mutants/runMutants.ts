import { RULES } from "../../../policy/rules/rules";
import type { Violation } from "../../../policy/runner/violation";
import { declaredSettings } from "../support/declaredSettings";
import { declaredResources, type Mode, type Stack, stackFile, stackFileName } from "../support/declaredStack";
import { violationsOf } from "../support/judged";
import type { Mutant } from "./mutant";
import { MUTANTS } from "./mutants";
import { mutatedText, withMutant } from "./mutatedSource";

/** What became of a fault. */
export interface Outcome {
  readonly title: string;

  /** Ids of the rules that refuse it: they have violations that stop a run, and that the program without it has not. */
  readonly killedBy: readonly string[];
}

const DECLARED_STACK = "test/policy/support/declaredStack.ts";

/** Declares our own program once with each of the faults, and has every rule judge it. */
export async function runMutants(mutants: readonly Mutant[] = MUTANTS): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const mutant of mutants) {
    outcomes.push({ title: mutant.title, killedBy: await killersOf(mutant) });
  }
  return outcomes;
}

/** The rules that refuse one fault. */
export async function killersOf(mutant: Mutant): Promise<readonly string[]> {
  const { stack, mode = "preview" } = mutant;
  const settings = await declaredSettings(stack);
  const clean = await cleanViolations(stack, mode);
  const text = mutant.file === stackFileName(stack) ? mutatedText(mutant) : await stackFile(stack);
  const resources = await withMutant(mutant, DECLARED_STACK, (loaded) =>
    (loaded as typeof import("../support/declaredStack")).declareResources(stack, mode, text),
  );
  const found = violationsOf(RULES, resources, settings).filter(stops);
  return [
    ...new Set(found.filter((violation) => !clean.has(keyOf(violation))).map(({ rule }) => rule)),
  ].sort();
}

const cleanByStack = new Map<string, Promise<ReadonlySet<string>>>();

function cleanViolations(stack: Stack, mode: Mode): Promise<ReadonlySet<string>> {
  const key = `${stack} ${mode}`;
  const known = cleanByStack.get(key) ?? judgeClean(stack, mode);
  cleanByStack.set(key, known);
  return known;
}

async function judgeClean(stack: Stack, mode: Mode): Promise<ReadonlySet<string>> {
  const found = violationsOf(RULES, await declaredResources(stack, mode), await declaredSettings(stack));
  return new Set(found.filter(stops).map(keyOf));
}

const stops = ({ level }: Violation) => level === "mandatory";
const keyOf = ({ rule, urn, message }: Violation) => `${rule}\n${urn ?? ""}\n${message}`;
