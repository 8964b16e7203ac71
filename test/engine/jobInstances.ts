import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { SANDBOX_CREDENTIALS } from "../../sandbox/environment";
import { REGION } from "./bakery";
import { PARAMETER, SERVICE, TABLE } from "./jobTable";
import { scheduleOf, type TestJob } from "./jobTimers";
import type { LinuxRoot } from "./linuxRoot/linuxRoot";

const FILES = path.resolve(__dirname, "../../images/scripts/base/files");
const RUN_JOB = "/usr/libexec/duotone/run-job";
const LIBRARY = ["/usr/lib/duotone/job-lease", "/usr/lib/duotone/job-turns"];

/** Seconds of a lease, as it is on an instance. */
export const LEASE = 60;

/** Where there is such a file, a runner is cut off from AWS: its calls do not come back. */
const cutOffFile = (job: string) => `/srv/cut-off-${job}`;

const WARM_AWS = "/srv/warmAws.py";
const WARM_AWS_SOURCE = path.join(__dirname, "linuxRoot/warmAws.py");
const WARM_AWS_SOCKET = "/srv/aws/socket";

/** The real AWS CLI, told where the emulator is. */
const AWS = `#!/bin/sh
[ ! -e "$CUT_OFF" ] || exec sleep 600
exec /usr/bin/python3 -I -S ${WARM_AWS} call ${WARM_AWS_SOCKET} --endpoint-url "$ENDPOINT" "$@"
`;

/** Says when it begins and ends, to the millisecond, and what it was told. */
const SAYS = `say() {
  printf '{"duotone":"the job","what":"%s","job":"%s","turn":"%s","run":%s,"colour":"%s","time":%s}\\n' \\
    "$1" "$DUOTONE_JOB" "$DUOTONE_JOB_TURN" "$DUOTONE_JOB_RUN" "$DUOTONE_CLUSTER" "$(date +%s%3N)"
}
`;

/** A line of the runner's log. */
export interface RunnerLine {
  readonly duotone: "job";
  readonly job: string;
  readonly colour: string;
  readonly instance: string;
  readonly turn: string;
  readonly run?: number;
  readonly leased?: string;
  readonly started?: string;
  readonly ended?: string;
  readonly exitCode?: number;
  readonly outcome?: string;
  readonly skipped?: string;
  readonly tookOver?: string;
  readonly heartbeat?: string;
}

/** A line of the job's program. */
export interface ProgramLine {
  readonly duotone: "the job";
  readonly what: "begins" | "goes on" | "ends";
  readonly job: string;
  readonly turn: string;
  readonly run: number;
  readonly colour: string;
  readonly time: number;
}

/** What an instance is told when it boots. */
export interface JobBoot {
  readonly endpoint: string;
  readonly cluster: string;

  /** The SSM parameter that says which colour is active. @default the one that there is */
  readonly parameter?: string;
  readonly jobs: Readonly<Record<string, TestJob>>;
}

/** One instance of a service with jobs: a Linux system of its own, with its own name and the cluster that it belongs to. */
export class JobInstance {
  public readonly runnerLines: RunnerLine[] = [];
  public readonly programLines: ProgramLine[] = [];

  /** By job, what was printed that is no line of either. */
  public readonly others: Record<string, readonly string[]> = {};
  private readonly runners = new Map<string, Promise<void>>();

  private constructor(
    private readonly root: LinuxRoot,
    public readonly id: string,
    private readonly told: JobBoot,
    private readonly aws: Promise<unknown>,
  ) {}

