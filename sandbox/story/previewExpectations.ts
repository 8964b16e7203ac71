import type { PreviewReport } from "../../cli/preview/report";
import type { BadLine } from "./badLines";
import { expectCreated, expectNoChange, expectSuccess, type Traffic, writes } from "./expectations";
import type { PreviewRun } from "./previewRun";

/** What the rules did in the clean preview of one stack. */
export interface CleanPreview {
  readonly stack: string;
  readonly rules: number;
  readonly resources: number;
  readonly exempt: number;
  readonly advisory: number;
}

/** What refused a bad line. */
export interface RefusedLine {
  readonly family: string;
  readonly file: string;
  readonly rule: string;
  readonly name: string;

  /** What the rule says of the resource; undefined where it says nothing. */
  readonly message: string | undefined;
}

/** What the rules did in each stack of a report. A stack whose rules did not get to their end has no place in it. */
export function cleanPreviews(report: PreviewReport | undefined): CleanPreview[] {
  return (report?.stacks ?? []).flatMap(({ stack, evaluation, findings }) =>
    evaluation === null
      ? []
      : [{ stack, ...evaluation, advisory: findings.filter(({ mandatory }) => !mandatory).length }],
  );
}

/** What previews of stacks that nothing is wrong with must look like: all rules have run, and none finds anything. */
export function expectClean(run: PreviewRun, traffic: Traffic, stacks: readonly string[]): string[] {
  return [
    ...expectNoViolation(run, traffic, stacks),
    ...expectNoChange(run),
    ...(run.report?.notes ?? []).map((note) => `expected nothing to note, came: ${note}`),
  ];
}

/**
 * What the preview of a stack must look like that was never deployed: everything is made, all rules have run, and none finds
 * anything. That others are not there either is noted.
 */
export function expectFirstPreview(run: PreviewRun, traffic: Traffic, stack: string): string[] {
  const { updated, replaced, deleted, same } = run;
  return [
    ...expectNoViolation(run, traffic, [stack]),
    ...expectCreated(run),
    ...(updated + replaced + deleted + same === 0
      ? []
      : [
          `expected nothing to be there, came ${updated} updated, ${replaced} replaced, ${deleted} deleted, ${same} same`,
        ]),
  ];
}

function expectNoViolation(run: PreviewRun, traffic: Traffic, stacks: readonly string[]): string[] {
  const told = new Map(cleanPreviews(run.report).map((clean) => [clean.stack, clean]));
  return [
    ...expectSuccess(run),
    ...expectNothingSent(traffic),
    ...stacks.flatMap((stack) => {
      const clean = told.get(stack);
      return clean !== undefined && clean.rules > 0 && clean.resources > 0
        ? []
        : [`expected the rules to look at ${stack}, which they did not`];
    }),
    ...(run.report?.stacks ?? []).flatMap(({ stack, findings }) =>
      findings.map(
        ({ rule, type, name, message }) =>
          `expected no violation in ${stack}, came ${rule} of ${type ?? stack} ${name ?? ""}: ${message}`,
      ),
    ),
  ];
}

/** What was said of each bad line. */
export function refusedLines(report: PreviewReport | undefined, lines: readonly BadLine[]): RefusedLine[] {
  return lines.map(({ family, file, rule, name }) => {
    const said =
      rule === FILE_CHECK
        ? report?.files.find((finding) => finding.file === name)
        : (report?.stacks ?? [])
            .flatMap(({ findings }) => findings)
            .find((finding) => finding.mandatory && finding.rule === rule && finding.name === name);
    return { family, file, rule, name, message: said?.message };
  });
}

/** What a preview of bad lines must look like: a rule refuses each by the name of its resource. */
export function expectRefusedLines(run: PreviewRun, traffic: Traffic, lines: readonly BadLine[]): string[] {
  return [
    ...(run.exitCode === REFUSED
      ? []
      : [`expected ${run.command} to end with ${REFUSED}, came ${run.exitCode}`]),
    ...expectNothingSent(traffic),
    ...refusedLines(run.report, lines)
      .filter(({ message }) => message === undefined)
      .map(
        ({ family, file, rule, name }) =>
          `expected ${rule} of ${family} to refuse the line in ${file} and to name ${name}`,
      ),
  ];
}

/** The check of the tree has no rule in the pack. */
const FILE_CHECK = "SEC-02";

/** What `duotone` ends with where a gate refuses; see docs/cli.md. */
const REFUSED = 3;

function expectNothingSent(traffic: Traffic): string[] {
  const sent = writes(traffic);
  return sent.length === 0 ? [] : [`expected nothing to be sent but questions, sent were ${sent.join(", ")}`];
}
