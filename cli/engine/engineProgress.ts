import { stripVTControlCharacters } from "node:util";

import type { EngineEvent, OpType } from "@pulumi/pulumi/automation";

/** What the engine says of one run, as far as people and commands need it. */
export interface EngineView {
  /** Resources that are finished, by URN, each with what was done to it. */
  readonly finished: ReadonlyMap<string, OpType>;

  /** Resources that are being worked on, by URN, in the order in which they were begun. */
  readonly running: ReadonlyMap<string, OpType>;

  /** Lines of the release switch, without its name. */
  readonly switchLines: readonly string[];

  /** Errors, in the order in which they came. */
  readonly errors: readonly EngineError[];

  /** Whether the engine has said that it was asked to end. */
  readonly isCancelling: boolean;
}

export interface EngineError {
  /** Absent where the error is of the whole run. */
  readonly urn?: string;
  readonly message: string;
}

export const NOTHING_YET: EngineView = {
  finished: new Map(),
  running: new Map(),
  switchLines: [],
  errors: [],
  isCancelling: false,
};

/** What the switch prints begins with this; see `providers/switch/operations.ts`. */
const SWITCH_LINE = /^release switch: (.*)$/;

/** What the engine says when it is asked to end, by Ctrl-C or by `kill`. */
const CANCELLING = /(?:\^C|SIGTERM) received; cancelling/;

/** Operations that leave the resource as it is. They take no time worth telling. */
const UNCHANGING: ReadonlySet<string> = new Set(["same", "read", "refresh"]);

/** The view after one more event. */
export function withEvent(view: EngineView, event: EngineEvent): EngineView {
  const { resourcePreEvent, resOutputsEvent, resOpFailedEvent, diagnosticEvent, policyEvent, stdoutEvent } =
    event;
  if (resourcePreEvent !== undefined) {
    const { urn, op } = resourcePreEvent.metadata;
    return isOfTheEngine(urn) || UNCHANGING.has(op)
      ? view
      : { ...view, running: new Map([...view.running, [urn, op]]) };
  }
  if (resOutputsEvent !== undefined) {
    const { urn, op } = resOutputsEvent.metadata;
    return isOfTheEngine(urn)
      ? view
      : {
          ...view,
          running: without(view.running, urn),
          finished: new Map([...view.finished, [urn, op]]),
        };
  }
  if (resOpFailedEvent !== undefined) {
    return { ...view, running: without(view.running, resOpFailedEvent.metadata.urn) };
  }
  if (policyEvent !== undefined) {
    const { enforcementLevel, message, policyName, resourceUrn } = policyEvent;
    return enforcementLevel === "mandatory"
      ? withError(view, resourceUrn, `Policy ${policyName}: ${plainText(message)}`)
      : view;
  }
  if (stdoutEvent !== undefined) {
    return CANCELLING.test(stdoutEvent.message) ? { ...view, isCancelling: true } : view;
  }
  if (diagnosticEvent === undefined) {
    return view;
  }
  const { severity, urn, message } = diagnosticEvent;
  if (severity === "error") {
    return withError(view, urn, plainText(message));
  }
  const lines = plainText(message)
    .split("\n")
    .flatMap((line) => SWITCH_LINE.exec(line.trim())?.[1] ?? []);
  return lines.length === 0 ? view : { ...view, switchLines: [...view.switchLines, ...lines] };
}

/** How far it is, in words: `412 of 921 done, waiting for public-names and 2 more`. */
export function progressText({ finished, running }: EngineView, expected: number | undefined): string {
  const done = expected === undefined ? `${finished.size} done` : `${finished.size} of ${expected} done`;
  const [first, ...others] = [...running.keys()].filter((urn) => !isComponent(urn, running));
  if (first === undefined) {
    return done;
  }
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return `${done}, waiting for ${nameOf(first)}${more}`;
}

/** Names of the resources that were, or would be, created, changed, replaced or deleted. */
export function changedNames({ finished }: EngineView): readonly string[] {
  return [...finished].filter(([, op]) => !UNCHANGING.has(op)).map(([urn]) => nameOf(urn));
}

/** A URN's last part: the logical name. */
export function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}

/** A URN's own type, without those of its parents. */
export function typeOf(urn: string): string {
  return qualifiedType(urn).split("$").at(-1) ?? "";
}

/** Text without the engine's colours: neither those of terminals nor its own marks such as `<{%reset%}>`. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/<\{%[^%]*%\}>/g, "");
}

/**
 * The stack itself, which is done when all else is, and the providers that the engine makes by itself, which change with
 * the environment: it leaves both out of its own summary.
 */
function isOfTheEngine(urn: string): boolean {
  return /::pulumi:(?:pulumi:Stack::|providers:[^:]+::default(?:_[^:]*)?$)/.test(urn);
}

/** A resource that is the parent type of another that runs waits only for its children. */
function isComponent(urn: string, running: EngineView["running"]): boolean {
  const type = qualifiedType(urn);
  return [...running.keys()].some((other) => other !== urn && qualifiedType(other).startsWith(`${type}$`));
}

function qualifiedType(urn: string): string {
  return urn.split("::")[2] ?? "";
}

function without(running: EngineView["running"], urn: string): EngineView["running"] {
  const rest = new Map(running);
  rest.delete(urn);
  return rest;
}

function withError(view: EngineView, urn: string | undefined, message: string): EngineView {
  const error = urn === undefined || urn === "" ? { message } : { urn, message };
  return { ...view, errors: [...view.errors, error] };
}
