import type { Build } from "./artifacts";
import { type ServiceCommit, serviceCommits, type StackFile } from "./stackFiles";

/** Versions that the releases of the stack files run on, and what their databases are migrated to first. */
export const FIRST_SCHEMA = { least: 1, most: 2 } as const;

/** The version that the first releases and the next one run on: the next one's schema, expanded. */
export const EXPANDED = 2;

/** The version that only the next release runs on. */
export const CONTRACTED = 3;

/** A release with a change of the schema, of a service that is in both stacks. */
export const NEXT: Required<Build> = {
  service: "core",
  commit: "b1f0c2d9e47a5836c0d1e2f3a4b5c6d7e8f90123",
  schema: { least: FIRST_SCHEMA.least, most: CONTRACTED },
};

/** What the builds of all releases in the stacks' files leave, and of the next one. */
export function buildsOf(stacks: readonly StackFile[]): readonly Build[] {
  const databases = new Set(stacks.flatMap((stack) => stack.databases));
  const releases = serviceCommits(stacks.flatMap((stack) => Object.values(stack.releases)));
  return [
    ...releases.map((one: ServiceCommit) =>
      databases.has(one.service) ? { ...one, schema: FIRST_SCHEMA } : one,
    ),
    NEXT,
  ];
}
