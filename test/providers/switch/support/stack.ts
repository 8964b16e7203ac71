import { switchOperations, type SwitchOperations } from "../../../../providers/switch/operations";
import type { SwitchInputs } from "../../../../providers/switch/switchInputs";
import type { CheckFailure, Properties } from "../../../../providers/switch/types";
import type { FakeAws } from "./fakeAws";
import type { VirtualClock } from "./virtualClock";

export type Outcome =
  | { readonly did: "create" | "update" | "nothing" }
  | { readonly refused: readonly CheckFailure[] }
  | { readonly failed: string; readonly recorded: boolean }
  | { readonly killed: true };

interface Recorded {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  readonly hasInitErrors: boolean;
}

/** A project of one commit, without policies. */
export const PROJECT = {
  author: () =>
    Promise.resolve({ commit: "0".repeat(40), name: "Ada", email: "ada@example.com", dirty: false }),
  policyPack: () => Promise.resolve(null),
};

/** A stack of one resource, and what the engine does with it: in this order, and with nothing else recorded. */
export class Stack {
  public recorded: Recorded | undefined;
  public readonly progress: string[] = [];
  private readonly switch: SwitchOperations;

  public get clock(): VirtualClock {
    return this.aws.clock;
  }

  public constructor(private readonly aws: FakeAws) {
    this.switch = switchOperations({
      cloudFor: () => this.aws.cloud(),
      clock: this.aws.clock,
      project: PROJECT,
      progress: (message) => this.progress.push(message),
    });
  }

  /** What a preview says of the inputs: its refusals, or whether there is anything to do. */
  public async preview(
    news: Properties | SwitchInputs,
  ): Promise<{ refused: readonly CheckFailure[]; changes: boolean }> {
    const { inputs, failures } = await this.check(news);
    const changes = this.recorded === undefined || (await this.differs(this.recorded, inputs));
    return { refused: failures, changes };
  }

  /** One `pulumi up`. A process that dies on the way records nothing, whatever it still believes to do. */
  public async up(news: SwitchInputs): Promise<Outcome> {
    const before = this.recorded;
    const outcome = await this.run(news);
    if (!this.aws.isDead) {
      return outcome;
    }
    this.recorded = before;
    this.aws.revive();
    return { killed: true };
  }

  /** @returns Whether the engine says that something has changed: it asks `diff` how to get back to the last inputs. */
  public async refresh(): Promise<boolean> {
    let hasDrifted = false;
    if (this.recorded !== undefined) {
      const { id, inputs, outputs } = this.recorded;
      const read = await this.switch.read(id, outputs);
      hasDrifted = read.id === "" || (await this.switch.diff(plain(read.props), inputs)).changes;
      this.recorded =
        read.id === ""
          ? undefined
          : { id, inputs: plain(read.inputs ?? {}), outputs: plain(read.props), hasInitErrors: false };
    }
    return hasDrifted;
  }

  public async destroy(): Promise<void> {
    await this.switch.remove(this.recorded?.outputs ?? {});
    this.recorded = undefined;
  }

  private async run(news: SwitchInputs): Promise<Outcome> {
    const { inputs, failures } = await this.check(news);
    if (failures.length > 0) {
      return { refused: failures };
    }
    const before = this.recorded;
    try {
      if (before === undefined) {
        const { id, outs } = await this.switch.create(inputs);
        this.recorded = { id, inputs, outputs: plain(outs), hasInitErrors: false };
        return { did: "create" };
      }
      if (!(await this.differs(before, inputs))) {
        this.recorded = { ...before, inputs };
        return { did: "nothing" };
      }
      const { outs } = await this.switch.update(before.id, before.outputs, inputs);
      this.recorded = { id: before.id, inputs, outputs: plain(outs), hasInitErrors: false };
      return { did: "update" };
    } catch (error) {
      return this.failure(error, inputs);
    }
  }

  private failure(error: unknown, inputs: Properties): Outcome {
    if (!(error instanceof Error)) {
      throw error;
    }
    if ("id" in error && "properties" in error) {
      const outputs = plain(error.properties as Properties);
      this.recorded = { id: String(error.id), inputs, outputs, hasInitErrors: true };
      return { failed: error.message, recorded: true };
    }
    return { failed: error.message, recorded: false };
  }

  private async check(news: Properties | SwitchInputs) {
    const { inputs, failures } = await this.switch.check(this.recorded?.inputs ?? {}, plain({ ...news }));
    return { inputs: plain(inputs), failures };
  }

  private async differs(before: Recorded, inputs: Properties): Promise<boolean> {
    const { changes } = await this.switch.diff(before.outputs, inputs);
    return changes || before.hasInitErrors;
  }
}

/** What survives the way through the engine: plain data. */
function plain(value: Properties): Properties {
  return JSON.parse(JSON.stringify(value)) as Properties;
}
