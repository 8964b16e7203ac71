import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

const RULES = "policy/rules";
const SPECS = "test/policy/rules";

/**
 * The specs that a source of the rules is tested by: its own first, for it mostly notices, and then those of its family.
 *
 * @param file Path in the project, as are the specs'.
 */
export function specsOf(projectDir: string, file: string): readonly string[] {
  const family = path.dirname(path.relative(RULES, file));
  const folder = path.join(SPECS, family);
  const own = path.join(folder, `${path.basename(file, ".ts")}.spec.ts`);
  const all = readdirSync(path.join(projectDir, folder))
    .filter((name) => name.endsWith(".spec.ts"))
    .map((name) => path.join(folder, name))
    .sort();
  return existsSync(path.join(projectDir, own)) ? [own, ...all.filter((spec) => spec !== own)] : all;
}

/** Sources of the families of rules below a folder, sorted. */
export function sourcesOf(projectDir: string, below: string = RULES): readonly string[] {
  return readdirSync(path.join(projectDir, below), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => path.join(below, name))
    .filter((file) => path.dirname(file) !== RULES)
    .sort();
}
