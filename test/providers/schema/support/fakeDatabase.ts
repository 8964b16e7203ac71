import {
  CommandNotSent,
  type CommandView,
  type CommandWish,
  type GroupInstance,
  type InstanceCommands,
} from "../../../../providers/schema/instanceCommands";
import type { MigrationTable, SchemaItem } from "../../../../providers/schema/migrationTable";
import { schemaStore, type SchemaStore } from "../../../../providers/schema/schemaStore";
import { readSchemaState, schemaItem, schemaKey, type SchemaState } from "../../../../providers/schema/state";
import type { Clock } from "../../../../providers/switch/types";

/** What becomes of a write: as it should, written without an answer, or the same found in its own way when tried again. */
type WriteFate = "written" | "lost" | "lost and tried again";

/** What becomes of a command that is sent. */
export type SendFate = "taken" | "taken without an answer" | "lost on its way" | "throttled" | "refused";

/** What the program on the instance does. */
export interface Program {
  /** Seconds that it takes. @default 3 */
  readonly seconds?: number;

  /** @default 0 */
  readonly exitCode?: number;
  readonly output?: string;
}

interface Command extends CommandWish {
  readonly id: string;
  readonly endsAt: number;
  readonly exitCode: number;
  readonly output: string;
  cancelledAt?: number;
}

/** One database with its item in the coordination table, and the instances on which its migrations are run. */
export class FakeDatabase {
  public item: SchemaItem | undefined;
  public readonly writes: (SchemaState | undefined)[] = [];
  public readonly sent: Command[] = [];
  public instances: GroupInstance[] = [
    { instanceId: "i-1", isHealthy: true, isOnline: true },
    { instanceId: "i-2", isHealthy: true, isOnline: true },
  ];
  public writeFate: () => WriteFate = () => "written";
  public sendFate: () => SendFate = () => "taken";

  /** By attempt, from 1; the last one goes on. */
  public programs: readonly Program[] = [{}];

  /** Called before every call to AWS; what it throws, the call throws. */
  public interfere: (call: string) => void = () => undefined;

  /** Whether cancelling ends a command. */
  public heedsCancel = true;

  public constructor(
    private readonly service: string,
    private readonly clock: Pick<Clock, "now" | "sleep" | "random">,
  ) {}

  public get state(): SchemaState | undefined {
    return this.item === undefined ? undefined : readSchemaState(this.item);
  }

  public set state(state: Omit<SchemaState, "id"> | undefined) {
    this.item =
      state === undefined
        ? undefined
        : { ...schemaItem({ ...state, id: schemaKey(this.service) }), revision: { N: "7" } };
  }

  public get store(): SchemaStore {
    return schemaStore(this.table, this.service, this.clock);
  }

  public get table(): MigrationTable {
    return {
      get: (signal) => this.call("get", signal, () => this.item),
      put: (item, expected, signal) =>
        this.call("put", signal, () => {
          if (Number(this.item?.revision?.N ?? 0) !== expected) {
            return false;
          }
          this.item = item;
          this.writes.push(this.state);
          const fate = this.writeFate();
          if (fate === "lost") {
            throw new Error("The connection broke.");
          }
          return fate === "written";
        }),
      close: () => undefined,
    };
  }

  public get commands(): InstanceCommands {
    return {
      instances: (signal) => this.call("instances", signal, () => this.instances),
      send: (wish, signal) => this.call("send", signal, () => this.send(wish)),
      find: ({ instanceId, comment }, signal) =>
        this.call(
          "find",
          signal,
          () => this.sent.find((one) => one.instanceId === instanceId && one.comment === comment)?.id,
        ),
      look: (id, instanceId, signal) =>
        this.call("look", signal, () => {
          const command = this.sent.find((one) => one.id === id && one.instanceId === instanceId);
          return command === undefined ? undefined : this.view(command);
        }),
      cancel: (id, _instanceId, signal) =>
        this.call("cancel", signal, () => {
          const command = this.sent.find((one) => one.id === id);
          if (command !== undefined && this.heedsCancel) {
            command.cancelledAt = this.clock.now();
          }
        }),
      close: () => undefined,
    };
  }

  private send(wish: CommandWish): string {
    const fate = this.sendFate();
    if (fate === "throttled" || fate === "refused") {
      throw new CommandNotSent(
        fate === "refused" ? "SSM does not reach it." : "Rate exceeded.",
        fate === "throttled",
      );
    }
    if (fate === "lost on its way") {
      throw new Error("The connection broke.");
    }
    const program = this.programs[this.sent.length] ?? this.programs.at(-1);
    const { seconds = 3, exitCode = 0, output = "" } = program ?? {};
    const id = `command-${this.sent.length + 1}`;
    this.sent.push({ ...wish, id, endsAt: this.clock.now() + seconds * 1_000, exitCode, output });
    if (fate === "taken without an answer") {
      throw new Error("The connection broke.");
    }
    return id;
  }

  private view({ endsAt, exitCode, output, cancelledAt = Infinity }: Command): CommandView {
    const now = this.clock.now();
    if (cancelledAt < endsAt && cancelledAt <= now) {
      return { state: "failed", detail: "Cancelled", output: "" };
    }
    if (now < endsAt) {
      return { state: "running", detail: "InProgress", output: "" };
    }
    return {
      state: exitCode === 0 ? "done" : "failed",
      detail: exitCode === 0 ? "Success" : "Failed",
      exitCode,
      output,
    };
  }

  private call<T>(name: string, signal: AbortSignal, effect: () => T): Promise<T> {
    return Promise.resolve().then(() => {
      signal.throwIfAborted();
      this.interfere(name);
      return effect();
    });
  }
}
