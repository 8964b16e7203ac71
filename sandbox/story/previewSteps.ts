import { BAD_LINES, BAD_STACK } from "./badLines";
import { cleanPreviews, expectClean, expectRefusedLines, refusedLines } from "./previewExpectations";
import { type PreviewRun, runPreview } from "./previewRun";
import type { StoryStep } from "./story";
import { changedFiles, withLines } from "./workTree";

/** Every stack that the sandbox has. */
const STACKS = ["duotone/prod", "duotone/staging", "duotone-foundation/org"];

/** All stacks as they are, previewed as a pull request is, under the rules of the work copy's commit. */
export const previewsUnderRules: StoryStep<PreviewRun> = {
  name: "previews under the rules",
  run: ({ sandbox }) => runPreview(sandbox, "previews-under-the-rules", "--all"),
  check: ({ report }, run, traffic) => {
    report.cleanPreviews = cleanPreviews(run.report);
    return expectClean(run, traffic, STACKS);
  },
};

/** A bad line for each family of rules: all of them are refused, each by its own rule, and nothing has happened. */
export const previewOfBadLines: StoryStep<PreviewRun> = {
  name: "preview of bad lines",
  run: ({ sandbox }) =>
    withLines(sandbox, BAD_LINES, () => runPreview(sandbox, "preview-of-bad-lines", "--stack", BAD_STACK)),
  async check({ sandbox, report }, run, traffic) {
    report.refusedLines = refusedLines(run.report, BAD_LINES);
    const left = await changedFiles(sandbox);
    return [
      ...expectRefusedLines(run, traffic, BAD_LINES),
      ...left.map((file) => `expected the work copy to be as it was, changed is ${file}`),
    ];
  },
};
