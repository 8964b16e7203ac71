import { certificateNames, clusterName } from "../../components/dns/names";
import type { Draft } from "../draft";
import { problem } from "../problem";

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html, and so for target groups. */
const LONGEST_BALANCER_NAME = 32;

/** What the engine ends a name with: `-` and seven hexadecimal digits. */
const NAME_SUFFIX = 8;
const LONGEST_COPY_NAME = LONGEST_BALANCER_NAME - NAME_SUFFIX;

/** AWS keeps load balancer names like these to itself; same page. */
const RESERVED_BALANCER_NAME = /^internal-/;

/** RFC 1035. */
const LONGEST_DOMAIN_NAME = 253;

/** Names of one certificate, by default; https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html */
const CERTIFICATE_NAMES = 10;

/** A certificate's first name is its common name, RFC 5280; https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html */
const LONGEST_COMMON_NAME = 64;

/**
 * Public names that one change batch of a zone can move: it holds 1000 records, and an UPSERT counts twice;
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html
 */
const NAMES_PER_ZONE = 500;

/** A web service whose names are known. */
interface WebNames {
  readonly service: string;
  readonly path: string;
  readonly vertical: string | undefined;
  readonly domain: string;
  readonly fqdn: string;
}

/** The public name of a service. */
export function publicName(hostname: string, domain: string): string {
  return hostname === "" ? domain : `${hostname}.${domain}`;
}

/** Names that AWS and DNS take, each once. */
export function nameProblems(draft: Draft): readonly string[] {
  const clusters = (draft.clusters ?? []).map(({ name }) => name);
  const names = webNames(draft);
  return [
    ...copyProblems(draft, clusters),
    ...lengthProblems(names, clusters),
    ...duplicateProblems(names, clusters),
    ...certificateProblems(
      names,
      clusters,
      (draft.clusters ?? []).some(({ right }) => right.colour === true),
    ),
    ...zoneProblems(names),
  ];
}

function webNames({ services = [], settings }: Draft): readonly WebNames[] {
  return services.flatMap(({ name, path, right, wrong }) => {
    const domain = wrong.has("domain") ? undefined : (right.domain ?? settings.domain);
    return right.kind !== "web" || right.hostname === undefined || domain === undefined
      ? []
      : [{ service: name, path, vertical: right.vertical, domain, fqdn: publicName(right.hostname, domain) }];
  });
}

/** `<cluster>-<service>` names a service's copy everywhere, and its load balancer. */
function copyProblems({ services = [] }: Draft, clusters: readonly string[]): readonly string[] {
  const owners = new Map<string, string>();
  return clusters.flatMap((cluster) =>
    services.flatMap(({ name, path, right }) => {
      const copy = `${cluster}-${name}`;
      const here = `${name} in ${cluster}`;
      const owner = owners.get(copy);
      owners.set(copy, owner ?? here);
      if (owner !== undefined) {
        return [
          problem(
            path,
            `makes the name ${copy} in ${cluster}, and so does ${owner}`,
            "<cluster>-<service> once",
            "Rename one of them.",
          ),
        ];
      }
      if (right.kind !== "web") {
        return [];
      }
      if (RESERVED_BALANCER_NAME.test(copy)) {
        return [
          problem(
            path,
            `makes the load balancer name ${copy}`,
            "names that do not begin with internal-",
            `Rename cluster ${cluster}: AWS keeps such names to itself.`,
          ),
        ];
      }
      return copy.length <= LONGEST_COPY_NAME
        ? []
        : [
            problem(
              path,
              `makes the load balancer name ${copy}, with ${copy.length} characters`,
              `at most ${LONGEST_COPY_NAME}, since AWS takes ${LONGEST_BALANCER_NAME} and the engine adds ${NAME_SUFFIX}`,
              "Shorten the name of the service or of the cluster.",
            ),
          ];
    }),
  );
}

function lengthProblems(names: readonly WebNames[], clusters: readonly string[]): readonly string[] {
  return names.flatMap(({ service, path, domain, fqdn }) =>
    [fqdn, ...clusters.map((cluster) => clusterName(service, cluster, domain))]
      .filter((name) => name.length > LONGEST_DOMAIN_NAME)
      .map((name) =>
        problem(
          path,
          `makes the domain name ${name}, with ${name.length} characters`,
          `at most ${LONGEST_DOMAIN_NAME}`,
          "Take a shorter domain.",
        ),
      ),
  );
}

function duplicateProblems(names: readonly WebNames[], clusters: readonly string[]): readonly string[] {
  const owners = new Map<string, string>();
  const all = [
    ...names.map(({ service, path, fqdn }) => ({ path, name: fqdn, owner: service })),
    ...names.flatMap(({ service, path, domain }) =>
      clusters.map((cluster) => ({
        path,
        name: clusterName(service, cluster, domain),
        owner: `${service} in ${cluster}`,
      })),
    ),
  ];
  return all.flatMap(({ path, name, owner }) => {
    const first = owners.get(name);
    owners.set(name, first ?? owner);
    return first === undefined
      ? []
      : [
          problem(
            path,
            `has the name ${name}, and so has ${first}`,
            "each name once",
            "Give one another hostname.",
          ),
        ];
  });
}

function certificateProblems(
  names: readonly WebNames[],
  clusters: readonly string[],
  withPublicNames: boolean,
): readonly string[] {
  const verticals = new Set(names.flatMap(({ vertical }) => (vertical === undefined ? [] : [vertical])));
  return [...verticals].flatMap((vertical) => {
    const ofVertical = names.filter((name) => name.vertical === vertical);
    const path = `duotone:verticals.${vertical}`;
    const covered = certificateNames(ofVertical, clusters, withPublicNames).map(({ name }) => name);
    const [commonName = ""] = covered;
    return [
      ...(covered.length <= CERTIFICATE_NAMES
        ? []
        : [
            problem(
              path,
              `needs a certificate with ${covered.length} names: ${covered.join(", ")}`,
              `at most ${CERTIFICATE_NAMES}`,
              "Move services to another vertical or into fewer domains.",
            ),
          ]),
      ...(commonName.length <= LONGEST_COMMON_NAME
        ? []
        : [
            problem(
              path,
              `needs a certificate for ${commonName}, with ${commonName.length} characters`,
              `at most ${LONGEST_COMMON_NAME}`,
              "Take a shorter domain or cluster name.",
            ),
          ]),
    ];
  });
}

function zoneProblems(names: readonly WebNames[]): readonly string[] {
  const domains = [...new Set(names.map(({ domain }) => domain))];
  return domains.flatMap((domain) => {
    const count = names.filter((name) => name.domain === domain).length;
    return count <= NAMES_PER_ZONE
      ? []
      : [
          problem(
            "duotone:services",
            `has ${count} public names in ${domain}`,
            `at most ${NAMES_PER_ZONE} in a zone, what one change batch can move`,
            "Put some into another zone with domain.",
          ),
        ];
  });
}
