import type { Draft, Services } from "../draft";
import { is, problem } from "../problem";

/**
 * AWS takes an instance on spot back two minutes after it has said so, which is less than what getting everything off it may
 * take. So nothing that must not be lost is left to one: the logs of restricted verticals, finished files, a job's run.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
 */
export function spotProblems({ services, verticals }: Draft): readonly string[] {
  const restricted = new Set(
    (verticals ?? [])
      .filter(({ right: { classification } }) => classification === "pii" || classification === "banking")
      .map(({ name }) => name),
  );
  return (services ?? [])
    .filter(({ right: { purchase } }) => purchase === "spot")
    .flatMap((service) =>
      reasonsOf(service, restricted).map((reason) =>
        problem(
          `${service.path}.purchase`,
          is("spot"),
          `on-demand, for ${reason}`,
          "AWS takes the instance back within two minutes, whatever is still on it: set it to on-demand, or remove it.",
        ),
      ),
    );
}

function reasonsOf({ right }: Services[number], restricted: ReadonlySet<string>): readonly string[] {
  const { vertical, archive, jobs } = right;
  return [
    ...(vertical !== undefined && restricted.has(vertical)
      ? [`a service of ${vertical}, whose logs are evidence`]
      : []),
    ...(archive === true ? ["a service with an archive, whose finished files must get there"] : []),
    ...(Object.keys(jobs ?? {}).length === 0 ? [] : ["a service with jobs, which must come to their end"]),
  ];
}
