import type { AwsError } from "./awsErrors";
import { awsService } from "./awsServices";
import type { CheckedFault } from "./faults";
import { Hiding } from "./hiding";
import type { Operation } from "./operation";
import { withPendingChange, withUnhealthyTargets } from "./rewrites";

/** What the faults in force do to one request. */
export interface Strike {
  /** Ids of the faults that struck, for the records. */
  readonly faults: string[];
  /** How long the request is held back, in milliseconds. */
  delayMs: number;
  /** What the caller is told instead of being served. */
  refusal?: AwsError;
  /** When the connection is broken off. */
  drop?: "before" | "after";
  /** When the call is held, and by which fault. */
  hold?: { readonly when: "before" | "after"; readonly fault: string };
  /** Whether `FaultBook.answered` wants to see, and may change, the answer. */
  seesAnswer: boolean;
}

/** How often a fault has struck. */
export interface FaultCount {
  readonly id: string;
  readonly struck: number;
}

interface Entry {
  readonly fault: CheckedFault;
  readonly random: () => number;
  /** For pending changes: how often each change was asked for. */
  readonly polls: Map<string, number>;
  /** Matching calls that went unharmed because of the fault's `after`. */
  spared: number;
  struck: number;
}

/** The faults in force: decides for each request which of them strike, and what they do to it. */
export class FaultBook {
  private entries: Entry[] = [];
  private readonly hiding: Hiding;

  public constructor(now: () => number = Date.now) {
    this.hiding = new Hiding(now);
  }

  /** Puts these faults in force in place of those before, with fresh counts. */
  public set(faults: readonly CheckedFault[]): void {
    this.entries = faults.map((fault) => ({
      fault,
      random: seededRandom(fault.seed ?? 1),
      polls: new Map(),
      spared: 0,
      struck: 0,
    }));
    this.hiding.clear();
  }

  public counts(): FaultCount[] {
    return this.entries.map(({ fault, struck }) => ({ id: fault.id, struck }));
  }

  /** Decides what happens to a request. Faults are taken in order; the first that refuses, drops or holds ends the list. */
  public strike(operation: Operation, account: string | undefined): Strike {
    const strike: Strike = { faults: [], delayMs: 0, seesAnswer: this.answerMatters(operation, account) };
    const hidden = this.hiding.refusal(operation);
    if (hidden !== undefined) {
      return { ...strike, refusal: hidden };
    }
    for (const entry of this.entries) {
      const { effect, id } = entry.fault;
      if (
        !actsOnRequest(effect.kind) ||
        !matches(entry.fault, operation, account) ||
        spares(entry) ||
        !this.takesTurn(entry)
      ) {
        continue;
      }
      strike.faults.push(id);
      if (effect.kind === "delay") {
        strike.delayMs += effect.ms;
      } else if (effect.kind === "dropConnection") {
        return { ...strike, drop: effect.when };
      } else if (effect.kind === "hold") {
        return { ...strike, hold: { when: effect.when, fault: id } };
      } else if (effect.kind === "error") {
        return { ...strike, refusal: effect };
      } else if (effect.kind === "throttle") {
        return {
          ...strike,
          refusal: { ...awsService(operation.service).throttling, message: "Rate exceeded" },
        };
      }
    }
    return strike;
  }

  /** Takes in the answer to a call and gives back what the caller is to see of it. */
  public answered(
    operation: Operation,
    account: string | undefined,
    status: number,
    answer: string,
  ): Rewritten {
    const struck: string[] = [];
    let text = answer;
    for (const entry of status < 300 ? this.entries : []) {
      const { effect, id, match } = entry.fault;
      if (effect.kind === "unhealthyTargets" && matches(entry.fault, operation, account)) {
        const changed = isTargetHealth(operation, effect.targetGroup)
          ? withUnhealthyTargets(text, effect)
          : text;
        if (changed !== text && !spares(entry) && this.takesTurn(entry)) {
          text = changed;
          struck.push(id);
        }
      } else if (effect.kind === "changesPending" && matches(entry.fault, operation, account)) {
        if (
          isPoll(operation) &&
          !spares(entry) &&
          this.stillPending(entry, operation.text, effect.polls) &&
          this.takesTurn(entry)
        ) {
          text = withPendingChange(text);
          struck.push(id);
        }
      } else if (effect.kind === "hide") {
        const call = `${match.service ?? ""}:${match.action ?? ""}`;
        const noted =
          Hiding.tellsName(call, operation) &&
          (match.account ?? account) === account &&
          operation.text.includes(match.resource ?? "") &&
          !spares(entry) &&
          hasTurn(entry) &&
          this.hiding.note(call, operation, text, effect.ms);
        if (noted && this.takesTurn(entry)) {
          struck.push(id);
        }
      }
    }
    return { text, faults: struck };
  }

  /** Whether a fault in force may want to see the answer; most answers can be passed on as they come. */
  private answerMatters(operation: Operation, account: string | undefined): boolean {
    return this.entries.some(({ fault }) => {
      switch (fault.effect.kind) {
        case "unhealthyTargets":
          return matches(fault, operation, account) && isTargetHealth(operation, fault.effect.targetGroup);
        case "changesPending":
          return matches(fault, operation, account) && isPoll(operation);
        case "hide":
          return Hiding.tellsName(`${fault.match.service ?? ""}:${fault.match.action ?? ""}`, operation);
        default:
          return false;
      }
    });
  }

  private stillPending(entry: Entry, change: string, polls: number | "forever"): boolean {
    const asked = (entry.polls.get(change) ?? 0) + 1;
    entry.polls.set(change, asked);
    return polls === "forever" || asked <= polls;
  }

  private takesTurn(entry: Entry): boolean {
    const { probability } = entry.fault;
    if (!hasTurn(entry) || (probability !== undefined && entry.random() >= probability)) {
      return false;
    }
    entry.struck += 1;
    return true;
  }
}

/** An answer as the caller is to see it, and the faults that changed it. */
export interface Rewritten {
  readonly text: string;
  readonly faults: readonly string[];
}

/** Whether a matching call is one of the first that the fault lets pass. Counts it. */
function spares(entry: Entry): boolean {
  const isEarly = entry.spared < (entry.fault.after ?? 0);
  entry.spared += isEarly ? 1 : 0;
  return isEarly;
}

function hasTurn(entry: Entry): boolean {
  return entry.fault.times === undefined || entry.struck < entry.fault.times;
}

const ON_REQUEST: readonly CheckedFault["effect"]["kind"][] = [
  "throttle",
  "error",
  "delay",
  "dropConnection",
  "hold",
];

function actsOnRequest(kind: CheckedFault["effect"]["kind"]): boolean {
  return ON_REQUEST.includes(kind);
}

function matches({ match }: CheckedFault, operation: Operation, account: string | undefined): boolean {
  return (
    (match.service === undefined || match.service === operation.service) &&
    (match.action === undefined || match.action === operation.action) &&
    (match.account === undefined || match.account === account) &&
    (match.resource === undefined || operation.text.includes(match.resource))
  );
}

function isTargetHealth(operation: Operation, targetGroup: string): boolean {
  return (
    operation.service === "elasticloadbalancing" &&
    operation.action === "DescribeTargetHealth" &&
    operation.text.includes(targetGroup)
  );
}

function isPoll(operation: Operation): boolean {
  return operation.service === "route53" && operation.action === "GetChange";
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
