import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { type Cloud, startCloud } from "../../sandbox/cloud/cloud";
import { ensureToolchain } from "../../sandbox/engine/toolchain";
import { consoleProgress } from "../../sandbox/progress";
import { OPENING_LIMIT } from "./bakery";
import { type JobBoot, JobInstance, type ProgramLine, type RunnerLine } from "./jobInstances";
import { ActiveColour, JobTable } from "./jobTable";
import { nextStart, playTimers, type TestJob, turnNames } from "./jobTimers";
import { useLinuxRoots } from "./linuxRoot/useLinuxRoot";

/** Milliseconds that all turns of a spec may take on a machine that is busy. */
export const LIMIT = 20 * 60 * 1000;

/** Instances, the parameter and the table that they see, and what was said. */
export class JobWorld {
  private start: Date;

  public constructor(
    public readonly cloud: Cloud,
    public readonly active: ActiveColour,
    public readonly table: JobTable,
    public readonly instances: readonly JobInstance[],
    private readonly jobs: Readonly<Record<string, TestJob>>,
  ) {
    this.start = nextStart(Object.values(jobs));
  }

  /** Counts the minutes of all jobs from now on, and tells the instances. */
  public async plan(): Promise<void> {
    this.start = nextStart(Object.values(this.jobs));
    await Promise.all(this.instances.map((instance) => instance.plan(this.start)));
  }

  /** All turns of a job. */
  public turns(name: string): readonly string[] {
    return turnNames(this.job(name), this.start);
  }

  /** Wakes some of the instances for all turns of a job, and waits until their runners have ended. */
  public play(name: string, instances: readonly JobInstance[]): Promise<void> {
    return playTimers(instances, { name, job: this.job(name), start: this.start });
  }

  public runnerLines(job: string): readonly RunnerLine[] {
    return this.instances.flatMap(({ runnerLines }) => runnerLines.filter((line) => line.job === job));
  }

  /** In the order of the turns. */
  public begun(job: string): readonly RunnerLine[] {
    return byTurn(this.runnerLines(job).filter(({ leased }) => leased !== undefined));
  }

  /** In the order of the turns. */
  public ended(job: string): readonly RunnerLine[] {
    return byTurn(this.runnerLines(job).filter(({ ended }) => ended !== undefined));
  }

  /** What the job's program said, of one turn or of all. */
  public programLines(job: string, turn?: string): readonly ProgramLine[] {
    return this.instances
      .flatMap(({ programLines }) => programLines)
      .filter((line) => line.job === job && (turn ?? line.turn) === line.turn)
      .sort((a, b) => a.time - b.time);
  }

  /** What was printed for a job and is no line of either. */
  public others(job: string): readonly string[] {
    return this.instances.flatMap(({ others }) => others[job] ?? []);
  }

  private job(name: string): TestJob {
    const job = this.jobs[name];
    assert.ok(job, `there is no job ${name}`);
    return job;
  }
}

/** Boots an instance for each of some clusters before the tests of a `describe`, and removes them after them. */
export function useJobInstances(
  jobs: Readonly<Record<string, TestJob>>,
  clusters: readonly Pick<JobBoot, "cluster" | "parameter">[],
): () => JobWorld {
  let world: JobWorld | undefined;
  let cloud: Cloud | undefined;
  let logDir = "";
  // Before the systems that they run in are removed.
  after(async function () {
    this.timeout(LIMIT);
    await Promise.all(world?.instances.map((instance) => instance.shutDown()) ?? []);
    world?.active.close();
    world?.table.close();
    await cloud?.stop();
    await rm(logDir, { recursive: true, force: true });
  });
  const roots = useLinuxRoots(clusters.length);
  before(async function () {
    this.timeout(OPENING_LIMIT);
    const [first] = roots();
    const why = await first?.whyNoProc();
    if (why !== undefined) {
      assert.notEqual(process.env.CI, "true", why);
      this.skip();
    }
    const { python } = await ensureToolchain(consoleProgress(process.stderr));
    logDir = await mkdtemp(path.join(tmpdir(), "duotone-jobs-"));
    cloud = await startCloud({ python, logDir, runId: path.basename(logDir) });
    const { endpoint } = cloud;
    const table = new JobTable(endpoint);
    await table.make();
    const instances = await Promise.all(
      roots().map((root, index) => {
        const { cluster = "", ...rest } = clusters[index] ?? {};
        return JobInstance.boot(root, `i-${index}`, { endpoint, cluster, jobs, ...rest });
      }),
    );
    world = new JobWorld(cloud, new ActiveColour(endpoint), table, instances, jobs);
    await world.plan();
  });
  return () => {
    assert.ok(world, "the instances have not booted yet: ask for them in a test");
    return world;
  };
}

function byTurn(lines: readonly RunnerLine[]): readonly RunnerLine[] {
  return [...lines].sort((a, b) => a.turn.localeCompare(b.turn));
}
