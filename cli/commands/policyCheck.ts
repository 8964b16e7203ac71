import { createRequire } from "node:module";
import path from "node:path";

import type { Surroundings } from "../context";
import { nameOf, typeOf } from "../engine/engineProgress";
import { EXIT } from "../exitCodes";
import type * as checks from "../preview/checkDeployed";
import { findingWords, groupedFindings } from "../preview/planWords";
import { bullets, facts } from "../screens/layout";
import { counted } from "../screens/words";
import type { Terminal } from "../terminal";
import { runTold } from "./command";

export interface PolicyCheckOptions {
  readonly cwd?: string;
  readonly json?: boolean;
  readonly color: boolean;
}

/** The rules are loaded when they are asked. */
const load = createRequire(__filename);

/** `duotone policy check [export...]` */
export function checkPolicies(
  surroundings: Surroundings,
  exports: readonly string[],
  options: PolicyCheckOptions,
): Promise<number> {
  return runTold({ command: "policy check" }, surroundings, options, async (terminal) => {
    const { checkDeployed } = load("../preview/checkDeployed") as typeof checks;
    const root = path.resolve(surroundings.cwd, options.cwd ?? ".");
    const found = await checkDeployed(
      root,
      exports.map((file) => path.resolve(surroundings.cwd, file)),
      {
        openSession: surroundings.openSession,
        progress: surroundings.progress(terminal),
        now: () => surroundings.clock.now(),
        signal: surroundings.interruption.signal,
      },
    );
    const refused = found.violations.some(({ level }) => level === "mandatory");
    terminal.print(checkScreen(found, refused, terminal));
    return { document: { ...found, refused }, exitCode: refused ? EXIT.refused : EXIT.done };
  });
}

function checkScreen(
  { stacks, rules, violations, notes }: checks.DeployedCheck,
  refused: boolean,
  { columns, paint }: Terminal,
): string {
  const findings = violations.map(({ rule, urn, level, message }) => ({
    rule,
    mandatory: level === "mandatory",
    type: urn === undefined ? null : `${typeOf(urn)} of ${placeOf(urn)}`,
    name: urn === undefined ? null : nameOf(urn),
    message,
  }));
  const lines = groupedFindings(findings).map(findingWords);
  return [
    ...(lines.length === 0 ? [] : [bullets(lines, columns), ""]),
    (refused ? paint.bad : paint.good)(
      paint.strong(`${counted(violations.length, "violation")} of ${counted(rules, "rule")}.`),
    ),
    facts(
      [
        {
          label: "stacks",
          lines: stacks.map(({ stack, resources }) => `${stack}: ${counted(resources, "resource")}`),
        },
        { label: "notes", lines: notes },
      ],
      columns,
    ),
  ].join("\n");
}

/** `<project>/<stack>` */
function placeOf(urn: string): string {
  const [, , stack = "", project = ""] = urn.split(/::|:/, 4);
  return `${project}/${stack}`;
}
