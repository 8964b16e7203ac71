import { Gateway } from "../cloud/gateway";
import { GatewayClient } from "../cloud/gatewayClient";
import type { Sandbox } from "../session";
import { managementAccess } from "../story/cloudAccess";
import { TinyStack } from "../twoColours/tinyStack";
import { COLORS, makeWorld, type WorldOptions } from "../twoColours/world";
import { expectDone } from "./expectDone";
import type { CaseResult, MatrixCase, MatrixStage } from "./matrixCase";
import { runCase } from "./runCase";

/** Names and instances of a world in which things go wrong: few, for speed. */
const SMALL = { names: 3, zones: 2, instances: 2 };

/** Stages at a time: the engine keeps one core busy. */
const STAGES = ["left", "right"];

/**
 * Does the work on a stage of its own: a world, its stack on the real engine with the names on the first colour, and a
 * gateway in front of both that nobody else uses.
 */
export async function onStage<T>(
  sandbox: Sandbox,
  name: string,
  work: (stage: Omit<MatrixStage, "active" | "idle">) => Promise<T>,
  options: Pick<WorldOptions, "leaseSeconds"> = {},
): Promise<T> {
  const world = await makeWorld(managementAccess(sandbox.endpoint, sandbox.region), {
    ...SMALL,
    ...options,
    stack: name,
  });
  // Whatever is broken off here is broken off on purpose.
  const gateway = new Gateway(sandbox.endpoint, () => undefined);
  try {
    const own = `http://127.0.0.1:${await gateway.listen()}`;
    const stackNamed = (stack: string) => new TinyStack(sandbox, stack, { AWS_ENDPOINT_URL: own });
    const stack = stackNamed(name);
    await stack.init(world.args);
    expectDone(await stack.up());
    return await work({
      world,
      stack,
      second: stackNamed(`${name}-second`),
      gateway: new GatewayClient(own),
    });
  } finally {
    await gateway.close();
    world.close();
  }
}

/**
 * Runs cases of the fault matrix, some at a time, each stage from one to the next.
 *
 * @throws Error where a stage cannot be made at all.
 */
export async function runMatrix(
  sandbox: Sandbox,
  cases: readonly MatrixCase[],
  onCase: (result: CaseResult) => void,
): Promise<readonly CaseResult[]> {
  const queue = [...cases];
  const results = await Promise.all(
    STAGES.map((name) =>
      onStage(sandbox, name, async (stage) => {
        const done: CaseResult[] = [];
        let active: string = COLORS[0];
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
          const idle = COLORS.find((color) => color !== active) ?? active;
          const { result, active: then } = await runCase({ ...stage, active, idle }, next);
          active = then;
          done.push(result);
          onCase(result);
        }
        return done;
      }),
    ),
  );
  return results.flat();
}
