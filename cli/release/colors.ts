import type { LedgerEntry, Intent } from "../../providers/ledger/record";
import { usageError } from "../cliError";
import type { StackConfig } from "../session";
import type { GateReading } from "./gateReading";
import type { SwitchInStack } from "./switchInStack";

type NamesOn = Pick<GateReading, "namesOn">;

/**
 * The colour that names would move to where nobody names one: the only one that is idle.
 *
 * @throws CliError where there is none, or more than one
 */
export function idleColor({ inputs, state }: SwitchInStack): string {
  const idle = inputs.colors.filter((color) => color !== state.activeColor);
  const [only] = idle;
  if (only === undefined || idle.length > 1) {
    throw usageError(
      `The colours are ${inputs.colors.join(", ")}, and ${state.activeColor} is active. Say which one is meant.`,
    );
  }
  return only;
}

/** Whether the last update has moved names and not come to its end: something is still to be waited for, or recorded. */
export function isUnfinished({ state }: SwitchInStack): boolean {
  return state.openRecord !== undefined || Object.keys(state.pendingChanges ?? {}).length > 0;
}

/** A colour that names are on although another one is active: somebody's update was killed before its state was written. */
function strayColor({ state }: SwitchInStack, { namesOn }: NamesOn): string | undefined {
  return Object.values(namesOn).find((color) => color !== undefined && color !== state.activeColor);
}

/** Whether an update that has begun to move names was cut off. */
export function isCutOff(of: SwitchInStack, gate: NamesOn): boolean {
  return isUnfinished(of) || strayColor(of, gate) !== undefined;
}

/**
 * The colour that an update which did not come to its end was moving the names to; undefined where there is none. It may
 * not even have begun: the stack's file asks for it.
 */
export function cutOffTo(
  of: SwitchInStack,
  { activeColor: asked }: StackConfig,
  gate: NamesOn,
): string | undefined {
  const { activeColor } = of.state;
  const isAsked = typeof asked === "string" && asked !== activeColor && of.inputs.colors.includes(asked);
  return isAsked ? asked : (strayColor(of, gate) ?? (isUnfinished(of) ? activeColor : undefined));
}

/** @throws CliError where it is no colour of the stack */
export function checkedColor({ inputs }: SwitchInStack, color: string): string {
  if (!inputs.colors.includes(color)) {
    throw usageError(`"${color}" is not a colour. The colours are: ${inputs.colors.join(", ")}.`);
  }
  return color;
}

/**
 * The colour that had the public names before the one that has them now, as the ledger's last move says; undefined where
 * the ledger does not say.
 *
 * @param entries The newest records, in their order.
 */
export function colorBefore(entries: readonly LedgerEntry[], active: string): string | undefined {
  const intents = new Map<number, Intent>();
  for (const { record } of entries) {
    if (record.body.kind === "intent") {
      intents.set(record.sequence, record.body);
    }
  }
  const moves = entries.flatMap(({ record: { body } }) => {
    if (body.kind !== "outcome" || body.result !== "done" || body.activeColor !== active) {
      return [];
    }
    const from = intents.get(body.intent)?.from.find((color) => color !== active);
    return from === undefined ? [] : [from];
  });
  return moves.at(-1);
}
