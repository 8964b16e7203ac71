/** The name under which one cluster's copy of a service can be reached, idle or not: `core.prod2.example.com`. */
export function clusterName(service: string, cluster: string, domain: string): string {
  return `${service}.${cluster}.${domain}`;
}

/** A web service, as far as its names go. */
export interface NamedService {
  readonly name: string;

  /** The public name, for example `www.example.com`. */
  readonly fqdn: string;

  /** The public zone's name, for example `example.com`. */
  readonly domain: string;
}

/**
 * The names that one vertical's certificate covers: each public name, and per zone and cluster a wildcard, so that a
 * new service of the cluster needs no new certificate.
 *
 * @returns The names in a fixed order, each with the zone that proves it. Empty where the vertical serves nothing.
 */
export function certificateNames(
  services: readonly NamedService[],
  clusters: readonly string[],
): readonly { readonly name: string; readonly domain: string }[] {
  const publicNames = services.map(({ fqdn, domain }) => ({ name: fqdn, domain }));
  const domains = [...new Set(services.map(({ domain }) => domain))];
  const wildcards = domains.flatMap((domain) =>
    clusters.map((cluster) => ({ name: clusterName("*", cluster, domain), domain })),
  );
  return [...publicNames, ...wildcards].sort((a, b) => (a.name < b.name ? -1 : 1));
}
