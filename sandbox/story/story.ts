import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

import type { AttributeValue } from "@aws-sdk/client-dynamodb";

import { MemoryWatch } from "../memory";
import type { Progress, ProgressStep } from "../progress";
import type { Sandbox } from "../session";
import { UserError } from "../userError";
import { type CloudAccess, managementAccess } from "./cloudAccess";
import { batchCount, callCount, type Traffic } from "./expectations";
import { initFoundation, makeExistingOrganization } from "./organization";
import type { EngineRun, PulumiProject } from "./pulumi";
import { type LiveNames, readLiveNames, releaseSwitchOf, type SwitchState } from "./publicNames";
import { type StepName, type StoryReport, writeReport } from "./report";

/** One step of the story: what is done, and what must have come of it. */
export interface StoryStep<Run extends EngineRun = EngineRun> {
  readonly name: StepName;

  /** Does it, and returns the run of the engine that counts. */
  run(story: Story, step: ProgressStep): Promise<Run>;

  /** @returns What was expected and did not come, one sentence each. */
  check(story: Story, run: Run, traffic: Traffic): Promise<string[]> | string[];
}

/** What the steps of a story know of each other. */
export class Story {
  /** Set by the foundation's step: the account of images and public names. */
  public delivery: CloudAccess | undefined;

  /** The first staging, to compare the rebuilt one with. */
  public firstStaging: unknown;

  /** What staging ran first of the service that gets the next release. */
  public firstCommit = "";

  /** Where the next release's schema stood before its contraction: the item as it was kept. */
  public expanded: Record<string, AttributeValue> | undefined;

  private company: Promise<void> | undefined;

  public constructor(
    public readonly sandbox: Sandbox,
    public readonly report: StoryReport,
  ) {}

  public get management(): CloudAccess {
    return managementAccess(this.sandbox.endpoint, this.sandbox.region);
  }

  /** Makes, once, what a company has before it gets duotone, and the foundation's stack, which is empty. */
  public existingCompany(): Promise<void> {
    this.company ??= makeExistingOrganization(this.management).then(() =>
      initFoundation(this.sandbox.foundation),
    );
    return this.company;
  }

  /** Writes the stack's export to the run's folder and returns it. */
  public async export(project: PulumiProject, name: string, stack: string): Promise<unknown> {
    const exported = await project.export(stack);
    const folder = path.join(this.sandbox.stateDir, "exports");
    await mkdir(folder, { recursive: true });
    await writeFile(
      path.join(folder, `${name}-${stack}.json`),
      `${JSON.stringify(exported, undefined, 2)}\n`,
    );
    return exported;
  }

  /** Prod's release switch, as the state has it. */
  public async releaseSwitch(): Promise<SwitchState> {
    return releaseSwitchOf(await this.export(this.sandbox.root, "duotone", "prod"));
  }

  /** Prod's release switch, and what its names point at in the cloud. */
  public async publicNames(): Promise<{ state: SwitchState; live: LiveNames }> {
    const state = await this.releaseSwitch();
    if (this.delivery === undefined) {
      throw new Error("The foundation is not there yet.");
    }
    return { state, live: await readLiveNames(this.delivery, state) };
  }

  /** Sets prod's active colour in the work copy, as a user does. */
  public setActiveColor(color: string): Promise<void> {
    return this.sandbox.root.configSet("prod", "activeColor", color);
  }
}

export interface StoryArgs {
  readonly sandbox: Sandbox;
  readonly steps: readonly StoryStep[];
  readonly progress: Progress;
}

/** How a story went. `failure` is what stopped it; absent where every step did what it should. */
export interface StoryResult {
  readonly report: StoryReport;
  readonly failure?: Error | undefined;
}

/**
 * Tells the story: one step after the other, until one does not do what it should.
 *
 * The report is written after every step, so that a run that is ended leaves what it found.
 */
export async function tellStory({ sandbox, steps, progress }: StoryArgs): Promise<StoryResult> {
  const report: StoryReport = {
    startedAt: new Date().toISOString(),
    steps: [],
    publicNames: 0,
    hostedZones: 0,
    artifacts: 0,
    peakMemoryMB: 0,
    toolchain: sandbox.toolchain.versions,
  };
  const story = new Story(sandbox, report);
  const memory = new MemoryWatch(sandbox.runId);
  const save = () => {
    report.peakMemoryMB = memory.peakMB;
    return writeReport(path.join(sandbox.stateDir, "report.json"), report);
  };
  memory.start();
  try {
    await save();
    for (const step of steps) {
      const failure = await tellStep(story, step, progress);
      await save();
      if (failure !== undefined) {
        return { report, failure };
      }
    }
    return { report };
  } finally {
    memory.stop();
  }
}

async function tellStep(story: Story, step: StoryStep, progress: Progress): Promise<Error | undefined> {
  const { gateway } = story.sandbox;
  const line = progress.step(step.name);
  const started = performance.now();
  try {
    await gateway.resetCalls();
    const run = await step.run(story, line);
    const seconds = (performance.now() - started) / 1000;
    const traffic = { calls: await gateway.calls(), batches: await gateway.changeBatches() };
    const problems = await step.check(story, run, traffic);
    const { created, updated, replaced, deleted, same, exitCode, changedUrns } = run;
    story.report.steps.push({
      name: step.name,
      seconds: Math.round(seconds * 10) / 10,
      created,
      updated,
      replaced,
      deleted,
      same,
      changeBatches: batchCount(traffic),
      calls: callCount(traffic),
      exitCode,
      changedUrns,
      problems,
    });
    if (problems.length > 0) {
      line.fail(problems.length === 1 ? "one expectation failed" : `${problems.length} expectations failed`);
      return failureOf(step.name, problems, run.logFile);
    }
    line.done(
      `${created} created, ${updated} updated, ${replaced} replaced, ${deleted} deleted, ${same} same`,
    );
    return undefined;
  } catch (cause) {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    line.fail(error.message);
    return error;
  }
}

function failureOf(name: StepName, problems: readonly string[], logFile: string): UserError {
  const list = problems.map((problem) => ` - ${problem}`).join("\n");
  return new UserError(
    `The step "${name}" did not do what it should:\n${list}\nThe whole output is in ${logFile}`,
  );
}
