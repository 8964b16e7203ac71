import type { EngineEvent } from "@pulumi/pulumi/automation";

import type { LedgerStore } from "../providers/ledger/store";
import type { Notice } from "../providers/notices/notice";
import type { QueueStore } from "../providers/queue/store";
import type { InstanceCommands } from "../providers/schema/instanceCommands";
import type { SchemaStore } from "../providers/schema/schemaStore";
import type { Caller } from "../providers/switch/switchCloud";
import type { Clock } from "../providers/switch/types";
import type { EngineFailure } from "./engine/failure";
import type { ServiceFleet } from "./migrate/serviceFleets";
import type { Phase } from "./progress";
import type { GateReading } from "./release/gateReading";
import type { DeployWish } from "./release/deployWish";
import type { SchemaFact } from "./release/schemaFacts";
import type { SwitchInStack } from "./release/switchInStack";
import type { ImageShelf } from "./release/imageShelf";

/** Configuration of a stack: the program's own by its plain key, for example `activeColor`; others by full key, for example
 * `aws:region`. Structured values are objects. */
export type StackConfig = Readonly<Record<string, unknown>>;

export interface EngineRun {
  /** What the run is called in the stack's history. */
  readonly message: string;

  /** Variables on top of this process's own, for the engine and its plugins. */
  readonly env: Readonly<Record<string, string>>;

  /** Is told how far the run is, and what the switch says. */
  readonly phase: Phase;

  /** How many resources there are, where that is known. */
  readonly expected?: number | undefined;

  /** Asks the engine to end when it aborts. */
  readonly signal: AbortSignal;

  /** The policy pack of a preview: its folder, and the file of its configuration. */
  readonly policies?: { readonly pack: string; readonly config: string };

  /** Is told every event but debug messages, for who needs more than the result. */
  readonly onEvent?: (event: EngineEvent) => void;
}

/** How a run of the engine ended. */
export interface EngineResult {
  /** Resources that the engine finished, unchanged ones included. */
  readonly resources: number;

  /** Names of those that were, or would be, created, changed, replaced or deleted. */
  readonly changed: readonly string[];

  /** What the switch said on the way. */
  readonly switchLines: readonly string[];

  /** Absent where it succeeded. */
  readonly failure?: EngineFailure;
}

/** The state of a service's schema, and commands on instances. */
export interface MigrationAccess {
  readonly store: SchemaStore;
  readonly commands: InstanceCommands;
  close(): void;
}

/**
 * One stack, with everything that commands read and do. Commands know this interface alone; the real one drives the
 * Pulumi engine and AWS, and tests put their own in its place.
 */
export interface Session {
  readonly stack: string;

  /** The file that holds the stack's configuration, for people: `Pulumi.prod.yaml`. */
  readonly stackFile: string;
  readonly clock: Clock;

  /** @throws CliError where there are no credentials that AWS takes. */
  caller(signal: AbortSignal): Promise<Caller>;

  /**
   * The release switch as the last update left it; undefined where the stack has none, as staging.
   *
   * @throws CliError where there is no such stack, or it was never deployed.
   */
  releaseSwitch(): Promise<SwitchInStack | undefined>;

  config(): Promise<StackConfig>;

  /** Sets one value in the stack's file as `pulumi config set` does. @param path `activeColor`, `releases.prod2.core` */
  setConfig(path: string, value: string): Promise<void>;
  removeConfig(path: string): Promise<void>;

  /** The stack's outputs by name, in clear. Nothing where it was never deployed. */
  outputs(): Promise<Readonly<Record<string, unknown>>>;

  /** The stack's state as `pulumi stack export --show-secrets` writes it. */
  exported(): Promise<unknown>;

  /** Configuration of the last updates that succeeded, the newest first. */
  configsDeployed(): Promise<readonly StackConfig[]>;

  preview(run: EngineRun): Promise<EngineResult>;
  update(run: EngineRun): Promise<EngineResult>;

  /** What the gate would say now of a move to that colour. Changes nothing. */
  readGate(of: SwitchInStack, to: string, signal: AbortSignal): Promise<GateReading>;

  /** Where the schemas of the services stand that would be deployed, and what these commits run on. */
  readSchemas(
    of: SwitchInStack,
    wish: Pick<DeployWish, "cluster" | "commits">,
    signal: AbortSignal,
  ): Promise<readonly SchemaFact[]>;

  /** The stack's lane. To be closed. */
  queue(of: SwitchInStack): QueueStore;

  /** The stack's records. To be closed. */
  ledger(of: SwitchInStack): LedgerStore;

  /** Tells whoever wants to know. @returns What could not be told, in words. */
  notify(of: SwitchInStack, notice: Notice, signal: AbortSignal): Promise<readonly string[]>;

  /** What a migration of a service's database works with, in the account and on the instances of one of its fleets. */
  migrations(of: ServiceFleet): MigrationAccess;

  /** The image catalogue. */
  images(): Promise<ImageShelf>;
}
