import { type Entry, type Named, readNamed, readSections, wholeEntries } from "./entries";
import { isRecord } from "./fields";
import type { serviceShape } from "./schema";
import { cacheShape, databaseShape, jobShape } from "./serviceShapes";

/** The sections of services, as far as they could be read. */
export interface ServiceSections {
  /** By the name of their service. */
  readonly databases: readonly Entry<typeof databaseShape>[];

  /** By the name of their service. */
  readonly caches: readonly Entry<typeof cacheShape>[];

  /** By service, its jobs by name. */
  readonly jobs: readonly { readonly service: string; readonly jobs: readonly Entry<typeof jobShape>[] }[];
}

/** The sections of services where nothing is wrong with any of them. */
export interface WholeServiceSections {
  readonly databases: readonly Named<typeof databaseShape>[];
  readonly caches: readonly Named<typeof cacheShape>[];
  readonly jobs: readonly { readonly service: string; readonly jobs: readonly Named<typeof jobShape>[] }[];
}

/** Reads what services have in sections of their own. */
export function readServiceSections(services: readonly Entry<typeof serviceShape>[]): {
  readonly sections: ServiceSections;
  readonly whole: WholeServiceSections;
  readonly problems: readonly string[];
} {
  const owners = (key: "database" | "cache") =>
    services.map(({ name, path, right }) => ({ name, path, section: right[key] }));
  const databases = readSections(databaseShape, owners("database"), "database");
  const caches = readSections(cacheShape, owners("cache"), "cache");
  const jobs = services.flatMap(({ name: service, path, right }) =>
    isRecord(right.jobs) ? [{ service, ...readNamed(jobShape, right.jobs, `${path}.jobs`, "job") }] : [],
  );
  return {
    sections: {
      databases: databases.entries,
      caches: caches.entries,
      jobs: jobs.map(({ service, entries }) => ({ service, jobs: entries })),
    },
    whole: {
      databases: wholeEntries(databases.entries),
      caches: wholeEntries(caches.entries),
      jobs: jobs.map(({ service, entries }) => ({ service, jobs: wholeEntries(entries) })),
    },
    problems: [...databases.problems, ...caches.problems, ...jobs.flatMap(({ problems }) => problems)],
  };
}
