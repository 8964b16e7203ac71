import { readFile } from "node:fs/promises";
import path from "node:path";

import { parse } from "yaml";
import { z } from "zod";

import { UserError } from "../userError";

/** A service at a commit: what one image is baked from. */
export interface ServiceCommit {
  readonly service: string;

  /** 40 hexadecimal digits. */
  readonly commit: string;
}

/** The part of a stack file that the story needs. The program's own checks come later, and are stricter. */
const stackFileSchema = z.object({
  config: z.looseObject({
    "aws:region": z.string(),
    "duotone:releases": z.record(z.string(), z.record(z.string(), z.string())),
    "duotone:services": z.record(z.string(), z.looseObject({ database: z.unknown().optional() })).default({}),
  }),
});

export interface StackFile {
  readonly region: string;

  /** By cluster, then by service: the commit. */
  readonly releases: Readonly<Record<string, Readonly<Record<string, string>>>>;

  /** Services that have a database of their own, sorted. */
  readonly databases: readonly string[];
}

/**
 * Reads what the story needs of a stack's file.
 *
 * @throws UserError naming the file where it is missing or of another shape.
 */
export async function readStackFile(projectDir: string, stack: string): Promise<StackFile> {
  const file = path.join(projectDir, `Pulumi.${stack}.yaml`);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch {
    throw new UserError(
      `${file} cannot be read: the sandbox deploys the stack ${stack}, and this is its file.`,
    );
  }
  const parsed = stackFileSchema.safeParse(parse(text));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => ` - ${issue.path.join(".")}: ${issue.message}`);
    throw new UserError(`${file} lacks what the sandbox reads from it:\n${problems.join("\n")}`);
  }
  const { config } = parsed.data;
  return {
    region: config["aws:region"],
    releases: config["duotone:releases"],
    databases: Object.entries(config["duotone:services"])
      .filter(([, { database }]) => database !== undefined)
      .map(([service]) => service)
      .sort(),
  };
}

/** The distinct services and commits of some releases, in the order in which they are named. */
export function serviceCommits(releases: readonly Readonly<Record<string, string>>[]): ServiceCommit[] {
  const distinct = new Map<string, ServiceCommit>();
  for (const release of releases) {
    for (const [service, commit] of Object.entries(release)) {
      distinct.set(`${service} ${commit}`, { service, commit });
    }
  }
  return [...distinct.values()];
}
