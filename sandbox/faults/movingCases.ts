import { setTimeout as pause } from "node:timers/promises";

import { ChangeResourceRecordSetsCommand } from "@aws-sdk/client-route-53";

import type { AliasTarget } from "../../providers/switch/switchInputs";
import { given } from "../twoColours/clients";
import { zonesOf } from "../twoColours/readers";
import type { MatrixCase, MatrixStage } from "./matrixCase";

/** Seconds that the switch waits for INSYNC where it would wait for ever. */
const SHORT_INSYNC = 4;

/** Seconds that a killed run's hold on the queue lasts. */
const SHORT_LEASE = 10;

/** Milliseconds in which a run of the engine must come to the batches, and between two looks at them. */
const BATCHES_LIMIT = 120_000;
const LOOK_INTERVAL = 100;

/** Names that do not move as they should, or must not move at all. */
export const MOVING_CASES: readonly MatrixCase[] = [
  {
    name: "batch rejected in the second zone",
    arrange: async ({ gateway }) => {
      const match = { service: "route53", action: "ChangeResourceRecordSets" } as const;
      const effect = {
        kind: "error",
        status: 400,
        code: "InvalidChangeBatch",
        message: "no such thing",
      } as const;
      await gateway.setFaults([{ id: "rejected", match, effect, after: 1, times: 1 }]);
      return undefined;
    },
    preview: "passes",
    update: {
      says: [/did not take its batch of \d names?: InvalidChangeBatch: no such thing\. No name has moved\./],
      names: "stay",
    },
  },
  {
    name: "change stuck PENDING",
    arrange: async ({ gateway, stack, world }) => {
      await stack.declare({ ...world.args, timeouts: { insyncSeconds: SHORT_INSYNC } });
      await gateway.setFaults([{ id: "pending", effect: { kind: "changesPending", polls: "forever" } }]);
      return () => stack.declare(world.args);
    },
    preview: "passes",
    update: {
      says: [/The names were changed, and Route 53 has not said INSYNC for zone .*Run `pulumi up` again/s],
      names: "move",
    },
  },
  {
    name: "engine killed while the names move",
    arrange: async ({ gateway, stack, world: { args } }) => {
      await stack.declare({ ...args, queue: { ...args.queue, leaseSeconds: SHORT_LEASE } });
      await gateway.setFaults([{ id: "pending", effect: { kind: "changesPending", polls: "forever" } }]);
      return () => stack.declare(args);
    },
    preview: "passes",
    update: { untilKill: untilAllZonesAreSent, says: [], names: "move" },
  },
  {
    name: "unknown colour",
    arrange: () => Promise.resolve(undefined),
    config: () => ({ activeColor: "prod9" }),
    preview: [/"prod9" is not a colour\. The colours are: prod1, prod2\./],
  },
  {
    name: "image changed between preview and update",
    arrange: () => Promise.resolve(undefined),
    preview: "passes",
    update: {
      between: async ({ stack, world, idle }) => {
        const { releases } = await world.withRelease("core", idle, "c".repeat(40));
        await stack.configure({ activeColor: idle, releases });
        return undefined;
      },
      says: [/core on prod\d would change from .* to c{40} .* in the same update that makes prod\d active/],
      names: "stay",
    },
  },
  {
    name: "record edited by hand",
    arrange: async (stage) => {
      const name = given(stage.world.args.names[0], "a name");
      const target = given(name.targets[stage.active], `a target on ${stage.active}`);
      await pointByHand(stage, name, { ...target, dnsName: "elsewhere.example.net" });
      return () => pointByHand(stage, name, target);
    },
    preview: [
      /core\.\S+ in zone \S+ should be "[^"]*core-prod\d[^"]*" and is ".*elsewhere\.example\.net.*"\. Somebody changed it\./,
    ],
  },
];

/** Resolves once every zone has got its batch. @throws Error where that takes longer than a run of the engine should. */
export async function untilAllZonesAreSent({
  gateway,
  world,
}: Pick<MatrixStage, "gateway" | "world">): Promise<void> {
  const zones = zonesOf(world.args).length;
  for (const end = Date.now() + BATCHES_LIMIT; Date.now() < end;) {
    if ((await gateway.changeBatches()).length === zones) {
      return;
    }
    await pause(LOOK_INTERVAL);
  }
  throw new Error(`No batch for each of ${zones} zones was sent in ${BATCHES_LIMIT / 1000} s.`);
}

async function pointByHand(
  { world }: MatrixStage,
  { fqdn, zoneId }: { readonly fqdn: string; readonly zoneId: string },
  { dnsName, zoneId: HostedZoneId }: AliasTarget,
): Promise<void> {
  const alias = { DNSName: dnsName, HostedZoneId, EvaluateTargetHealth: true };
  const record = { Name: fqdn, Type: "A" as const, AliasTarget: alias };
  await world.clients.names.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: zoneId,
      ChangeBatch: { Changes: [{ Action: "UPSERT", ResourceRecordSet: record }] },
    }),
  );
}
