import type { Answer } from "./awsErrors";
import type { CallLog } from "./callLog";
import type { FaultBook } from "./faultBook";
import { parseFaults } from "./faults";

/** Paths of the gateway's own. No AWS service has them: an underscore is not allowed in the name of a bucket. */
export const CONTROL_PREFIX = "/_duotone/";

type Handler = (body: string, faults: FaultBook, log: CallLog) => unknown;

const HANDLERS: Readonly<Record<string, Handler>> = {
  "GET health": () => ({ gateway: "duotone" }),
  "GET calls": (_body, _faults, log) => log.callCounts(),
  "DELETE calls": (_body, _faults, log) => {
    log.reset();
    return {};
  },
  "GET records": (_body, _faults, log) => log.callRecords(),
  "GET batches": (_body, _faults, log) => log.changeBatches(),
  "GET faults": (_body, faults) => faults.counts(),
  "PUT faults": (body, faults) => {
    faults.set(parseFaults(parseJson(body)));
    return {};
  },
};

/** Answers a request to the gateway itself: 200 with JSON, or 400 with `{ problem }` in words. */
export function answerControl(
  method: string,
  path: string,
  body: string,
  faults: FaultBook,
  log: CallLog,
): Answer {
  const call = `${method} ${path.slice(CONTROL_PREFIX.length)}`;
  const handler = HANDLERS[call];
  if (handler === undefined) {
    return json(404, {
      problem: `The gateway knows no "${call}". It knows ${Object.keys(HANDLERS).join(", ")}.`,
    });
  }
  try {
    return json(200, handler(body, faults, log));
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
