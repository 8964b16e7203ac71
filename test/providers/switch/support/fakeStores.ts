import { hashOf, type LedgerBody, type LedgerEntry, NO_RECORD } from "../../../../providers/ledger/record";
import { LedgerConflict, type LedgerHead, type LedgerStore } from "../../../../providers/ledger/store";
import type { Notice } from "../../../../providers/notices/notice";
import { emptyLane, type Lane, settled } from "../../../../providers/queue/lane";
import type { QueueStore } from "../../../../providers/queue/store";

type StoreCall = "readQueue" | "changeQueue" | "readLedger" | "appendRecord" | "askCaller" | "notify";

/** Runs an effect as a call to AWS: with what comes between, and with a process that may die before or after it. */
type Call = <T>(call: StoreCall, subject: string, signal: AbortSignal, effect: () => T) => Promise<T>;

/** Release queue, ledger and notices in memory, by the rules of the real ones. */
export class FakeStores {
  public lane: Lane;
  public readonly entries: LedgerEntry[] = [];
  public readonly notices: Notice[] = [];

  /** Fencing tokens in the order in which turns were taken. */
  public readonly tokens: number[] = [];

  public constructor(
    private readonly stack: string,
    private readonly now: () => number,
    private readonly call: Call,
  ) {
    this.lane = emptyLane(stack);
  }

  public get bodies(): readonly LedgerBody[] {
    return this.entries.map(({ record }) => record.body);
  }

  public get queue(): QueueStore {
    return {
      read: (signal) => this.call("readQueue", this.stack, signal, () => settled(this.lane, this.now())),
      change: (transition, signal) =>
        this.call("changeQueue", this.stack, signal, () => {
          const { lane, result } = transition(settled(this.lane, this.now()), this.now());
          this.lane = { ...lane, version: this.lane.version + 1 };
          if (lane.lease !== undefined && lane.lease.token !== this.tokens.at(-1)) {
            this.tokens.push(lane.lease.token);
          }
          return result;
        }),
      close: () => undefined,
    };
  }

  public get ledger(): LedgerStore {
    return {
      head: (signal) => this.call("readLedger", this.stack, signal, () => this.head()),
      append: (body, after, signal) =>
        this.call("appendRecord", body.kind, signal, () => this.append(body, after)),
      entries: () => Promise.resolve(this.entries),
      evidence: () => Promise.reject(new Error("The switch gathers no evidence.")),
      sign: () => Promise.reject(new Error("The switch signs nothing itself.")),
      close: () => undefined,
    };
  }

  private head(): LedgerHead | undefined {
    const entry = this.entries.at(-1);
    return entry === undefined ? undefined : { entry, isOpen: entry.record.body.kind === "intent" };
  }

  private append(body: LedgerBody, after: LedgerHead | undefined): LedgerHead {
    const sequence = (after?.entry.record.sequence ?? 0) + 1;
    if (sequence !== this.entries.length + 1) {
      throw new LedgerConflict(`Somebody else has written record ${sequence}.`);
    }
    const isOutcomeDue = after?.isOpen === true;
    if ((body.kind === "outcome") !== isOutcomeDue) {
      throw new Error(`Record ${sequence} cannot be an ${body.kind}.`);
    }
    const record = {
      version: 1 as const,
      stack: this.stack,
      sequence,
      previous: after?.entry.hash ?? NO_RECORD,
      at: new Date(this.now()).toISOString(),
      // What is stored is text; nothing that the caller changes later changes it.
      body: JSON.parse(JSON.stringify(body)) as LedgerBody,
    };
    this.entries.push({ record, hash: hashOf(record), signature: "c2lnbmF0dXJl", keyArn: "arn:key" });
    return { entry: this.entries[sequence - 1] as LedgerEntry, isOpen: body.kind === "intent" };
  }
}
