import type { EngineError, EngineView } from "./engineProgress";

/** Why a run of the engine did not succeed. */
export interface EngineFailure {
  /** The gate's reasons, each by itself; empty where it was not the gate. */
  readonly refusals: readonly string[];

  /** Everything else that went wrong. */
  readonly problems: readonly string[];
}

/** What the engine writes around a reason of `check`. */
const REFUSED_PROPERTY =
  /^\S*:ReleaseSwitch resource '[^']*'(?:: property \S+ value [\s\S]*? has a problem| has a problem): ([\s\S]*)$/;

/** What the switch itself says where it refuses in the middle of an update; see `providers/switch/apply.ts`. */
const REFUSED_UPDATE = /\bis refused, and nothing was changed:\n([\s\S]*)$/;

/** What the engine adds at the end of a run that failed already: it says nothing of why. */
const EPILOGUE = /^(?:update|preview) failed$/;

/** Sorts the errors of a run into the gate's reasons and everything else, each told once. */
export function failureOf({ errors }: Pick<EngineView, "errors">, output: string): EngineFailure {
  const refusals: string[] = [];
  const problems: string[] = [];
  for (const error of errors) {
    const reasons = refusalsIn(error);
    if (reasons.length > 0) {
      refusals.push(...reasons);
    } else if (!EPILOGUE.test(error.message.trim())) {
      problems.push(problemText(error));
    }
  }
  // Where the engine ended before it could tell by events, only its output says why.
  const last = refusals.length === 0 && problems.length === 0 ? [output.trim()] : [];
  return { refusals: distinct(refusals), problems: distinct([...problems, ...last]) };
}

function refusalsIn({ urn, message }: EngineError): readonly string[] {
  if (urn === undefined || !urn.includes(":ReleaseSwitch::")) {
    return [];
  }
  const checked = REFUSED_PROPERTY.exec(message.trim())?.[1];
  if (checked !== undefined) {
    return [checked.trim()];
  }
  const list = REFUSED_UPDATE.exec(message)?.[1];
  return list === undefined ? [] : listItems(list);
}

/** The items of a list of which each begins with ` - `; an item may go on in further lines. */
function listItems(list: string): readonly string[] {
  return list
    .split(/^\s*- /m)
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function problemText({ urn, message }: EngineError): string {
  const name = urn?.split("::").at(-1);
  return name === undefined ? message.trim() : `${name}: ${message.trim()}`;
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].filter((text) => text !== "");
}
