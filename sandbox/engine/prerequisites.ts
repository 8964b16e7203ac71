import { UserError } from "../userError";
import { findOnPath, runCommand } from "./commands";
import { isAtLeast } from "./versions";

/** Seconds that a program may take to say its version. */
const VERSION_LIMIT = 10;

/** A program of the operating system without which something cannot be done. */
export interface Prerequisite {
  readonly program: string;
  readonly why: string;

  /** What brings it on Debian and Ubuntu. */
  readonly debianPackage: string;

  /** Where it is wanted. @default - everywhere */
  readonly only?: NodeJS.Platform;
}

export const PREREQUISITES: readonly Prerequisite[] = [
  { program: "node", why: "the engine starts it for programs and plugins", debianPackage: "nodejs" },
  { program: "git", why: "the sandbox copies the files that git knows", debianPackage: "git" },
  { program: "make", why: "make test and make sandbox", debianPackage: "make" },
  { program: "tar", why: "the vendor's archives are unpacked with it", debianPackage: "tar" },
  {
    program: "setpriv",
    why: "it ends a plugin's child processes together with the plugin",
    debianPackage: "util-linux",
    only: "linux",
  },
];

/** One sentence per program that is missing: what, why, what to do. */
export async function missingPrerequisites(
  env: NodeJS.ProcessEnv,
  os: NodeJS.Platform = process.platform,
): Promise<string[]> {
  const wanted = PREREQUISITES.filter(({ only }) => only === undefined || only === os);
  const found = await Promise.all(wanted.map(({ program }) => findOnPath(program, env)));
  return wanted
    .filter((_, index) => found[index]?.length === 0)
    .map(
      ({ program, why, debianPackage }) =>
        `${program} is not on PATH (${why}): install it, on Debian and Ubuntu with "apt-get install ${debianPackage}".`,
    );
}

export interface GoProgram {
  readonly path: string;

  /** Release that builds, for example `1.26.8`. */
  readonly version: string;

  /** For GOTOOLCHAIN: the installed release, or the one to fetch where that is too old. */
  readonly toolchain: string;
}

/**
 * The `go` program on PATH, if it is recent enough or can fetch a release that is.
 *
 * @param minimum Latest release that one of the modules asks for.
 * @returns The program, or the sentence that says what is missing.
 */
export async function findGo(env: NodeJS.ProcessEnv, minimum: string): Promise<GoProgram | string> {
  const [go] = await findOnPath("go", env);
  if (go === undefined) {
    return (
      `go is not on PATH (the toolchain is built with it): install Go ${minimum} or later from go.dev/dl; ` +
      "on Debian and Ubuntu golang-go is often older."
    );
  }
  // In the root folder no go.mod can ask for another release than the installed one.
  const ended = await runCommand(go, ["env", "GOVERSION", "GOTOOLCHAIN"], {
    cwd: "/",
    env: { ...env, GOTOOLCHAIN: env.GOTOOLCHAIN ?? "", GOWORK: "off" },
    limitSeconds: VERSION_LIMIT,
  });
  const [release, choice] = ended.stdout.trim().split("\n");
  const version = /^go(\d[\d.]*)/.exec(release ?? "")?.[1];
  if (version === undefined) {
    return `${go} does not say its version ("go env GOVERSION" said "${ended.stdout.trim()}"): install Go ${minimum} or later.`;
  }
  if (isAtLeast(version, minimum)) {
    return { path: go, version, toolchain: "local" };
  }
  if (isAtLeast(version, "1.21") && choice !== "local" && choice !== "path") {
    // Since 1.21 the go command fetches, through the module proxy, the release that a go.mod asks for.
    return { path: go, version: minimum, toolchain: `go${minimum}` };
  }
  return (
    `${go} is Go ${version}, and ${minimum} or later is needed: install it from go.dev/dl` +
    (isAtLeast(version, "1.21") ? ", or set GOTOOLCHAIN=auto so that Go fetches it." : ".")
  );
}

/** @throws UserError with every sentence, if there is one. */
export function refuseIfMissing(problems: readonly string[]): void {
  if (problems.length > 0) {
    throw new UserError(
      `The sandbox's toolchain cannot be made on this machine:\n${problems.map((problem) => ` - ${problem}`).join("\n")}`,
    );
  }
}