  public static async boot(root: LinuxRoot, id: string, told: JobBoot): Promise<JobInstance> {
    for (const file of [RUN_JOB, ...LIBRARY]) {
      await root.write(file, await readFile(path.join(FILES, file), "utf8"), "0755");
    }
    await root.output("useradd", "--system", "--user-group", "duotone");
    await root.write("/usr/local/bin/aws", AWS, "0755");
    await root.write(WARM_AWS, await readFile(WARM_AWS_SOURCE, "utf8"));
    await root.output("install", "--directory", "--owner", "duotone", path.dirname(WARM_AWS_SOCKET));
    await root.write("/var/lib/cloud/data/instance-id", `${id}\n`);
    for (const [name, { does }] of Object.entries(told.jobs)) {
      const program = `#!/bin/sh\n${SAYS}say begins\n${does}\nsay ends\n`;
      await root.write(`/opt/duotone/service/jobs/${name}`, program, "0755");
    }
    const aws = root.run(["python3", WARM_AWS, "serve", WARM_AWS_SOCKET], { user: "duotone:duotone" });
    while ((await root.run(["test", "-e", WARM_AWS_SOCKET])).exitCode !== 0) {
      await pause(100);
    }
    return new JobInstance(root, id, told, aws);
  }

  /** Tells it when its jobs are due. */
  public async plan(start: Date): Promise<void> {
    const { cluster, parameter = PARAMETER, jobs } = this.told;
    const boot = {
      service: SERVICE,
      cluster,
      commit: "3f1c9e0b7a2d4c5e6f708192a3b4c5d6e7f80912",
      region: REGION,
      activeColorParameter: parameter,
      coordinationTable: TABLE,
      jobs: Object.fromEntries(
        Object.entries(jobs).map(([name, job]) => [
          name,
          { schedule: scheduleOf(job, start), timeoutMinutes: job.timeoutMinutes },
        ]),
      ),
    };
    await this.root.write("/etc/duotone/boot.json", JSON.stringify(boot));
  }

  /** Waits until nothing runs on it any more. */
  public async shutDown(): Promise<void> {
    await Promise.all(this.runners.values());
    await this.root.output("rm", "--force", WARM_AWS_SOCKET);
    await this.aws;
  }

  /** What the job's timer does: starts its runner, unless it runs. */
  public wake(job: string): void {
    if (this.runners.has(job)) {
      return;
    }
    this.runners.set(
      job,
      this.runner(job).finally(() => this.runners.delete(job)),
    );
  }

  /** Waits until the job's runner does not run. */
  public async rest(job: string): Promise<void> {
    await this.runners.get(job);
  }

  /** From now on no call of the job's runner comes back. */
  public async cutOff(job: string): Promise<void> {
    await this.root.write(cutOffFile(job), "");
  }

  public async reconnect(job: string): Promise<void> {
    await this.root.output("rm", "--force", cutOffFile(job));
  }

  private async runner(job: string): Promise<void> {
    const ended = await this.root.run(["setsid", "--wait", RUN_JOB, job, String(LEASE)], {
      user: "duotone:duotone",
      proc: true,
      env: {
        ENDPOINT: this.told.endpoint,
        CUT_OFF: cutOffFile(job),
        AWS_ACCESS_KEY_ID: SANDBOX_CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: SANDBOX_CREDENTIALS.secretAccessKey,
        HOME: "/nonexistent",
        DUOTONE_CLUSTER: this.told.cluster,
      },
    });
    for (const line of [...ended.stdout.split("\n"), ...ended.stderr.split("\n")]) {
      if (line.startsWith('{"duotone":"job"')) {
        this.runnerLines.push(JSON.parse(line) as RunnerLine);
      } else if (line.startsWith('{"duotone":"the job"')) {
        this.programLines.push(JSON.parse(line) as ProgramLine);
      } else if (line !== "") {
        this.others[job] = [...(this.others[job] ?? []), line];
      }
    }
  }
}

/** Asserts that of all runs, as the programs themselves tell, one says its last word before the next says its first. */
export function assertOneAtATime(lines: readonly ProgramLine[]): void {
  const runs = [...lines]
    .sort((a, b) => a.time - b.time)
    .map(({ run, colour, turn }) => `${run} ${colour} ${turn}`);
  const changes = runs.filter((run, index) => run !== runs[index - 1]);
  assert.deepEqual(changes, [...new Set(changes)]);
}
