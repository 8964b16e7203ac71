import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Cloud, startCloud } from "../../../sandbox/cloud/cloud";
import { cacheRoot } from "../../../sandbox/engine/cache";
import { platformOf } from "../../../sandbox/engine/platform";
import { emulatorPython, findPython } from "../../../sandbox/engine/python";
import { RecordedProgress } from "../engine/support";

/** A cloud of a test's own. */
export interface TestCloud extends Cloud {
  readonly logDir: string;
  readonly runId: string;
}

/**
 * The interpreter with the emulator's packages: `DUOTONE_PYTHON`, or that of the toolchain's cache, installed now if
 * need be (about ten seconds).
 */
export async function testPython(): Promise<string> {
  const chosen = process.env.DUOTONE_PYTHON;
  if (chosen !== undefined && chosen !== "") {
    return chosen;
  }
  const python = await findPython(process.env);
  if (typeof python === "string") {
    throw new Error(python);
  }
  const { signal } = new AbortController();
  const context = {
    env: process.env,
    platform: platformOf(),
    cacheRoot: cacheRoot(process.env),
    report: new RecordedProgress(),
    signal,
  };
  return (await emulatorPython(python, context)).path;
}

/** Starts gateway and emulator. To be ended with `stopTestCloud`. */
export async function startTestCloud(): Promise<TestCloud> {
  const logDir = await mkdtemp(path.join(tmpdir(), "duotone-cloud-"));
  const runId = `test-${randomUUID()}`;
  const cloud = await startCloud({ python: await testPython(), logDir, runId });
  return { ...cloud, logDir, runId };
}

export async function stopTestCloud(cloud: TestCloud): Promise<void> {
  await cloud.stop();
  await rm(cloud.logDir, { recursive: true, force: true });
}

/** Credentials of a role that the management account assumes in another account. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** What every SDK client needs to reach a cloud; the management account's keys, unless others are given. */
export function clientConfig(
  { endpoint }: Pick<Cloud, "endpoint">,
  credentials: { accessKeyId: string; secretAccessKey: string } = {
    accessKeyId: "test",
    secretAccessKey: "test",
  },
) {
  return { endpoint, region: "eu-west-1", credentials, maxAttempts: 1 };
}
