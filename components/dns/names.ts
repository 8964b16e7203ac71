/** The name under which one cluster's copy of a service can be reached, idle or not: `core.prod2.example.com`. */
export function clusterName(service: string, cluster: string, domain: string): string {
  return `${service}.${cluster}.${domain}`;
}

/** A web service, as far as its names go. */
export interface NamedService {
  /** The public name, for example `www.example.com`. */
  readonly fqdn: string;

  /** The public zone's name, for example `example.com`. */
  readonly domain: string;
}

/**
 * The names that one vertical's certificate covers: per zone and cluster a wildcard, so that a new service of the
 * cluster needs no new certificate, and each public name where the stack has them.
 *
 * @param withPublicNames Whether the stack's colours receive the public names.
 * @returns The names in a fixed order, each with the zone that proves it. Empty where the vertical serves nothing.
 */
export function certificateNames(
  services: readonly NamedService[],
  clusters: readonly string[],
  withPublicNames: boolean,
): readonly { readonly name: string; readonly domain: string }[] {
  const publicNames = withPublicNames ? services.map(({ fqdn, domain }) => ({ name: fqdn, domain })) : [];
  const domains = [...new Set(services.map(({ domain }) => domain))];
  const wildcards = domains.flatMap((domain) =>
    clusters.map((cluster) => ({ name: clusterName("*", cluster, domain), domain })),
  );
  return [...publicNames, ...wildcards].sort((a, b) => (a.name < b.name ? -1 : 1));
}
