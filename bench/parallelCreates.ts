import type { Fault } from "../sandbox/cloud/gatewayClient";
import type { ProgressStep } from "../sandbox/progress";
import { resourcesOf } from "../sandbox/story/stackExport";
import { DynamicHost } from "../sandbox/kills/dynamicHost";
import type { DynamicStack } from "./dynamicStack";
import { onlyService } from "./moveNames";
import { prodSwitchOf } from "./prodSwitch";
import { takeTurns } from "./turns";

/** Resources that are created at the same time, as a stack of many accounts has them. */
const TOGETHER = 16;

const REPEATS = 5;

/** Milliseconds that every call of AWS takes here, so that a create is slow and has nothing to do meanwhile. */
const CALL_TAKES = 300;

const SLOW_CALLS: Fault = { id: "slow-calls", effect: { kind: "delay", ms: CALL_TAKES } };

type Properties = Readonly<Record<string, unknown>>;

/** By contestant, the seconds of each round. */
export type CreateWalls = Readonly<Record<"sixteen" | "one", readonly number[]>>;

/**
 * Creates sixteen resources of a dynamic class at the same time, and in turn a single one, in Pulumi's own plugin process,
 * which is called as the engine calls it. Done for every class that calls AWS.
 *
 * @returns The walls by class.
 */
export async function parallelCreates(
  stack: DynamicStack,
  step: ProgressStep,
): Promise<Readonly<Record<string, CreateWalls>>> {
  const { gateway, env, workDir } = stack.sandbox;
  const host = await DynamicHost.start(workDir, env);
  try {
    const walls: Record<string, CreateWalls> = {};
    for (const [type, inputsFor] of Object.entries(inputsByClass(await stack.export()))) {
      let made = 0;
      const create = () => host.create(inputsFor((made += 1)));
      // The first loads the class's code and its clients, once in the life of a plugin.
      await create();
      await gateway.setFaults([SLOW_CALLS]);
      const wallOf = async (count: number) => {
        const started = performance.now();
        await Promise.all(Array.from({ length: count }, create));
        return (performance.now() - started) / 1000;
      };
      walls[type] = await takeTurns(
        { sixteen: () => wallOf(TOGETHER), one: () => wallOf(1) },
        {
          repeats: REPEATS,
          onRound: (round) => {
            step.update(`${type}, round ${round} of ${REPEATS}`);
          },
        },
      );
      await gateway.clearFaults();
    }
    return walls;
  } finally {
    await gateway.clearFaults();
    await host.kill();
  }
}

/** By class, inputs as the engine has them, for one create after the other. */
function inputsByClass(exported: unknown): Readonly<Record<string, (made: number) => Properties>> {
  const ofClass = (name: string): Properties => {
    const found = resourcesOf(exported).find(({ type }) => type.endsWith(`:${name}`));
    if (found === undefined) {
      throw new Error(`The stack has no ${name}.`);
    }
    return found.inputs;
  };
  const [account, networks, release] = ["AccountAccess", "DefaultNetworks", "ReleaseSwitch"].map(ofClass);
  const { inputs } = prodSwitchOf(exported);
  const one = onlyService(inputs, inputs.names[0]?.service ?? "");
  return {
    AccountAccess: () => ({ ...account }),
    DefaultNetworks: () => ({ ...networks }),
    // A switch of its own each time: with a name to make, a lane to wait in and a ledger to write.
    ReleaseSwitch: (made) => ({
      ...release,
      ...one,
      stack: `create-${made}`,
      names: one.names.map((name) => ({ ...name, fqdn: `create-${made}.${name.fqdn}` })),
      jobs: one.jobs.map((job) => ({ ...job, parameterName: `${job.parameterName}-${made}` })),
    }),
  };
}
