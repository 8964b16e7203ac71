import type { CallCount, CallRecord, ChangeBatches } from "./callLog";
import { CONTROL_PREFIX } from "./control";
import type { FaultCount } from "./faultBook";
import type { Fault } from "./faults";

export type { CallCount, CallRecord, ChangeBatches, Fault, FaultCount };

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
   * Puts these faults in force, in place of any before.
   *
   * @throws Error that lists every problem of every fault; the faults before stay in force
   */
  public async setFaults(faults: readonly Fault[]): Promise<void> {
    await this.call("PUT", "faults", faults);
  }

  /** Ends all faults. */
  public clearFaults(): Promise<void> {
    return this.setFaults([]);
  }

  /** How often each fault in force has struck. */
  public faultCounts(): Promise<FaultCount[]> {
    return this.call<FaultCount[]>("GET", "faults");
  }

  /** Resolves if the gateway answers. */
  public async health(): Promise<void> {
    await this.call("GET", "health");
  }

  private async call<Result>(method: string, path: string, body?: unknown): Promise<Result> {
    const response = await fetch(`${this.endpoint}${CONTROL_PREFIX}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    const value: unknown = await response.json();
    if (!response.ok) {
      throw new Error((value as { problem: string }).problem);
    }
    return value as Result;
  }
}
