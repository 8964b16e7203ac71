import { readFile, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import path from "node:path";

import { setAccountQuota } from "../sandbox/cloud/accountRequests";
import { MemoryWatch } from "../sandbox/memory";
import { withStep } from "../sandbox/progress";
import { openSandbox, type Sandbox } from "../sandbox/session";
import { readEstate } from "../sandbox/separation/estate";
import { vpcsOf } from "../sandbox/separation/networks";
import { managementAccess } from "../sandbox/story/cloudAccess";
import { callCount, expectSuccess } from "../sandbox/story/expectations";
import { initFoundation, makeExistingOrganization } from "../sandbox/story/organization";
import type { EngineRun } from "../sandbox/story/pulumi";
import { resourcesOf } from "../sandbox/story/stackExport";
import { UserError } from "../sandbox/userError";
import type { Benchmark, BenchmarkArgs } from "./benchmark";
import { FEW, MANY, VERTICALS_UNITS, verticalsFigures, type VerticalsMeasurement } from "./verticalsFigures";
import { withVerticals } from "./verticalsStack";

/** The stack whose verticals are made: production, whose networks are the larger. */
const STACK = "prod";

/** Accounts that are there beside the verticals': of management, delivery and audit. */
const OTHER_ACCOUNTS = 3;

/** What a platform takes from nothing to accounts and networks, and what each further vertical adds. */
export const verticalsBenchmark: Benchmark = {
  name: "verticals",
  description: `an empty organization to all accounts and networks, with ${FEW} and with ${MANY} verticals`,
  units: VERTICALS_UNITS,
  async run(args) {
    // One after the other, each in a cloud of its own: neither finds anything of the other's.
    const few = await measure(args, FEW);
    const many = await measure(args, MANY);
    return verticalsFigures(few, many, availableParallelism());
  },
};

async function measure(args: BenchmarkArgs, verticals: number): Promise<VerticalsMeasurement> {
  const sandbox = await openSandbox(args);
  const memory = new MemoryWatch(sandbox.runId);
  try {
    await prepare(sandbox, verticals);
    await sandbox.gateway.resetCalls();
    memory.start();
    const foundation = await withStep(args.progress, `foundation for ${verticals} verticals`, (step) =>
      sandbox.foundation.up("org", { step }),
    );
    expectMade(foundation);
    const stack = await withStep(args.progress, `${verticals} verticals`, (step) =>
      sandbox.root.up(STACK, { step }),
    );
    expectMade(stack);
    memory.stop();
    const calls = callCount({ calls: await sandbox.gateway.calls(), batches: [] });
    const states = [await sandbox.foundation.export("org"), await sandbox.root.export(STACK)];
    expectNetworks(states, verticals);
    return {
      verticals,
      upSeconds: [foundation.seconds, stack.seconds],
      calls,
      resources: states.flatMap(resourcesOf).length,
      peakMemoryMB: memory.peakMB,
    };
  } finally {
    memory.stop();
    await sandbox.close();
  }
}

/** An organization that has room for the accounts and nothing else, and the stacks' files as they are to be. */
async function prepare(sandbox: Sandbox, verticals: number): Promise<void> {
  const management = managementAccess(sandbox.endpoint, sandbox.region);
  await makeExistingOrganization(management);
  await setAccountQuota(management, verticals + OTHER_ACCOUNTS);
  const file = path.join(sandbox.workDir, `Pulumi.${STACK}.yaml`);
  await writeFile(file, withVerticals(await readFile(file, "utf8"), STACK, verticals));
  await initFoundation(sandbox.foundation);
  await sandbox.root.stackInit(STACK);
}

function expectMade(run: EngineRun): void {
  const problems = expectSuccess(run);
  if (problems.length > 0) {
    throw new UserError(`${problems.join("\n")}\nThe whole output is in ${run.logFile}`);
  }
}

/** @throws UserError where the states do not have as many accounts and networks as were asked for. */
function expectNetworks(states: readonly unknown[], verticals: number): void {
  const estate = readEstate(states);
  const networks = vpcsOf(estate).length;
  if (estate.verticals.length !== verticals || networks !== verticals) {
    throw new UserError(
      `Asked for were ${verticals} verticals, made were ${estate.verticals.length} accounts and ${networks} networks.`,
    );
  }
}
