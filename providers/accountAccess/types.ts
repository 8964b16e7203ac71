import type { Clock } from "../switch/types";

/** Inputs or outputs as the engine hands them over: plain data, with the provider's text among them. */
export type Properties = Readonly<Record<string, unknown>>;

/** What the wait is told. */
export interface AccessInputs {
  readonly version: number;
  readonly accountName: string;

  /** ARN of the role in the account. */
  readonly role: string;
  readonly region: string;
  readonly timeoutSeconds?: number | undefined;
}

/** The part of AWS that the wait uses. Every method gives up when the signal aborts. */
export interface AccessCloud {
  /** Assumes the role, and asks nothing of the account. @throws as STS words it */
  assumeRole(signal: AbortSignal): Promise<void>;

  /** Assumes the role and asks EC2 for something that changes nothing. @throws as STS or EC2 word it */
  askEc2(signal: AbortSignal): Promise<void>;

  /** Closes the connections. */
  close(): void;
}

/** What the operations work with. */
export interface AccessTools {
  readonly cloudFor: (inputs: AccessInputs) => AccessCloud;
  readonly clock: Clock;
  readonly progress: (message: string) => void;
}
