import type { GatewayClient } from "../cloud/gatewayClient";
import type { TinyConfig, TinyStack } from "../twoColours/tinyStack";
import type { World } from "../twoColours/world";

/** Where a case takes place: a world of its own, the stack of its names, and the gateway in front of both. */
export interface MatrixStage {
  readonly world: World;
  readonly stack: TinyStack;
  readonly gateway: GatewayClient;

  /** Another stack that declares the same names: somebody else's clone. It is not made yet. */
  readonly second: TinyStack;

  /** The colour that the names are on, and the one that they are to move to. */
  readonly active: string;
  readonly idle: string;
}

/** What the switch says: `passes`, or each of these in its errors. */
export type Verdict = "passes" | readonly RegExp[];

/** Something goes wrong, and what the switch is to make of it. */
export interface MatrixCase {
  readonly name: string;

  /** Lets it go wrong. @returns what puts it right again; faults of the gateway are cleared by themselves */
  arrange(stage: MatrixStage): Promise<(() => Promise<void>) | undefined>;

  /** @default - the idle colour made active */
  config?(stage: MatrixStage): TinyConfig;
  readonly preview: Verdict;

  /** Where an update follows. */
  readonly update?: {
    /** What happens between preview and update. @returns what puts it right again */
    between?(stage: MatrixStage): Promise<(() => Promise<void>) | undefined>;

    /** What happens while the update runs. @returns what was wrong with it */
    alongside?(stage: MatrixStage): Promise<readonly string[]>;

    /** Resolves when the engine is to be killed in the middle of the update. */
    untilKill?(stage: MatrixStage): Promise<void>;
    readonly says: Verdict;

    /** Where the names are afterwards: on the old colour, or all on the new one. */
    readonly names: "stay" | "move";
  };
}

/** What came of a case. */
export interface CaseResult {
  readonly name: string;

  /** Zones that were found split. */
  readonly split: number;

  /** Names that moved where they must not have, and changes that a preview or a refused update made. */
  readonly unsafe: readonly string[];

  /** Whether the control, with nothing wrong any more, was refused or failed. */
  readonly falseRefusal: string | undefined;

  /** What the switch did not say, or did otherwise than it should. */
  readonly problems: readonly string[];
}
