import { randomBytes } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";

import { type Cloud, startCloud } from "./cloud/cloud";
import { LEAVING_INSTANCES_NOTE } from "./cloud/leavingInstances";
import type { GatewayClient } from "./cloud/gatewayClient";
import { ensureToolchain, type Toolchain } from "./engine/toolchain";
import {
  childEnvironment,
  SDK_NODE_WARNING,
  type SandboxEnvironmentArgs,
  shellExports,
  withheldVariables,
} from "./environment";
import { installPlugins } from "./plugins/install";
import { type Reaper, startReaper, stopRun } from "./processes";
import { type Progress, withStep } from "./progress";
import { claimState, removeRecord, type RunRecord, updateRecord } from "./runRecord";
import { PulumiProject } from "./story/pulumi";
import { readStackFile } from "./story/stackFiles";
import { UserError } from "./userError";
import { makeWorkCopy } from "./workCopy";

/** What an earlier run left in the state folder, and a new one makes anew. Plugins under `home` are worth keeping. */
const MADE_ANEW = ["state", "project", "logs", "exports", "report.json", "env"];

export interface SandboxArgs {
  /** Root of the clone, absolute. */
  readonly projectDir: string;

  /**
   * Folder of the run's state, below the clone, so that Node finds the clone's `node_modules` from the work copy.
   *
   * @default ".sandbox"
   */
  readonly stateDir?: string | undefined;
  readonly progress: Progress;
}

/** The open sandbox: an emulated cloud, an engine and a work copy of the projects. */
export interface Sandbox {
  readonly runId: string;
  readonly stateDir: string;
  readonly endpoint: string;
  readonly gateway: GatewayClient;
  readonly toolchain: Toolchain;

  /** The region of the stacks. */
  readonly region: string;

  /** The work copy, where configuration may be changed. */
  readonly workDir: string;

  /** Environment of every child process. */
  readonly env: Readonly<Record<string, string>>;
  readonly root: PulumiProject;
  readonly foundation: PulumiProject;

  /** Ends everything. */
  close(): Promise<void>;

  /** Lets the cloud live on after this process; `make sandbox-stop` ends it. */
  keep(): Promise<void>;
}

/**
 * Opens the sandbox: toolchain, cloud, plugins, work copy, environment.
 *
 * Whatever ends this process ends everything that was started, unless `keep` was called.
 *
 * @throws UserError where a prerequisite is missing or the state folder is in use.
 */
export async function openSandbox({
  projectDir,
  stateDir: folder = ".sandbox",
  progress,
}: SandboxArgs): Promise<Sandbox> {
  if (process.platform !== "linux") {
    throw new UserError(
      `The sandbox finds its processes through /proc, which ${process.platform} does not have. Run it on Linux, for ` +
        "example in a container.",
    );
  }
  const stateDir = path.resolve(projectDir, folder);
  const runId = `run-${randomBytes(6).toString("hex")}`;
  const record = await claimState(stateDir, runId);
  const reaper = await startReaper(runId);
  try {
    return await open({ projectDir, stateDir, progress, record, reaper });
  } catch (cause) {
    await stopRun(runId);
    await removeRecord(stateDir);
    throw cause;
  }
}

interface OpenArgs {
  readonly projectDir: string;
  readonly stateDir: string;
  readonly progress: Progress;
  readonly record: RunRecord;
  readonly reaper: Reaper;
}

async function open({ projectDir, stateDir, progress, record, reaper }: OpenArgs): Promise<Sandbox> {
  const { runId } = record;
  for (const name of MADE_ANEW) {
    await rm(path.join(stateDir, name), { recursive: true, force: true });
  }
  const workDir = path.join(stateDir, "project");
  const logDir = path.join(stateDir, "logs");
  for (const folder of ["state", "home", "logs", "exports"]) {
    await mkdir(path.join(stateDir, folder), { recursive: true });
  }

  const toolchain = await ensureToolchain(progress);
  const cloud = await withStep(progress, "cloud", () =>
    startCloud({ python: toolchain.python, logDir, runId }),
  );
  await withStep(progress, "plugins", () =>
    installPlugins({ pulumiHome: path.join(stateDir, "home"), toolchain, projectDir }),
  );
  await withStep(progress, "work copy", () => makeWorkCopy(projectDir, workDir));

  const { region } = await readStackFile(workDir, "prod");
  const environment: SandboxEnvironmentArgs = {
    runId,
    endpoint: cloud.endpoint,
    region,
    stateDir,
    binDir: toolchain.binDir,
    packerPluginDir: toolchain.packerPluginDir,
    downloadPlugins: toolchain.vendorPlugins,
  };
  const env = childEnvironment(process.env, environment);
  await writeFile(path.join(stateDir, "env"), shellExports(environment));
  await updateRecord(stateDir, { ...record, endpoint: cloud.endpoint });
  sayWithheld(progress);
  progress.step("stand-in for what runs on instances").done(LEAVING_INSTANCES_NOTE);
  process.env[SDK_NODE_WARNING] = "true";

  return {
    runId,
    stateDir,
    endpoint: cloud.endpoint,
    gateway: cloud.gateway,
    toolchain,
    region,
    workDir,
    env,
    root: new PulumiProject({ dir: workDir, env, logDir, runId }),
    foundation: new PulumiProject({ dir: path.join(workDir, "foundation"), env, logDir, runId }),
    close: () => close(cloud, runId, stateDir),
    keep: async () => {
      await updateRecord(stateDir, { ...record, endpoint: cloud.endpoint, kept: true });
      await reaper.release();
    },
  };
}

async function close(cloud: Cloud, runId: string, stateDir: string): Promise<void> {
  await cloud.stop();
  await stopRun(runId);
  await removeRecord(stateDir);
}

function sayWithheld(progress: Progress): void {
  const withheld = withheldVariables(process.env);
  if (withheld.length > 0) {
    progress
      .step("your AWS environment stays out of the sandbox")
      .done(`not passed on: ${withheld.join(", ")}`);
  }
}
