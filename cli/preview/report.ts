import { z } from "zod";

const finding = z.object({
  rule: z.string(),
  mandatory: z.boolean(),

  /** The resource's type and name; null where it is about something that is missing. */
  type: z.string().nullable(),
  name: z.string().nullable(),
  message: z.string(),
});

const step = z.object({
  change: z.enum(["create", "update", "replace", "delete", "forget"]),
  urn: z.string(),
  type: z.string(),
  name: z.string(),

  /** Name of the account; null where it is in none. */
  account: z.string().nullable(),
  protect: z.boolean(),
  properties: z.array(z.string()),
});

const stackReport = z.object({
  /** `<project>/<stack>` */
  stack: z.string(),

  /** Why the gate refuses, each by itself; empty where it does not. */
  problems: z.array(z.string()),
  findings: z.array(finding),

  /** What the rules did; null where nobody can tell. */
  evaluation: z
    .object({
      /** Rules that were asked about at least one resource, or about the whole stack. */
      rules: z.number(),

      /** Resources of the stack, components included. */
      resources: z.number(),

      /** Findings that exemptions take back. */
      exempt: z.number(),
    })
    .nullable(),
  steps: z.array(step),
  unchanged: z.number(),
  promotion: z.object({
    /** The promotion gate's reasons. */
    refusals: z.array(z.string()),
    move: z.object({ from: z.string(), to: z.string(), names: z.number() }).nullable(),
  }),
  seconds: z.number(),
});

const fileFinding = z.object({ file: z.string(), line: z.number(), message: z.string() });

/** What a preview found: the JSON document, and all that the screen and the comment show. */
export const previewReportSchema = z.object({
  /** What the change was compared with; null where the stacks were named. */
  base: z.string().nullable(),

  /** Where rules, exemptions and inventory come from; null where no stack is judged. */
  packFrom: z.string().nullable(),

  /** Why the gate refuses, where it is about no single stack. */
  problems: z.array(z.string()),
  files: z.array(fileFinding),

  /** What nobody could tell, and what else people should know. */
  notes: z.array(z.string()),
  stacks: z.array(stackReport),
});

export type PreviewReport = z.infer<typeof previewReportSchema>;
export type StackReport = z.infer<typeof stackReport>;
export type ReportedStep = z.infer<typeof step>;
export type ReportedFinding = z.infer<typeof finding>;

/** Whether the gate lets the change pass. */
export function isRefused({ problems, files, stacks }: PreviewReport): boolean {
  return problems.length > 0 || files.length > 0 || stacks.some(({ problems: own }) => own.length > 0);
}

/** Several reports as one: those of jobs that each previewed a part of the stacks. */
export function mergedReports(reports: readonly PreviewReport[]): PreviewReport {
  const distinct = (texts: readonly string[]) => [...new Set(texts)];
  const all = (texts: readonly (string | null)[]) =>
    distinct(texts.filter((text) => text !== null)).join(", ") || null;
  const files = new Map(
    reports.flatMap((report) => report.files).map((file) => [JSON.stringify(file), file] as const),
  );
  return {
    base: all(reports.map(({ base }) => base)),
    packFrom: all(reports.map(({ packFrom }) => packFrom)),
    problems: distinct(reports.flatMap(({ problems }) => problems)),
    files: [...files.values()],
    notes: distinct(reports.flatMap(({ notes }) => notes)),
    stacks: reports
      .flatMap(({ stacks }) => stacks)
      .sort((a, b) => (a.stack < b.stack ? -1 : a.stack > b.stack ? 1 : 0)),
  };
}
