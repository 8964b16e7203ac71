import { writeFile } from "node:fs/promises";
import path from "node:path";

import { isRefused, type PreviewReport, previewReportSchema } from "../../cli/preview/report";
import { runDuotone } from "../duotoneCommand";
import type { EndedProcess } from "../limitedProcess";
import type { Sandbox } from "../session";
import type { Diagnostic } from "./engineEvents";
import type { EngineRun } from "./pulumi";
import { beginHistory } from "./workTree";

/** What one run of `duotone preview` did. */
export interface PreviewRun extends EngineRun {
  /** Undefined where it wrote none, because it could not begin. */
  readonly report: PreviewReport | undefined;
}

/**
 * Runs `duotone preview` in the work copy as `make preview` does, under the rules of the copy's commit.
 *
 * @param name What its log is called.
 */
export async function runPreview(
  sandbox: Sandbox,
  name: string,
  ...args: readonly string[]
): Promise<PreviewRun> {
  await beginHistory(sandbox);
  const ended = await runDuotone(sandbox, "preview", ...args, "--json");
  const logFile = path.join(sandbox.stateDir, "logs", `${name.replaceAll(" ", "-")}.log`);
  await writeFile(logFile, ended.stdout + ended.stderr);
  return previewRunOf(ended, ["duotone preview", ...args].join(" "), logFile);
}

/** What an ended `duotone preview --json` did. */
export function previewRunOf(ended: EndedProcess, command: string, logFile: string): PreviewRun {
  const report = reportIn(ended.stdout);
  const steps = (report?.stacks ?? []).flatMap((stack) => stack.steps);
  const count = (change: (typeof steps)[number]["change"]) =>
    steps.filter((step) => step.change === change).length;
  return {
    command,
    exitCode: ended.exitCode,
    seconds: ended.seconds,
    timedOut: ended.timedOut,
    created: count("create"),
    updated: count("update"),
    replaced: count("replace"),
    deleted: count("delete") + count("forget"),
    same: (report?.stacks ?? []).reduce((sum, { unchanged }) => sum + unchanged, 0),
    changedUrns: steps.map(({ urn }) => urn),
    diagnostics: report === undefined ? [error(ended.stderr)] : diagnosticsOf(report),
    output: ended.stdout + ended.stderr,
    logFile,
    report,
  };
}

function reportIn(stdout: string): PreviewReport | undefined {
  try {
    return previewReportSchema.safeParse(JSON.parse(stdout)).data;
  } catch {
    return undefined;
  }
}

/** Everything that is in the way, as errors. */
function diagnosticsOf(report: PreviewReport): Diagnostic[] {
  return isRefused(report)
    ? [
        ...report.problems.map(error),
        ...report.files.map(({ file, line, message }) => error(`${file}:${line}: ${message}`)),
        ...report.stacks.flatMap(({ stack, problems, findings, promotion }) => [
          ...promotion.refusals.map(error),
          ...problems.map((problem) => error(`${stack}: ${problem}`)),
          ...findings
            .filter(({ mandatory }) => mandatory)
            .map(({ rule, type, name, message }) =>
              error(`${rule} ${type ?? stack} ${name ?? ""}: ${message}`),
            ),
        ]),
      ]
    : [];
}

function error(message: string): Diagnostic {
  return { severity: "error", message };
}
