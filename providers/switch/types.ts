import type { CommitAuthor } from "../ledger/record";
import type { SwitchCloud } from "./switchCloud";
import type { Reach } from "./switchInputs";

/** Time and chance, so that tests need neither. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;

  /** Rejects with the signal's reason when it aborts first. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;

  /** A signal that aborts after so many seconds; `what` names the wait in the reason. */
  deadline(seconds: number, what: string): AbortSignal;

  /** At least 0, below 1. */
  random(): number;
}

/** The project that the switch is declared in, as it is checked out. */
export interface Project {
  /** Of the checked-out commit; `null` where there is none. */
  author(signal: AbortSignal): Promise<CommitAuthor | null>;

  /** SHA-256 of the policy pack; `null` where there is none. */
  policyPack(): Promise<string | null>;
}

/** A turn in the release queue that somebody has claimed for this run. */
export interface ClaimedTurn {
  readonly ticketId: string;
  readonly token: number;
}

/** What the switch works with. */
export interface SwitchTools {
  readonly cloudFor: (reach: Reach) => SwitchCloud;
  readonly project: Project;

  /** Absent: the run takes its turn itself. */
  readonly turn?: ClaimedTurn | undefined;
  readonly clock: Clock;
  readonly progress: (message: string) => void;
}

/** Inputs or outputs as the engine hands them over: plain data, with the provider's text among them. */
export type Properties = Readonly<Record<string, unknown>>;

/** What refuses. `inputs` are inputs that contradict each other. */
export type Gate =
  | "inputs"
  | "names"
  | "workers"
  | "live"
  | "unknown"
  | "health"
  | "alarms"
  | "twins"
  | "images"
  | "schema"
  | "queue"
  | "freeze"
  | "ledger";

/** What the engine shows of a refusal. */
export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

/** One reason to refuse, bound to the input that it is about. */
export interface Refusal extends CheckFailure {
  readonly gate: Gate;

  /** The service that it is about, where it is about one. */
  readonly service?: string | undefined;
}
