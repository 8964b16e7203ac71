import type { CallCount, CallRecord, ChangeBatches } from "./callLog";
import { CONTROL_PREFIX } from "./control";
import type { FaultCount } from "./faultBook";
import type { Fault } from "./faults";
import type { HeldCall, HeldState } from "./heldCalls";

export type { CallCount, CallRecord, ChangeBatches, Fault, FaultCount, HeldCall };

/** Reads the gateway's counts and sets its faults. */
export class GatewayClient {
  /** @param endpoint where the gateway answers, for example `http://127.0.0.1:42222` */
  public constructor(private readonly endpoint: string) {}

  /** Calls so far, per account, service and action. */
  public calls(): Promise<CallCount[]> {
    return this.call<CallCount[]>("GET", "calls");
  }

  /** Every call with its times, oldest first; the last hundred thousand at most. */
  public records(): Promise<CallRecord[]> {
    return this.call<CallRecord[]>("GET", "records");
  }

  /** Route 53 change batches so far, per hosted zone. */
  public changeBatches(): Promise<ChangeBatches[]> {
    return this.call<ChangeBatches[]>("GET", "batches");
  }

  /** Forgets all counts, records and batches. */
  public async resetCalls(): Promise<void> {
    await this.call("DELETE", "calls");
  }

  /**
   * Puts these faults in force, in place of any before. Calls that are held are let go.
   *
   * @throws Error that lists every problem of every fault; the faults before stay in force
   */
  public async setFaults(faults: readonly Fault[]): Promise<void> {
    await this.call("PUT", "faults", faults);
  }

  /** Ends all faults, and lets every call go that is held. */
  public clearFaults(): Promise<void> {
    return this.setFaults([]);
  }

  /** How often each fault in force has struck. */
  public faultCounts(): Promise<FaultCount[]> {
    return this.call<FaultCount[]>("GET", "faults");
  }

  /** The calls that are held now. */
  public heldCalls(): Promise<HeldCall[]> {
    return this.call<HeldCall[]>("GET", "held");
  }

  /**
   * Waits until some call is held, or none: that callers are gone is known a moment after they are.
   *
   * @param signal Ends the waiting.
   * @returns What is held then.
   * @throws the signal's reason
   */
  public async untilHeld(state: HeldState, signal: AbortSignal): Promise<HeldCall[]> {
    for (;;) {
      const held = await this.call<HeldCall[]>("GET", `held/${state}`, undefined, signal);
      if (held.length > 0 === (state === "some")) {
        return held;
      }
    }
  }

  /** Resolves if the gateway answers. */
  public async health(): Promise<void> {
    await this.call("GET", "health");
  }

  private async call<Result>(
    method: string,
    path: string,
    body?: unknown,
    end?: AbortSignal,
  ): Promise<Result> {
    const limit = AbortSignal.timeout(10_000);
    const response = await fetch(`${this.endpoint}${CONTROL_PREFIX}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: end === undefined ? limit : AbortSignal.any([limit, end]),
    });
    const value: unknown = await response.json();
    if (!response.ok) {
      throw new Error((value as { problem: string }).problem);
    }
    return value as Result;
  }
}
