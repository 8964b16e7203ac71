import { writeFile } from "node:fs/promises";

import Table from "cli-table3";

import type { ResourceCounts } from "./engineEvents";
import type { CleanPreview, RefusedLine } from "./previewExpectations";
import type { StateDifference } from "./rebuild";

/** The story's steps, in their order. */
export const STEP_NAMES = [
  "first preview",
  "foundation up",
  "staging up",
  "prod up",
  "migrate prod",
  "prod up again",
  "previews under the rules",
  "preview of bad lines",
  "staging deploy",
  "deploy prod2",
  "migrate prod2",
  "promote prod2",
  "contract prod2",
  "promote refused",
  "rollback prod1",
  "destroy refused",
  "staging destroy",
  "staging rebuild",
] as const;

export type StepName = (typeof STEP_NAMES)[number];

/** One step of the story. */
export interface StepReport extends ResourceCounts {
  readonly name: StepName;
  readonly seconds: number;

  /** Route 53 change batches that were sent during the step. */
  readonly changeBatches: number;

  /** Calls to the emulated cloud during the step. */
  readonly calls: number;
  readonly exitCode: number;

  /** URNs of what was created, changed or deleted. */
  readonly changedUrns: readonly string[];

  /** What was expected of the step and did not come; empty where all did. */
  readonly problems: readonly string[];
}

/** What `.sandbox/report.json` says. */
export interface StoryReport {
  startedAt: string;
  steps: StepReport[];

  /** Public names that the switch moves. */
  publicNames: number;

  /** Public hosted zones that those names are in. */
  hostedZones: number;

  /** What the rules did in the foundation's preview before anything was there. */
  firstPreview?: CleanPreview;

  /** What the rules did in each stack's preview as it is. */
  cleanPreviews?: readonly CleanPreview[];

  /** What refused each bad line. */
  refusedLines?: readonly RefusedLine[];
  refusal?: { refused: boolean; message: string };

  /** Migrations of databases, as `duotone migrate` told of them. */
  migrations?: readonly Migrated[];

  /** Why a release could not come back after the contraction, in the gate's words. */
  schemaRefusal?: string;

  /** What became of instances that were to be destroyed. */
  drains?: {
    /** Those of the replaced fleet whose logs and files were confirmed before they went. */
    kept?: number;

    /** Why others stayed. */
    refusal?: string;

    /** What was said of them when an override let them go. */
    overridden?: string;
  };
  rebuild?: { equal: boolean; differences: readonly StateDifference[] };

  /** Artifacts that were uploaded before staging baked them. */
  artifacts: number;

  /** Peak of the sum over all processes of the run, proportional set size, in MB of 1024 kB. */
  peakMemoryMB: number;

  /** Name and version of each program that took part. */
  toolchain: Readonly<Record<string, string>>;
}

/** One migration of a service's database. */
export interface Migrated {
  readonly service: string;
  readonly version: number;
  readonly cluster: string;
}

export async function writeReport(file: string, report: StoryReport): Promise<void> {
  await writeFile(file, `${JSON.stringify(report, undefined, 2)}\n`);
}

/** The steps as a table for people. */
export function reportTable(report: StoryReport, color: boolean): string {
  const table = new Table({
    head: [
      "step",
      "created",
      "updated",
      "replaced",
      "deleted",
      "same",
      "change batches",
      "calls",
      "seconds",
      "",
    ],
    colAligns: ["left", "right", "right", "right", "right", "right", "right", "right", "right", "left"],
    style: { head: [], border: color ? ["grey"] : [] },
  });
  for (const step of report.steps) {
    table.push([
      step.name,
      step.created,
      step.updated,
      step.replaced,
      step.deleted,
      step.same,
      step.changeBatches,
      step.calls,
      step.seconds.toFixed(1),
      step.problems.length === 0 ? "ok" : "FAILED",
    ]);
  }
  return table.toString();
}

/** What the story showed, in sentences. */
export function reportSummary(report: StoryReport): string[] {
  const seconds = report.steps.reduce((sum, step) => sum + step.seconds, 0);
  const moved = report.steps.some(({ name, problems }) => name === "promote prod2" && problems.length === 0);
  const [names, zones] = [
    counted(report.publicNames, "public name"),
    counted(report.hostedZones, "hosted zone"),
  ];
  return [
    ...(moved ? [`${names} in ${zones} moved together, with one change batch per zone.`] : []),
    ...(report.firstPreview === undefined ? [] : [cleanSentence(report.firstPreview, "First preview")]),
    ...(report.cleanPreviews ?? []).map((clean) => cleanSentence(clean)),
    ...(report.refusedLines === undefined ? [] : [refusedSentence(report.refusedLines)]),
    ...(report.refusal?.refused === true ? [`Refused as it should be: ${report.refusal.message}`] : []),
    ...(report.migrations === undefined ? [] : [migratedSentence(report.migrations)]),
    ...(report.schemaRefusal === undefined ? [] : [`Refused after the contraction: ${report.schemaRefusal}`]),
    ...drainSentences(report.drains),
    ...(report.rebuild === undefined ? [] : [rebuildSentence(report.rebuild)]),
    `${counted(report.steps.length, "step")} in ${seconds.toFixed(0)} s, ${report.peakMemoryMB} MB at the peak.`,
  ];
}

function cleanSentence(
  { stack, rules, resources, exempt, advisory }: CleanPreview,
  preview = "Preview",
): string {
  return (
    `${preview} of ${stack}: ${counted(rules, "rule")} looked at ${counted(resources, "resource")}, ` +
    `${counted(exempt, "finding")} exempt, ${advisory} advisory.`
  );
}

function migratedSentence(migrations: readonly Migrated[]): string {
  const told = migrations.map(({ service, version, cluster }) => `${service} to ${version} on ${cluster}`);
  return `Databases migrated, each step by one command on one instance: ${told.join(", ")}.`;
}

function drainSentences({ kept, refusal, overridden }: NonNullable<StoryReport["drains"]> = {}): string[] {
  return [
    ...(kept === undefined
      ? []
      : [
          `Logs and files of ${counted(kept, "replaced instance")} were off them before they were destroyed.`,
        ]),
    ...(refusal === undefined ? [] : [`Not destroyed before that: ${refusal}`]),
    ...(overridden === undefined ? [] : [`Destroyed by an override: ${overridden}`]),
  ];
}

function refusedSentence(lines: readonly RefusedLine[]): string {
  const refused = lines.flatMap(({ family, rule, message }) =>
    message === undefined ? [] : [`${family} (${rule})`],
  );
  return `Bad lines refused by their rules: ${refused.length} of ${lines.length}: ${refused.join(", ")}.`;
}

function rebuildSentence(rebuild: NonNullable<StoryReport["rebuild"]>): string {
  return rebuild.equal
    ? "Staging, rebuilt from nothing, equals the first staging."
    : `Staging, rebuilt from nothing, differs from the first staging in ${counted(rebuild.differences.length, "place")}.`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
