import type { Draft, Services } from "../draft";
import { is, problem, unknownName } from "../problem";
import { SERVICE_PORTS_ALLOWED } from "../schema";

type Service = Services[number];

/** Each service in a vertical that exists, with what its kind needs and nothing that its kind has not. */
export function serviceProblems({ services, verticals }: Draft): readonly string[] {
  const known = verticals?.map(({ name }) => name);
  return [
    ...(services ?? []).flatMap((service) => [
      ...verticalProblems(service, known),
      ...sizeProblems(service),
      ...(service.right.kind === "web" ? webProblems(service) : []),
      ...(service.right.kind === "worker" ? workerProblems(service) : []),
    ]),
    ...secretProblems(services ?? []),
  ];
}

/** `<service>-<secret>` names a secret, and both may have hyphens: `b-c` of `a` would be `c` of `a-b`. */
function secretProblems(services: Services): readonly string[] {
  const owners = new Map<string, string>();
  return services.flatMap(({ name, path, right: { secrets = [] } }) =>
    secrets.flatMap((secret) => {
      const full = `${name}-${secret}`;
      const owner = owners.get(full);
      owners.set(full, owner ?? `${secret} of ${name}`);
      return owner === undefined
        ? []
        : [
            problem(
              `${path}.secrets`,
              `makes the name ${full} of ${JSON.stringify(secret)}, and so does ${owner}`,
              "<service>-<secret> once",
              "Rename one of the two.",
            ),
          ];
    }),
  );
}

function verticalProblems({ path, right }: Service, known: readonly string[] | undefined): readonly string[] {
  return known === undefined || right.vertical === undefined || known.includes(right.vertical)
    ? []
    : [unknownName(`${path}.vertical`, right.vertical, "verticals", known)];
}

function sizeProblems({ path, right: { min, max } }: Service): readonly string[] {
  return min === undefined || max === undefined || min <= max
    ? []
    : [problem(`${path}.max`, is(max), `at least min, which is ${min}`, "Raise max or lower min.")];
}

const NEEDED_BY_WEB = {
  hostname: {
    allowed: 'one DNS label, or "" for the domain itself',
    remedy: "Give the public name's first label, or make it kind: worker.",
  },
  port: {
    allowed: SERVICE_PORTS_ALLOWED,
    remedy: "Give the port that the service listens on, or make it kind: worker.",
  },
} as const;

function webProblems({ path, right, wrong }: Service): readonly string[] {
  return (["hostname", "port"] as const)
    .filter((key) => right[key] === undefined && !wrong.has(key))
    .map((key) =>
      problem(`${path}.${key}`, is(undefined), NEEDED_BY_WEB[key].allowed, NEEDED_BY_WEB[key].remedy),
    );
}

function workerProblems({ path, right }: Service): readonly string[] {
  return (["hostname", "port", "healthPath", "domain", "requestsPerTarget", "latencySeconds"] as const)
    .filter((key) => right[key] !== undefined)
    .map((key) =>
      problem(
        `${path}.${key}`,
        is(right[key]),
        "nothing, for a worker",
        "A worker has no load balancer: remove it, or make it kind: web.",
      ),
    );
}
