import type { CallCount, ChangeBatches } from "../cloud/callLog";
import type { EngineRun } from "./pulumi";
import { nameOf } from "./stackExport";
import type { LiveNames, SwitchState } from "./publicNames";
import { namesElsewhere, zonesOf } from "./publicNames";

/** EC2's call that makes an image of an instance: what a bake ends with. */
const MAKE_IMAGE = "CreateImage";

/** AWS's words for calls that only look; where an action has no name, the HTTP methods that only look. */
const READS = /^(Get|List|Describe|Head|Lookup|Query|Scan|BatchGet|Search|Select|AssumeRole|GET|HEAD)/;

/** How many diagnostics a failure quotes. */
const QUOTED = 20;

/** What the emulated cloud was asked to do during one step. */
export interface Traffic {
  readonly calls: readonly CallCount[];

  /** Route 53 change batches, by hosted zone. */
  readonly batches: readonly ChangeBatches[];
}

/** How many change batches were sent, to whatever zone. */
export function batchCount({ batches }: Traffic): number {
  return batches.reduce((sum, { requests }) => sum + requests, 0);
}

export function callCount({ calls }: Traffic): number {
  return calls.reduce((sum, { count }) => sum + count, 0);
}

export function imagesMade({ calls }: Traffic): number {
  return callCount({ calls: calls.filter(({ action }) => action === MAKE_IMAGE), batches: [] });
}

/** How often an action was asked for. */
export function callsOf({ calls }: Traffic, service: string, action: string): number {
  return callCount({
    calls: calls.filter((call) => call.service === service && call.action === action),
    batches: [],
  });
}

/** Calls that change something, each as `service:action`. Taking on a role is none. */
export function writes({ calls }: Traffic): string[] {
  return calls
    .filter(({ action }) => !READS.test(action))
    .map(({ service, action }) => `${service}:${action}`);
}

/** @returns What a run that should have succeeded did instead. */
export function expectSuccess(run: EngineRun): string[] {
  if (run.exitCode === 0) {
    return [];
  }
  const how = run.timedOut ? "was ended at its time limit" : `ended with ${run.exitCode}`;
  const errors = run.diagnostics
    .filter(({ severity }) => severity === "error")
    .slice(0, QUOTED)
    .map(
      ({ urn, message }) => `   ${[...(urn === undefined ? [] : [nameOf(urn)]), message.trim()].join(": ")}`,
    );
  return [[`expected success, but ${run.command} ${how}`, ...errors].join("\n")];
}

/** A step that must build something did. */
export function expectCreated(run: EngineRun): string[] {
  return run.created > 0 ? [] : ["expected resources to be created, none was"];
}

/** Nothing created, updated, replaced or deleted. */
export function expectNoChange(run: EngineRun): string[] {
  const { created, updated, replaced, deleted } = run;
  return created + updated + replaced + deleted === 0
    ? []
    : [
        `expected no change, came ${created} created, ${updated} updated, ${replaced} replaced, ${deleted} deleted: ` +
          run.changedUrns.join(", "),
      ];
}

/**
 * What a deployment of one service to one cluster may change: what is named after both, the image's permission, and the
 * release switch, which knows the releases of both colours.
 */
export function expectOnly(
  { changedUrns }: EngineRun,
  { service, cluster }: { readonly service: string; readonly cluster: string },
  switchUrn: string,
): string[] {
  const own = new RegExp(`^(${cluster}-${service}|${service})(-|$)`);
  const others = changedUrns.filter((urn) => urn !== switchUrn && !own.test(nameOf(urn)));
  return others.length === 0
    ? []
    : [`expected changes of ${service} in ${cluster} alone, changed were also ${others.join(", ")}`];
}

/** What a move of the public names must look like, from the outside and from the inside. */
export function expectMove(
  run: EngineRun,
  traffic: Traffic,
  state: SwitchState,
  live: LiveNames,
  color: string,
): string[] {
  const { created, updated, replaced, deleted, changedUrns } = run;
  const onlySwitch = updated === 1 && created + replaced + deleted === 0 && changedUrns[0] === state.urn;
  return [
    ...(onlySwitch ? [] : [`expected one change, of ${state.urn}; changed were: ${changedUrns.join(", ")}`]),
    ...expectOneBatchPerZone(traffic, state),
    ...namesElsewhere(live, state, color),
  ];
}

function expectOneBatchPerZone({ batches }: Traffic, state: SwitchState): string[] {
  const sent = new Map(batches.map(({ zoneId, requests }) => [zoneId, requests]));
  const zones = zonesOf(state);
  const wrong = zones
    .filter((zone) => sent.get(zone) !== 1)
    .map((zone) => `expected one change batch to zone ${zone}, sent were ${sent.get(zone) ?? 0}`);
  const others = [...sent.keys()].filter((zone) => !zones.includes(zone));
  return [
    ...wrong,
    ...others.map((zone) => `expected no change batch to zone ${zone}, which has no public name`),
  ];
}

/** What a refused move must look like: an error, nothing sent, every name where it was. */
export function expectRefusal(
  run: EngineRun,
  traffic: Traffic,
  state: SwitchState,
  live: LiveNames,
  stays: string,
): string[] {
  const sent = writes(traffic);
  return [
    ...(run.exitCode === 0 ? [`expected ${run.command} to be refused; it succeeded`] : []),
    ...(sent.length === 0 ? [] : [`expected nothing to be sent but questions, sent were ${sent.join(", ")}`]),
    ...namesElsewhere(live, state, stays),
  ];
}

/**
 * The refusal of a release that its schema has left behind, in the switch's own words.
 *
 * @returns Undefined where no error names the service and says that the schema is at the version.
 */
export function schemaMessage(run: EngineRun, service: string, version: number): string | undefined {
  return run.diagnostics
    .filter(({ severity }) => severity === "error")
    .flatMap(({ message }) => message.split("\n"))
    .map((line) => line.trim().replace(/^- /, ""))
    .find(
      (line) =>
        new RegExp(`(^|[^A-Za-z0-9-])${service} on prod1: its release runs on `).test(line) &&
        line.includes(`at version ${version}.`),
    );
}

/**
 * The refusal in the switch's own words: the lines that speak of health, from its error.
 *
 * @param service The service whose targets are unhealthy.
 * @returns Undefined where no error names the service, the healthy targets and the needed ones.
 */
export function refusalMessage(run: EngineRun, service: string): string | undefined {
  const lines = run.diagnostics
    .filter(({ severity }) => severity === "error")
    .flatMap(({ message }) => message.split("\n"))
    .map((line) => line.trim().replace(/^- /, ""));
  const names = new RegExp(`(^|[^A-Za-z0-9-])${service}([^A-Za-z0-9-]|$)`);
  const telling = lines.filter(
    (line) => names.test(line) && /healthy/i.test(line) && /need/i.test(line) && /\d/.test(line),
  );
  return telling.length === 0 ? undefined : telling.join("\n");
}
