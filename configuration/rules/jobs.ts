import type { Draft } from "../draft";
import { is, problem } from "../problem";

type ServiceJobs = Draft["serviceSections"]["jobs"][number];
type Job = ServiceJobs["jobs"][number];

/** Least and greatest of what a schedule counts; systemd takes nothing else. */
const PARTS = {
  month: [1, 12],
  day: [1, 31],
  hour: [0, 23],
  minute: [0, 59],
  second: [0, 59],
} as const;

const SHAPE =
  /^(?:\S+ )??(?:\*-(?<month>[^-\s]+)-(?<day>\S+) )?(?<hour>[^:\s]+):(?<minute>[^:\s]+)(?::(?<second>\S+))?$/;

/** Jobs at times that there are, and in one place: the active colour, or the only cluster. */
export function jobProblems(draft: Draft): readonly string[] {
  return draft.serviceSections.jobs.flatMap((service) => [
    ...service.jobs.flatMap(scheduleProblems),
    ...placeProblems(draft, service),
  ]);
}

function scheduleProblems({ path, right: { schedule } }: Job): readonly string[] {
  const parts = SHAPE.exec(schedule ?? "")?.groups ?? {};
  return Object.entries(PARTS).flatMap(([name, [least, most]]) => {
    const part = parts[name];
    return part === undefined || fits(part, least, most)
      ? []
      : [
          problem(
            `${path}.schedule`,
            is(schedule),
            `for the ${name} * or a number from ${least} to ${most}, and after a / one from 1 to ${most}`,
            "Name a time that there is.",
          ),
        ];
  });
}

function fits(part: string, least: number, most: number): boolean {
  const [from = "", step] = part.split("/");
  const within = (text: string, lowest: number) => Number(text) >= lowest && Number(text) <= most;
  return (from === "*" || within(from, least)) && (step === undefined || within(step, 1));
}

/** Several clusters without colours work on the same data, and nobody says which of them is to run a job. */
function placeProblems({ clusters = [] }: Draft, { service, jobs }: ServiceJobs): readonly string[] {
  return jobs.length === 0 ||
    clusters.length < 2 ||
    clusters.some(({ right }) => right.colour === true || right.colour === undefined)
    ? []
    : [
        problem(
          `duotone:services.${service}.jobs`,
          `would run in any of ${clusters.map(({ name }) => name).join(", ")}`,
          "jobs in a stack with two colours, or with one cluster",
          "Make two of the clusters colours, remove all but one, or remove the jobs.",
        ),
      ];
}
