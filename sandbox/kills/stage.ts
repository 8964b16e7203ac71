import type { CallRecord, Fault, GatewayClient } from "../cloud/gatewayClient";
import type { Cycle, Operation } from "./cycle";
import type { DynamicHost } from "./dynamicHost";
import { found, together, type Findings } from "./findings";
import { holdAt, type Moment, momentText } from "./moments";
import { type Outcome, outcomeText, type Recorded, runOnce } from "./oneResource";

/** Milliseconds in which an operation must come to the moment at which it is killed, and its end be known. */
const LIMIT = 120_000;

export interface StageArgs {
  /** The gateway that the plugin's process calls AWS through, and nothing else meanwhile. */
  readonly gateway: GatewayClient;

  /** Starts the plugin's process anew, behind that gateway. */
  readonly startHost: () => Promise<DynamicHost>;
  readonly cycle: Cycle;
}

/**
 * One provider at work: its process, and what the engine knows of its resource.
 *
 * A process serves until it is killed: the host of dynamic providers keeps nothing from one call to the next.
 */
export class Stage {
  private host: DynamicHost | undefined;
  private recorded: Recorded | undefined;

  public constructor(private readonly args: StageArgs) {}

  /** Does an operation. @throws Error where it does not succeed: then nothing can be said of kills and failures */
  public async perform(operation: Operation): Promise<void> {
    const outcome = await this.run(operation);
    if (!("did" in outcome)) {
      throw new Error(
        `${this.args.cycle.title}, ${operation.title}, with nothing in its way, ${outcomeText(outcome)}`,
      );
    }
    this.recorded = outcome.kept;
  }

  /** Does an operation. @returns the calls that it made, in the order in which they came */
  public async rehearse(operation: Operation): Promise<readonly CallRecord[]> {
    await this.args.gateway.resetCalls();
    await this.perform(operation);
    const records = await this.args.gateway.records();
    return [...records].sort((a, b) => a.startedAt - b.startedAt);
  }

  /** Begins an operation, kills its process at a moment, and lets the next run go on from what was recorded before. */
  public async kill(operation: Operation, moment: Moment): Promise<Findings> {
    const came = await this.runInto(operation, moment);
    if (!came) {
      return found({ byHand: [`it never came to the moment ${momentText(moment)}`] });
    }
    await this.host?.kill();
    this.host = undefined;
    const { gateway, cycle } = this.args;
    await gateway.untilHeld("none", AbortSignal.timeout(LIMIT));
    await gateway.clearFaults();
    const interrupted = await cycle.interrupted();
    return together([interrupted, await this.converge(operation)]);
  }

  /**
   * Does an operation with one call of it failing, and lets the next run go on.
   *
   * Where the failure left something changed, the engine must have been told so, with the resource's id.
   */
  public async fail(operation: Operation, fault: Fault): Promise<Findings> {
    const { gateway, cycle } = this.args;
    const before = JSON.stringify(await cycle.look());
    await gateway.setFaults([fault]);
    const outcome = await this.run(operation);
    await gateway.clearFaults();
    const changed = before !== JSON.stringify(await cycle.look());
    const interrupted = await cycle.interrupted();
    const kept = "refused" in outcome ? undefined : outcome.kept;
    const lost = "failed" in outcome && changed && kept === undefined;
    const renamed = kept !== undefined && this.recorded !== undefined && kept.id !== this.recorded.id;
    this.recorded = "did" in outcome ? outcome.kept : (kept ?? this.recorded);
    return together([
      interrupted,
      found({
        byHand: [
          ...(lost
            ? [`it changed something, and the engine was told of no id: ${outcomeText(outcome)}`]
            : []),
          ...(renamed ? [`the engine was told of another id: ${kept.id}`] : []),
        ],
      }),
      await this.converge(operation),
    ]);
  }

  /** The cloud as at the beginning, where the operations themselves do not lead back. */
  public async reset(): Promise<void> {
    if (this.args.cycle.reset !== undefined) {
      await this.args.cycle.reset();
      this.recorded = undefined;
    }
  }

  public async close(): Promise<void> {
    await this.host?.kill();
  }

  private async run(operation: Operation, beforeApply?: () => void): Promise<Outcome> {
    this.host ??= await this.args.startHost();
    return runOnce(this.host, this.recorded, operation.wanted, beforeApply);
  }

  /** @returns whether the operation came to the moment; if not, it is done */
  private async runInto(operation: Operation, moment: Moment): Promise<boolean> {
    if (moment.kind === "reply") {
      const host = (this.host ??= await this.args.startHost());
      await new Promise<void>((resolve) => {
        const atReply = () => {
          if (moment.when === "before") {
            void host.holdReplies().then(resolve);
          }
        };
        void this.run(operation, atReply).then(() => {
          resolve();
        });
      });
      return true;
    }
    await this.args.gateway.setFaults([holdAt(moment)]);
    const ended = new AbortController();
    const held = this.args.gateway
      .untilHeld("some", AbortSignal.any([ended.signal, AbortSignal.timeout(LIMIT)]))
      .then(
        () => true,
        () => false,
      );
    const run = this.run(operation).then((outcome) => {
      ended.abort();
      return outcome;
    });
    const came = await held;
    if (!came) {
      const outcome = await run;
      this.recorded = "did" in outcome ? outcome.kept : this.recorded;
    }
    return came;
  }

  /** What the engine does next: it runs again until nothing is left to do, which must be once. */
  private async converge(operation: Operation): Promise<Findings> {
    const first = await this.run(operation);
    this.recorded = "did" in first || "kept" in first ? first.kept : this.recorded;
    const second = await this.run(operation);
    this.recorded = "did" in second ? second.kept : this.recorded;
    return together([
      found({
        byHand: [
          ...("did" in first ? [] : [`the next run ${outcomeText(first)}`]),
          ...("did" in second && second.did === "nothing" ? [] : [`the run after it ${outcomeText(second)}`]),
        ],
      }),
      await operation.settled(),
    ]);
  }
}
