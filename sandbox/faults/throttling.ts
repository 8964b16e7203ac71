import type { Sandbox } from "../session";
import { placeOfAll, readPlaces } from "../twoColours/readers";
import { COLORS } from "../twoColours/world";
import { expectDone } from "./expectDone";
import { onStage } from "./runMatrix";

/** Share of all calls that AWS turns away. */
const SHARE = 0.3;

/** A promotion and a rollback with throttling, and as many without. Each kind goes either way once. */
const MOVES = [
  { to: COLORS[1], throttled: false },
  { to: COLORS[0], throttled: true },
  { to: COLORS[1], throttled: true },
  { to: COLORS[0], throttled: false },
] as const;

export interface Throttling {
  /** Share of the throttled moves that succeeded. */
  readonly success: number;

  /** Calls of the throttled moves against those of the others. */
  readonly callsRatio: number;

  /** What a throttled move did not do. */
  readonly failures: readonly string[];
}

/**
 * Previews and carries out promotions and rollbacks, with and without throttling of all calls, and counts them.
 *
 * @throws Error where a move fails that nothing stands in the way of.
 */
export function measureThrottling(sandbox: Sandbox): Promise<Throttling> {
  return onStage(sandbox, "throttled", async ({ stack, gateway, world }) => {
    const calls = { throttled: 0, others: 0 };
    const failures: string[] = [];
    let succeeded = 0;
    for (const [index, { to, throttled }] of MOVES.entries()) {
      const effect = { kind: "throttle" } as const;
      await gateway.setFaults(
        throttled ? [{ id: "throttled", effect, probability: SHARE, seed: index }] : [],
      );
      await gateway.resetCalls();
      await stack.configure({ activeColor: to });
      const runs = [await stack.preview(), await stack.up()];
      if (!throttled) {
        runs.forEach(expectDone);
      }
      const failed = runs.filter(({ exitCode }) => exitCode !== 0);
      failures.push(...failed.map(({ command, output }) => `${command} to ${to} failed:\n${output.trim()}`));
      const place = placeOfAll(await readPlaces(world));
      if (place !== to) {
        failures.push(`the names are on ${place ?? "several colours"}, not on ${to}`);
      }
      const made = (await gateway.calls()).reduce((sum, { count }) => sum + count, 0);
      calls[throttled ? "throttled" : "others"] += made;
      succeeded += throttled && failed.length === 0 && place === to ? 1 : 0;
    }
    return {
      success: succeeded / MOVES.filter(({ throttled }) => throttled).length,
      callsRatio: calls.throttled / calls.others,
      failures,
    };
  });
}
