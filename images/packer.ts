import { readFile } from "node:fs/promises";

import { z } from "zod";

import { ImageError } from "../components/images/imageError";
import type { BakeRequest } from "./bakeRequest";
import { type ProgramEnd, runProgram } from "./childProcess";

/** The version that the templates ask for in `required_version`. */
export const PACKER_VERSION = { least: "1.15.1", pattern: /^Packer v1\.15\.([1-9]\d*)\b/m } as const;

/** The plugin's version, which the templates pin: with another one Packer does not start. */
export const PLUGIN_VERSION = "1.3.2";

/** Lines of a failed run that an error quotes. */
const QUOTED_LINES = 40;

const manifestSchema = z.object({
  builds: z.tuple([z.object({ artifact_id: z.string() })]),
});

export interface PackerRun {
  readonly kind: BakeRequest["kind"];

  /** Folder of the templates. */
  readonly templates: string;

  /** Values of the templates' variables. */
  readonly variables: Readonly<Record<string, string | Readonly<Record<string, string>>>>;

  /** File for the result; it must not exist. */
  readonly manifest: string;
  readonly env: NodeJS.ProcessEnv;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
}

/** A run of Packer that failed, or that ended without naming an image. The image may be there all the same. */
export class PackerFailure extends ImageError {}

/** What this machine bakes with. */
export interface PackerSetup {
  /** Packer's version, for example `1.15.1`. */
  readonly version: string;

  /** What is missing, one line each. */
  readonly problems: readonly string[];
}

/**
 * Looks whether this machine can bake.
 *
 * @param templates Their folder: Packer must be able to read them.
 * @param communicator As the templates take it: with `none` no machine is reached, so nothing is needed for it.
 */
export async function packerSetup(
  env: NodeJS.ProcessEnv,
  templates: string,
  communicator: string,
  instanceProfile: string | undefined,
): Promise<PackerSetup> {
  const said = await runProgram("packer", ["version"], { env });
  const version = /^Packer v(\S+)/m.exec(said?.printed ?? "")?.[1] ?? "";
  const problems = packerProblems(said);
  if (problems.length === 0) {
    problems.push(...(await templateProblems(env, templates)));
  }
  return {
    version,
    problems: [...problems, ...(await sessionProblems(env, communicator, instanceProfile))],
  };
}

/** A template that Packer cannot read is told before anything is made in the account. */
async function templateProblems(env: NodeJS.ProcessEnv, templates: string): Promise<string[]> {
  const end = await runProgram("packer", ["validate", "-syntax-only", templates], { env });
  return end?.exitCode === 0
    ? []
    : [
        ` - Packer cannot read the templates. Mend what it names:\n${tail((end?.printed ?? "").trim()).replace(/^/gm, "   ")}`,
      ];
}

async function sessionProblems(
  env: NodeJS.ProcessEnv,
  communicator: string,
  instanceProfile: string | undefined,
): Promise<string[]> {
  const problems: string[] = [];
  if (communicator !== "ssh") {
    return problems;
  }
  if (instanceProfile === undefined) {
    problems.push(
      " - The build instance has no instance profile: give --instance-profile (or DUOTONE_BUILD_INSTANCE_PROFILE), one " +
        "with AmazonSSMManagedInstanceCore. Packer reaches the instance through Session Manager.",
    );
  }
  if ((await runProgram("session-manager-plugin", ["--version"], { env })) === undefined) {
    problems.push(
      " - session-manager-plugin is not on PATH, and Packer reaches the build instance through it. Install it: " +
        "https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html",
    );
  }
  return problems;
}

/** @param version How `packer version` ended; `undefined` where there is no packer. */
export function packerProblems(version: ProgramEnd | undefined): string[] {
  const wanted = `Packer ${PACKER_VERSION.least} or a later 1.15`;
  const install = "Install it from https://developer.hashicorp.com/packer/install and put it first on PATH.";
  if (version === undefined) {
    return [` - packer is not on PATH, and images are baked with ${wanted}. ${install}`];
  }
  if (PACKER_VERSION.pattern.test(version.printed)) {
    return [];
  }
  const said = version.printed.trim().split("\n")[0] ?? "";
  return [` - packer on PATH says "${said}", and images are baked with ${wanted}. ${install}`];
}

/**
 * Bakes with Packer.
 *
 * @returns The image's id.
 * @throws PackerFailure where Packer fails, with the end of what it printed.
 */
export async function runPacker(run: PackerRun): Promise<string> {
  const { kind, templates, manifest, env, report, signal } = run;
  const variables = Object.entries({ ...run.variables, manifest }).flatMap(([name, value]) => [
    "-var",
    `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  ]);
  const end = await runProgram(
    "packer",
    ["build", "-color=false", `-only=${kind}.*`, ...variables, templates],
    {
      env,
      signal,
      endsWithUs: true,
      onLine: (line) => {
        const said = spokenLine(line);
        if (said !== undefined) {
          report(said);
        }
      },
    },
  );
  signal.throwIfAborted();
  if (end?.exitCode !== 0) {
    const how = end?.exitCode === undefined ? "was killed" : `ended with ${end.exitCode}`;
    throw new PackerFailure(`Packer ${how}. The end of what it printed:\n${tail(end?.printed ?? "")}`);
  }
  const imageId = imageIdOf(await readFile(manifest, "utf8").catch(() => ""));
  if (imageId === undefined) {
    throw new PackerFailure(`Packer named no image. The end of what it printed:\n${tail(end.printed)}`);
  }
  return imageId;
}

/**
 * What Packer says of its own steps. What programs on the build instance print stays out, and each of the many tags: the
 * engine keeps the output of a bake in its state.
 */
export function spokenLine(line: string): string | undefined {
  const said = /^==> (?:[\w.-]+: )?(\S.*)$/.exec(line)?.[1];
  return said?.startsWith("Adding tag: ") === true ? undefined : said;
}

/** The image's id in a manifest, whose artifact is `<region>:<id>`. */
export function imageIdOf(manifest: string): string | undefined {
  try {
    const { builds } = manifestSchema.parse(JSON.parse(manifest));
    return /^[a-z0-9-]+:(ami-[0-9a-f]+)$/.exec(builds[0].artifact_id)?.[1];
  } catch {
    return undefined;
  }
}

function tail(printed: string): string {
  return printed.trimEnd().split("\n").slice(-QUOTED_LINES).join("\n");
}
