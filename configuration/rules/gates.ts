import { isWeekMoment } from "../../providers/switch/freeze";
import type { Override } from "../../providers/switch/overrides";
import type { Draft, FreezeWindows, Overrides } from "../draft";
import { is, problem, unknownName } from "../problem";

/** Freeze windows that end after they begin, and overrides of services that are there. */
export function gateProblems({ freezeWindows, overrides, services }: Draft): readonly string[] {
  const known = services?.map(({ name }) => name);
  return [
    ...freezeWindows.flatMap(windowProblems),
    ...(known === undefined ? [] : overrides.flatMap((override) => serviceProblems(override, known))),
    ...overrides.flatMap(unnamedProblems),
  ];
}

function windowProblems({ path, right, wrong }: FreezeWindows[number]): readonly string[] {
  const { from, until, timeZone } = right;
  if (from === undefined || until === undefined || wrong.has("timeZone")) {
    return [];
  }
  const isWeekly = timeZone !== undefined;
  const ofTheOtherKind = Object.entries({ from, until }).filter(
    ([, text]) => isWeekMoment(text) !== isWeekly,
  );
  if (ofTheOtherKind.length > 0) {
    return ofTheOtherKind.map(([key, text]) =>
      problem(
        `${path}.${key}`,
        is(text),
        isWeekly
          ? 'a moment of the week, for example "Fri 16:00", where there is a timeZone'
          : 'a date and time with its offset from UTC, for example "2026-12-20T18:00:00Z", where there is no timeZone',
        isWeekly
          ? "Correct it, or remove the timeZone."
          : "Correct it, or name the timeZone of a weekly window.",
      ),
    );
  }
  const isEmpty = isWeekly ? from === until : Date.parse(from) >= Date.parse(until);
  return isEmpty
    ? [
        problem(
          `${path}.until`,
          `${is(until)}, and from is ${JSON.stringify(from)}`,
          "a moment after from",
          "Correct one of them: as it is, nothing is frozen.",
        ),
      ]
    : [];
}

function serviceProblems({ path, right }: Overrides[number], known: readonly string[]): readonly string[] {
  const { service } = right;
  return service === undefined || known.includes(service)
    ? []
    : [unknownName(`${path}.service`, service, "services", known)];
}

/** What nobody says of services that they do not name: what instances hold is lost for good, and people are using the others. */
const OF_ONE_SERVICE: Partial<Record<Override["gate"], string>> = {
  drain: "Name the service whose instances may go with the logs and files that they still hold.",
  protect: "Name the service whose instances may be replaced in the colour that has the public names.",
};

function unnamedProblems({ path, right, wrong }: Overrides[number]): readonly string[] {
  const { gate, service } = right;
  const cure = gate === undefined ? undefined : OF_ONE_SERVICE[gate];
  return cure !== undefined && service === undefined && !wrong.has("service")
    ? [problem(`${path}.service`, "is missing", `the name of a service, where the gate is "${gate}"`, cure)]
    : [];
}
