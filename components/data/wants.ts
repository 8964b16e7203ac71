import type { ClusterConfig, ServiceConfig } from "../../config";

/** Whether a service is given anything of its vertical's data stores. */
export function asksForData(service: ServiceConfig): boolean {
  return storesOf(service).length > 0 || asksForTable(service);
}

/** Whether a service's instances agree with others on who does what: on migrations of its database, on its jobs. */
export function asksForTable({ database, jobs }: ServiceConfig): boolean {
  return database !== undefined || jobs.length > 0;
}

/** Whether anything of the vertical is backed up, and so copied to the recovery region. */
export function asksForBackups(services: readonly ServiceConfig[]): boolean {
  return services.some((service) => service.files || asksForTable(service));
}

/** The stores that a service asks for. */
export function storesOf({ database, cache, files, archive }: ServiceConfig): readonly string[] {
  return [
    ...(database === undefined ? [] : ["database"]),
    ...(cache === undefined ? [] : ["cache"]),
    ...(files ? ["files"] : []),
    ...(archive ? ["archive"] : []),
  ];
}

/** The tag by which a person sees that a store is used by several clusters; none where there is one. */
export function sharingTags(clusters: readonly string[]): Readonly<Record<string, string>> {
  return clusters.length > 1 ? { "shared-by": clusters.join(" ") } : {};
}

/** By service, its stores and the clusters that share them; nothing in a stack of one cluster. */
export function sharedDataStores(
  services: readonly ServiceConfig[],
  clusters: readonly Pick<ClusterConfig, "name">[],
): Readonly<Record<string, { readonly stores: readonly string[]; readonly clusters: readonly string[] }>> {
  const names = clusters.map(({ name }) => name);
  return names.length < 2
    ? {}
    : Object.fromEntries(
        services
          .map((service) => ({ name: service.name, stores: storesOf(service) }))
          .filter(({ stores }) => stores.length > 0)
          .map(({ name, stores }) => [name, { stores, clusters: names }]),
      );
}
