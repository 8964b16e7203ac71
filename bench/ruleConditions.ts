import { mkdir, readFile, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import path from "node:path";

import { withStep } from "../sandbox/progress";
import { UserError } from "../sandbox/userError";
import type { Benchmark } from "./benchmark";
import { askAll } from "./conditions/askAll";
import type { Question } from "./conditions/question";
import { removalsOf } from "./conditions/removals";
import { sourcesOf, specsOf } from "./conditions/specsOf";

/** Every figure of the benchmark and its unit. What each is, is said in README.md. */
export const RULES_UNITS = {
  files: "1",
  conditions: "1",
  conditionsNoticed: "1",
  noticedShare: "1",
  cores: "1",
} as const;

/** Where the conditions are listed whose removal no test notices. */
const LIST = ".bench/rules-unnoticed.txt";

/** A source without one of its conditions. */
interface Removed extends Question {
  readonly line: number;
  readonly what: string;
}

/** Whether removing a condition of a rule makes a test of its family fail. */
export const rulesBenchmark: Benchmark = {
  name: "rules",
  description: "every condition of every rule removed, one at a time: whether a test of its family fails",
  units: RULES_UNITS,
  async run({ projectDir, progress }) {
    const files = sourcesOf(projectDir, process.env.ONLY);
    const processes = availableParallelism();
    await withStep(progress, "tests of the rules as they are", async () => {
      const failing: string[] = [];
      const asIs = files.map((file): Question => ({
        file,
        text: undefined,
        specs: specsOf(projectDir, file),
      }));
      const families = [...new Map(asIs.map((question) => [path.dirname(question.file), question])).values()];
      await askAll(families, processes, ({ file }, { noticed }) => {
        failing.push(...(noticed ? [path.dirname(file)] : []));
      });
      if (failing.length > 0) {
        throw new UserError(`Tests fail before anything is removed: ${failing.join(", ")}.`);
      }
    });
    const removed = (await Promise.all(files.map((file) => removedFrom(projectDir, file)))).flat();
    const unnoticed: string[] = [];
    await withStep(progress, "conditions of the rules", (step) =>
      askAll(removed, processes, ({ file, line, what }, { noticed }, done) => {
        if (!noticed) {
          unnoticed.push(`${file}:${line}: ${what}`);
        }
        step.update(`${done} of ${removed.length}, ${unnoticed.length} unnoticed`);
      }),
    );
    await mkdir(path.join(projectDir, path.dirname(LIST)), { recursive: true });
    await writeFile(path.join(projectDir, LIST), `${unnoticed.sort(byPlace).join("\n")}\n`);
    const noticed = removed.length - unnoticed.length;
    return {
      files: files.length,
      conditions: removed.length,
      conditionsNoticed: noticed,
      // Cut, because 1 would say that every one is noticed.
      noticedShare: Math.floor((noticed / removed.length) * 1000) / 1000,
      cores: processes,
    };
  },
};

async function removedFrom(projectDir: string, file: string): Promise<readonly Removed[]> {
  const specs = specsOf(projectDir, file);
  return removalsOf(await readFile(path.join(projectDir, file), "utf8")).map((removal) => ({
    file,
    specs,
    ...removal,
  }));
}

/** By file, and then by line as a number. */
const byPlace = (a: string, b: string) => a.localeCompare(b, "en", { numeric: true });
