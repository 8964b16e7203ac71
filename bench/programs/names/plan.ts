import type { ReleaseSwitchArgs } from "../../../providers/releaseSwitch";
import type { PublicName } from "../../../providers/switch/switchInputs";

/** The program's stacks, by what moves their names: one alias record each, or one release switch for all. */
export const MOVERS = ["records", "switch"] as const;

export type Mover = (typeof MOVERS)[number];

/** What a stack is given as its configuration value `plan`, as JSON: plain values, known from the start. */
export interface NamesPlan extends Omit<
  ReleaseSwitchArgs,
  "stack" | "activeColor" | "jobs" | "names" | "dnsRoleArn"
> {
  /**
   * Role in the account that owns the public zones.
   *
   * @default - the credentials that Pulumi itself runs with
   */
  readonly dnsRoleArn?: string;

  /** Each stack puts its own name in front of them, so that the two never meet. */
  readonly names: readonly PublicName[];
}
