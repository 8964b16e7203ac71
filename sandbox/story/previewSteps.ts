import { BAD_LINES, BAD_STACK } from "./badLines";
import {
  cleanPreviews,
  expectClean,
  expectFirstPreview,
  expectRefusedLines,
  refusedLines,
} from "./previewExpectations";
import { type PreviewRun, runPreview } from "./previewRun";
import type { StoryStep } from "./story";
import { changedFiles, recordHistory, withLines } from "./workTree";

const FOUNDATION = "duotone-foundation/org";

/** Every stack that the sandbox has. */
const STACKS = ["duotone/prod", "duotone/staging", FOUNDATION];

/**
 * The foundation's preview in a company that has an organization and nothing else. No account is there yet that a provider
 * could be asked in, and the rules judge all of it nonetheless.
 */
export const firstPreview: StoryStep<PreviewRun> = {
  name: "first preview",
  async run(story, step) {
    const { sandbox } = story;
    step.update("the company's existing organization");
    await story.existingCompany();
    // Making the organization is no part of the preview.
    await sandbox.gateway.resetCalls();
    step.update("the preview");
    return runPreview(sandbox, "first-preview", "--stack", FOUNDATION);
  },
  check({ report }, run, traffic) {
    const [clean] = cleanPreviews(run.report);
    if (clean !== undefined) {
      report.firstPreview = clean;
    }
    return expectFirstPreview(run, traffic, FOUNDATION);
  },
};

/** All stacks as they are, previewed as a pull request is, under the rules of the work copy's commit. */
export const previewsUnderRules: StoryStep<PreviewRun> = {
  name: "previews under the rules",
  async run({ sandbox }) {
    // The engine and earlier steps wrote into the stacks' files, which are no part of a change.
    await recordHistory(sandbox);
    return runPreview(sandbox, "previews-under-the-rules", "--all");
  },
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
