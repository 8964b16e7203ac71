import { queueProblem } from "../queue/problem";
import { endOf, freezesAt } from "./freeze";
import { isRelease, promotionOf, type Snapshot } from "./promotion";
import type { Gate, Refusal } from "./types";

/** No name moves from one colour to another while a freeze window is on. */
export function freezeRefusals(snapshot: Snapshot): readonly Refusal[] {
  if (!isMove(snapshot)) {
    return [];
  }
  const { inputs, now } = snapshot;
  return freezesAt(inputs.freezeWindows, now).map((window) =>
    refusal(
      "freeze",
      `A freeze window is on until ${endOf(window)}: ${sentence(window.reason)} Wait for its end, or change duotone:freezeWindows.`,
    ),
  );
}

/** Releases take turns: the head of the queue is this one, or nobody waits. */
export function queueRefusals(snapshot: Snapshot): readonly Refusal[] {
  const { inputs, queue, turn, now } = snapshot;
  if (!isMove(snapshot) || queue === undefined) {
    return [];
  }
  if ("unreadable" in queue) {
    return [
      refusal(
        "queue",
        `The release queue could not be read: ${queue.unreadable} Unknown counts as somebody else's turn; run it again once DynamoDB answers.`,
      ),
    ];
  }
  const problem = queueProblem(queue.lane, { color: inputs.activeColor, ticketId: turn?.ticketId }, now);
  return problem === undefined ? [] : [refusal("queue", problem)];
}

/** No switch without a record: the ledger must be there, and whole at its end. */
export function ledgerRefusals(snapshot: Snapshot): readonly Refusal[] {
  const { ledger } = snapshot;
  return isRelease(snapshot) && ledger !== undefined && "unreadable" in ledger
    ? [
        refusal(
          "ledger",
          `The ledger is not to be relied on: ${ledger.unreadable} Nothing moves without a record; see \`duotone ledger verify\`, then run it again.`,
        ),
      ]
    : [];
}

/** Whether names leave a colour. Their first creation leaves none, and waits for nobody. */
function isMove(snapshot: Snapshot): boolean {
  const promotion = promotionOf(snapshot);
  return promotion !== undefined && promotion.from.length > 0 && snapshot.unknown.length === 0;
}

function refusal(gate: Gate, reason: string): Refusal {
  return { gate, property: "activeColor", reason };
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
