import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

import type { Surroundings } from "../context";
import { usageError } from "../cliError";
import { EXIT } from "../exitCodes";
import type * as comments from "../preview/comment";
import type * as markdown from "../preview/markdown";
import type * as reports from "../preview/report";
import type { PreviewReport } from "../preview/report";
import type * as runs from "../preview/runPreview";
import type * as screens from "../preview/screen";
import type * as selections from "../preview/selection";
import type { PreviewWish } from "../preview/selection";
import type { Terminal } from "../terminal";
import { type CommandResult, runTold } from "./command";

export interface PreviewOptions {
  readonly stack?: readonly string[];
  readonly all?: boolean;
  readonly base?: string;
  readonly packFrom: "base" | "worktree";
  readonly cwd?: string;
  readonly project?: string;
  readonly list?: boolean;
  readonly files?: boolean;
  readonly from?: readonly string[];
  readonly comment?: boolean;
  readonly pullRequest?: number;
  readonly json?: boolean;
  readonly color: boolean;
}

/** What it needs is loaded when it runs: the policies, the engine and the project's configuration take a second. */
const load = createRequire(__filename);

/** `duotone preview` */
export function preview(surroundings: Surroundings, options: PreviewOptions): Promise<number> {
  return runTold({ command: "preview" }, surroundings, options, async (terminal) => {
    if (options.list === true) {
      const { selectStacks } = load("../preview/selection") as typeof selections;
      return listed(await selectStacks(wishOf(surroundings, options)), terminal);
    }
    const { commentOf } = load("../preview/markdown") as typeof markdown;
    const { pullRequestOf, writeComment } = load("../preview/comment") as typeof comments;
    const { isRefused } = load("../preview/report") as typeof reports;
    const { previewScreen } = load("../preview/screen") as typeof screens;
    const target =
      options.comment === true ? pullRequestOf(surroundings.environment, options.pullRequest) : undefined;
    // The change's own program is about to run, and inherits what is in the environment.
    Reflect.deleteProperty(surroundings.environment, "GITHUB_TOKEN");
    const report = await reportOf(surroundings, options, terminal);
    terminal.print(previewScreen(report, terminal.columns, terminal.paint));
    if (target !== undefined) {
      const address = await writeComment(target, commentOf(report), surroundings.interruption.signal);
      terminal.note(`Comment: ${address}`);
    }
    const refused = isRefused(report);
    return { document: { ...report, refused }, exitCode: refused ? EXIT.refused : EXIT.done };
  });
}

async function reportOf(
  surroundings: Surroundings,
  options: PreviewOptions,
  terminal: Terminal,
): Promise<PreviewReport> {
  const { mergedReports } = load("../preview/report") as typeof reports;
  if (options.from !== undefined) {
    return mergedReports(await Promise.all(options.from.map((file) => readReport(surroundings.cwd, file))));
  }
  const { previewChange } = load("../preview/runPreview") as typeof runs;
  return previewChange(wishOf(surroundings, options), {
    openSession: surroundings.openSession,
    progress: surroundings.progress(terminal),
    now: () => surroundings.clock.now(),
    signal: surroundings.interruption.signal,
  });
}

function wishOf({ cwd }: Surroundings, options: PreviewOptions): PreviewWish {
  return {
    root: path.resolve(cwd, options.project ?? options.cwd ?? "."),
    isForeign: options.project !== undefined,
    stacks: options.stack ?? [],
    all: options.all === true,
    filesOnly: options.files === true,
    base: options.base,
    packFrom: options.packFrom,
  };
}

function listed({ places, removed }: selections.Selection, terminal: Terminal): CommandResult {
  terminal.print(
    places.length === 0 ? "The change touches no stack." : places.map(({ name }) => name).join("\n"),
  );
  return {
    document: {
      stacks: places.map(({ name, project, stack, folder }) => ({ name, project, stack, folder })),
      removed,
    },
  };
}

async function readReport(cwd: string, file: string): Promise<PreviewReport> {
  const { previewReportSchema } = load("../preview/report") as typeof reports;
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path.resolve(cwd, file), "utf8"));
  } catch (cause) {
    throw usageError(
      `${file} cannot be read as a JSON document: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
  const parsed = previewReportSchema.safeParse(json);
  if (parsed.success) {
    return parsed.data;
  }
  // A job that broke off wrote an error instead of a report: the gate must not pass because of it.
  const error = (json as { readonly error?: unknown } | null)?.error;
  if (typeof error === "string") {
    return { base: null, packFrom: null, problems: [error], files: [], notes: [], stacks: [] };
  }
  throw usageError(`${file} is no document of \`duotone preview --json\`.`);
}
