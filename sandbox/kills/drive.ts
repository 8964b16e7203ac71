import type { CallRecord, Fault } from "../cloud/gatewayClient";
import type { Operation, Share } from "./cycle";
import type { Findings } from "./findings";
import {
  callText,
  changesSomething,
  matching,
  momentsOf,
  momentText,
  numbered,
  type NumberedCall,
} from "./moments";
import { Stage, type StageArgs } from "./stage";

/** A kill or a failure, and what was found after it. */
export interface Point {
  /** For example `release switch, promotion, killed before route53 ChangeResourceRecordSets`. */
  readonly title: string;
  readonly findings: Findings;
}

export interface DriveArgs extends StageArgs {
  /** @default - everything */
  readonly share?: Share | undefined;
  readonly onPoint?: ((point: Point) => void) | undefined;
}

/** What AWS says to somebody whom a policy of the organization forbids a call: asking again changes nothing. */
const DENIED = {
  kind: "error",
  status: 403,
  code: "AccessDeniedException",
  message:
    "You are not authorized to perform this operation, with an explicit deny in a service control policy",
} as const;

/**
 * Kills a provider's process at every boundary of every operation of a cycle, and lets the next run go on from what
 * the engine had recorded before.
 *
 * @throws Error where an operation fails though nothing is in its way.
 */
export function driveKills(args: DriveArgs): Promise<readonly Point[]> {
  return drive(args, momentsOf, async (stage, operation, moment) => ({
    title: `killed ${momentText(moment)}`,
    findings: await stage.kill(operation, moment),
  }));
}

/**
 * Lets calls of every operation fail, and lets the next run go on: each that changes something, and of those that only
 * read each kind once, from the first change on.
 *
 * @throws Error where an operation fails though nothing is in its way.
 */
export function driveFailures(args: DriveArgs): Promise<readonly Point[]> {
  const faultsOf = (rehearsal: readonly CallRecord[]) => {
    const calls = numbered(rehearsal);
    const first = calls.findIndex(changesSomething);
    const later = calls.slice(first < 0 ? calls.length : first);
    const isNew = (call: NumberedCall) =>
      later.findIndex(({ service, action }) => service === call.service && action === call.action) ===
      later.indexOf(call);
    return later
      .filter((call) => changesSomething(call) || isNew(call))
      .map((call): Fault => ({ id: callText(call), ...matching(call), effect: DENIED }));
  };
  return drive(args, faultsOf, async (stage, operation, fault) => ({
    title: `denied ${fault.id}`,
    findings: await stage.fail(operation, fault),
  }));
}

async function drive<T>(
  args: DriveArgs,
  plan: (rehearsal: readonly CallRecord[]) => readonly T[],
  act: (stage: Stage, operation: Operation, item: T) => Promise<Point>,
): Promise<readonly Point[]> {
  const { cycle, share = { index: 0, of: 1 }, onPoint } = args;
  const stage = new Stage(args);
  try {
    if (cycle.prelude !== undefined) {
      await stage.perform(cycle.prelude);
    }
    const plans: (readonly T[])[] = [];
    for (const operation of cycle.operations) {
      plans.push(plan(await stage.rehearse(operation)));
    }
    await stage.reset();
    const points: Point[] = [];
    const rounds = Math.max(...plans.map(({ length }) => length));
    for (let round = share.index; round < rounds; round += share.of) {
      for (const [index, operation] of cycle.operations.entries()) {
        const item = plans[index]?.[round];
        if (item === undefined) {
          // The others have more; this one only leads on to them.
          await stage.perform(operation);
        } else {
          const { title, findings } = await act(stage, operation, item);
          const point = { title: `${cycle.title}, ${operation.title}, ${title}`, findings };
          points.push(point);
          onPoint?.(point);
        }
      }
      await stage.reset();
    }
    return points;
  } finally {
    await stage.close();
  }
}
