import { RESOURCE_POLICY, STACK_POLICY } from "../policy/pack";
import type { WireResource } from "../test/policy/support/host";
import { type RunningPack, startPack } from "./policyHost";
import { median, takeTurns } from "./turns";

type Pack = "ours" | "empty";

/** Resources that a pack is asked about before it is timed: the first requests compile what the later ones run. */
const WARM_UP = 200;

/** Resources of the stack check that is timed. */
const STACK_SIZE = 1000;

/** What a pack costs; seconds, and MB of 1024 kB. */
export interface PolicyCost {
  readonly start: Readonly<Record<Pack, number>>;
  readonly perResource: Readonly<Record<Pack, number>>;
  readonly memory: Readonly<Record<Pack, number>>;
  readonly stack1000: number;
}

export interface PolicyCostArgs {
  /** Compiled packs, by folder. */
  readonly packs: Readonly<Record<Pack, string>>;

  /** Resources of a whole stack, of which the first thousand are the stack check's. */
  readonly resources: readonly WireResource[];

  /** What the pack is configured with. */
  readonly settings: object;

  /** Project and stack that the settings are of. */
  readonly project: string;
  readonly stack: string;
  readonly repeats: number;
  readonly onRound: (round: number) => void;
}

/** Starts our pack and an empty one in turn, asks both the same, and takes the medians. */
export async function policyCost(args: PolicyCostArgs): Promise<PolicyCost> {
  const { resources, settings, repeats, onRound } = args;
  const taken = { perResource: { ours: [], empty: [] }, memory: { ours: [], empty: [] } } as {
    perResource: Record<Pack, number[]>;
    memory: Record<Pack, number[]>;
  };
  const stack1000: number[] = [];
  const contestant = (name: Pack) => async () => {
    const pack = await startPack({
      folder: args.packs[name],
      project: args.project,
      stack: args.stack,
      config: name === "ours" ? { [RESOURCE_POLICY]: settings, [STACK_POLICY]: settings } : {},
    });
    try {
      taken.perResource[name].push(await secondsPerResource(pack, resources));
      if (name === "ours") {
        stack1000.push(await secondsOf(() => pack.analyzeStack(resources.slice(0, STACK_SIZE))));
      }
      taken.memory[name].push(await pack.peakMemory());
      return pack.startSeconds;
    } finally {
      await pack.stop();
    }
  };
  const start = await takeTurns(
    { ours: contestant("ours"), empty: contestant("empty") },
    { repeats, onRound },
  );
  return {
    start: medians(start),
    perResource: medians(taken.perResource),
    memory: medians(taken.memory),
    stack1000: median(stack1000),
  };
}

async function secondsPerResource(pack: RunningPack, resources: readonly WireResource[]): Promise<number> {
  await pack.analyze(resources.slice(0, WARM_UP));
  const timed = resources.slice(WARM_UP);
  return (await secondsOf(() => pack.analyze(timed))) / timed.length;
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

function medians(seconds: Readonly<Record<Pack, readonly number[]>>): Record<Pack, number> {
  return { ours: median(seconds.ours), empty: median(seconds.empty) };
}
