import { isDenial } from "../accountAccess/verdict";
import { mapBounded } from "../switch/bounded";
import { errorText } from "../switch/failure";
import { clearRegion } from "./clearRegion";
import { accountOf } from "./inputs";
import type { NetworkCloud, NetworksInputs, NetworksTools } from "./types";

/** Regions at a time. In each, EC2 is asked some eight things at once. */
const AT_ONCE = 4;

/** Seconds for one region. A new account may take minutes until EC2 is open there. */
const CLEAR_SECONDS = 300;

/** Seconds for the one question to a region. */
const LOOK_SECONDS = 60;

/** What became of the default networks of an account. */
export interface Clearance {
  /** Regions that have none now. */
  readonly cleared: readonly string[];

  /** Every region in which the removal failed, why, and what to do. Absent where it failed in none. */
  readonly failure?: string;

  /** Whether a call was sent that changes something. */
  readonly hasBegun: boolean;
}

/** Removes the default network of an account in every region. A region that fails stops no other. */
export async function clearRegions(tools: NetworksTools, inputs: NetworksInputs): Promise<Clearance> {
  const account = accountOf(inputs);
  let hasBegun = false;
  const begin = () => {
    hasBegun = true;
  };
  const results = await inEveryRegion(tools, inputs, CLEAR_SECONDS, async (cloud, region, signal) => {
    await clearRegion(tools, watched(cloud, begin), { account, region }, signal);
  });
  const failed = results.filter((result) => "failure" in result);
  const cleared = results.filter((result) => !("failure" in result)).map(({ region }) => region);
  if (failed.length === 0) {
    return { cleared, hasBegun };
  }
  const lines = failed.map(({ region, reason }) => ` - ${region}: ${reason}`);
  const failure = `Default networks of account ${account} are not all removed:\n${lines.join("\n")}\nThen run again.`;
  return { cleared, failure, hasBegun };
}

/** The same cloud, which tells before it changes anything. */
function watched(cloud: NetworkCloud, onChange: () => void): NetworkCloud {
  const change = (call: () => Promise<void>) => {
    onChange();
    return call();
  };
  return {
    ...cloud,
    markGateway: (...args) => change(() => cloud.markGateway(...args)),
    detachGateway: (...args) => change(() => cloud.detachGateway(...args)),
    deleteGateway: (...args) => change(() => cloud.deleteGateway(...args)),
    deleteSubnet: (...args) => change(() => cloud.deleteSubnet(...args)),
    deleteVpc: (...args) => change(() => cloud.deleteVpc(...args)),
  };
}

/**
 * The regions that have no default network at the moment, or `denied` where the role cannot be assumed.
 *
 * A region that a policy of the organization has closed since cannot be asked, and nobody can make a network there: it
 * stays as it is recorded.
 *
 * @throws Error that names every region that could not be asked.
 */
export async function lookAtRegions(
  tools: NetworksTools,
  inputs: NetworksInputs,
  recorded: readonly string[],
): Promise<readonly string[] | "denied"> {
  const results = await inEveryRegion(tools, inputs, LOOK_SECONDS, (cloud, _region, signal) =>
    cloud.defaultVpc(signal),
  );
  const failed = results.filter((result) => "failure" in result);
  if (failed.some(({ failure }) => isDenial(failure))) {
    return "denied";
  }
  const unknown = failed.filter(({ failure }) => !isClosed(failure));
  if (unknown.length > 0) {
    const lines = unknown.map(({ region, reason }) => ` - ${region}: ${reason}`);
    throw new Error(
      `Default networks of account ${accountOf(inputs)} cannot be looked for:\n${lines.join("\n")}`,
    );
  }
  return results
    .filter((result) => ("failure" in result ? recorded.includes(result.region) : result.value === undefined))
    .map(({ region }) => region);
}

/** Whether a guardrail forbids the very question. */
function isClosed(failure: unknown): boolean {
  return failure instanceof Error && /explicit deny/i.test(failure.message);
}

type Result<T> =
  | { readonly region: string; readonly value: T }
  | { readonly region: string; readonly failure: unknown; readonly reason: string };

/** Does the same in every region, in parallel and each with a deadline of its own, and never throws. */
async function inEveryRegion<T>(
  { accountFor, clock }: NetworksTools,
  inputs: NetworksInputs,
  seconds: number,
  task: (cloud: NetworkCloud, region: string, signal: AbortSignal) => Promise<T>,
): Promise<readonly Result<T>[]> {
  const cloudIn = accountFor(inputs);
  return mapBounded([...new Set(inputs.regions)], AT_ONCE, async (region): Promise<Result<T>> => {
    const signal = clock.deadline(seconds, `The default network in ${region}`);
    try {
      const cloud = await cloudIn(region);
      try {
        return { region, value: await task(cloud, region, signal) };
      } finally {
        cloud.close();
      }
    } catch (failure) {
      return { region, failure, reason: errorText(failure) };
    }
  });
}
