import type { Answer } from "./awsErrors";
import type { CallLog } from "./callLog";
import type { FaultBook } from "./faultBook";
import { parseFaults } from "./faults";
import type { HeldCalls, HeldState } from "./heldCalls";

/** Paths of the gateway's own. No AWS service has them: an underscore is not allowed in the name of a bucket. */
export const CONTROL_PREFIX = "/_duotone/";

/** Milliseconds that a question about held calls may wait: less than its caller does. */
const LONGEST_WAIT = 8_000;

/** What the gateway's own calls read and change. */
export interface Controlled {
  readonly faults: FaultBook;
  readonly log: CallLog;
  readonly held: HeldCalls;
}

type Handler = (body: string, controlled: Controlled) => unknown;

const HANDLERS: Readonly<Record<string, Handler>> = {
  "GET health": () => ({ gateway: "duotone" }),
  "GET calls": (_body, { log }) => log.callCounts(),
  "DELETE calls": (_body, { log }) => {
    log.reset();
    return {};
  },
  "GET records": (_body, { log }) => log.callRecords(),
  "GET batches": (_body, { log }) => log.changeBatches(),
  "GET faults": (_body, { faults }) => faults.counts(),
  "PUT faults": (body, { faults, held }) => {
    faults.set(parseFaults(parseJson(body)));
    held.release();
    return {};
  },
  "GET held": (_body, { held }) => held.list(),
  "GET held/some": untilHeld("some"),
  "GET held/none": untilHeld("none"),
};

/** Answers as soon as the state is there, so that nobody has to ask again and again; or after some seconds. */
function untilHeld(state: HeldState): Handler {
  return (_body, { held }) => held.until(state, LONGEST_WAIT);
}

/** Answers a request to the gateway itself: 200 with JSON, or 400 with `{ problem }` in words. */
export async function answerControl(
  method: string,
  path: string,
  body: string,
  controlled: Controlled,
): Promise<Answer> {
  const call = `${method} ${path.slice(CONTROL_PREFIX.length)}`;
  const handler = HANDLERS[call];
  if (handler === undefined) {
    return json(404, {
      problem: `The gateway knows no "${call}". It knows ${Object.keys(HANDLERS).join(", ")}.`,
    });
  }
  try {
    return json(200, await handler(body, controlled));
  } catch (error) {
    return json(400, { problem: error instanceof Error ? error.message : String(error) });
  }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw new Error("The faults are no JSON. Send an array of faults.");
  }
}

function json(status: number, value: unknown): Answer {
  const body = Buffer.from(JSON.stringify(value));
  return {
    status,
    headers: { "content-type": "application/json", "content-length": String(body.length) },
    body,
  };
}
