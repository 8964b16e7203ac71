import { setTimeout as pause } from "node:timers/promises";

import { addTicket, cancelTicket } from "../../providers/queue/tickets";
import type { GatewayClient } from "../cloud/gatewayClient";
import { expectDone } from "./expectDone";
import { changeLane } from "../twoColours/writers";
import type { MatrixCase, MatrixStage } from "./matrixCase";

/** Milliseconds in which a run of the engine must come to where it waits for the other. */
const MEETING_LIMIT = 120_000;
const LOOK_INTERVAL = 200;

/** Looks at the queue by which a run shows that it waits: two of its gate, two of its claim. */
const LOOKS = 4;

/** Other people's turns, and times in which nobody has one. */
export const TURN_CASES: readonly MatrixCase[] = [
  {
    name: "freeze window",
    arrange: async ({ stack, world }) => {
      const [from, until] = [-3_600_000, 3_600_000].map((ms) => new Date(Date.now() + ms).toISOString());
      const window = { reason: "End of the year", from: from ?? "", until: until ?? "" };
      await stack.declare({ ...world.args, freezeWindows: [window] });
      return () => stack.declare(world.args);
    },
    preview: [/\[freeze\] A freeze window is on until \S+: End of the year\. /],
  },
  {
    name: "ticket overtaken between preview and update",
    arrange: () => Promise.resolve(undefined),
    preview: "passes",
    update: {
      between: async ({ world, active }) => {
        const commits = { core: "d".repeat(40) };
        const request = { action: "deploy", color: active, requestedBy: "somebody else", commits } as const;
        const { ticket } = await changeLane(world, (lane, now) => addTicket(lane, request, now));
        return async () => {
          await changeLane(world, (lane) => cancelTicket(lane, ticket.id));
        };
      },
      says: [/\[queue\] The turn in the queue of \S+ is that of \S+-\d+ .*somebody else/],
      names: "stay",
    },
  },
  {
    name: "two promotions at once",
    arrange: async ({ world, second, active }) => {
      await second.init(world.args);
      await second.configure({ activeColor: active });
      expectDone(await second.up());
      return undefined;
    },
    preview: "passes",
    update: { alongside: promoteToo, says: "passes", names: "move" },
  },
];

/** Holds the first promotion in its turn until the second waits for it, and lets both go on. */
async function promoteToo({ second, gateway, idle }: MatrixStage): Promise<readonly string[]> {
  // The write of the intent: given up and tried again for a minute, where a batch is sent once.
  const match = { service: "s3", action: "PutObject" } as const;
  await gateway.setFaults([{ id: "first", match, effect: { kind: "hold", when: "before" } }]);
  await gateway.untilHeld("some", AbortSignal.timeout(MEETING_LIMIT));
  const looks = await looksAtQueue(gateway);
  await second.configure({ activeColor: idle });
  const ended = new AbortController();
  const goesOn = () => !ended.signal.aborted;
  const running = second.up().finally(() => {
    ended.abort();
  });
  for (const end = Date.now() + MEETING_LIMIT; goesOn() && Date.now() < end;) {
    if ((await looksAtQueue(gateway)) >= looks + LOOKS) {
      break;
    }
    await pause(LOOK_INTERVAL);
  }
  const waited = goesOn();
  await gateway.clearFaults();
  const run = await running;
  const batches = await gateway.changeBatches();
  return [
    ...(waited ? [] : [`the second promotion did not wait for the first: ${run.output.trim()}`]),
    ...(run.exitCode === 0 ? [] : [`the second promotion ended with ${run.exitCode}: ${run.output.trim()}`]),
    ...batches
      .filter(({ requests }) => requests !== 1)
      .map(({ zoneId, requests }) => `zone ${zoneId} got ${requests} batches for one move`),
  ];
}

async function looksAtQueue(gateway: GatewayClient): Promise<number> {
  const calls = await gateway.calls();
  return calls
    .filter(({ service, action }) => service === "dynamodb" && action === "GetItem")
    .reduce((sum, { count }) => sum + count, 0);
}
