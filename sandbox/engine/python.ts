import { readFile } from "node:fs/promises";
import path from "node:path";

import { UserError } from "../userError";
import { cacheEntry, keyOf } from "./cache";
import { complaint, findOnPath, runCommand } from "./commands";
import type { EngineContext, ToolchainPart } from "./context";
import { MINIMUM_PYTHON, isAtLeast } from "./versions";

/** The pinned requirements of the AWS emulator, with hashes. */
const REQUIREMENTS = path.join(__dirname, "..", "cloud", "requirements.txt");

const PROBE_LIMIT = 20;
const VENV_LIMIT = 120;
const INSTALL_LIMIT = 15 * 60;

/** Later releases first tried by name, where `python3` itself is too old. */
const PYTHONS = ["python3", "python3.13", "python3.12", "python3.11", "python3.10", "python"];

/**
 * Asks an interpreter who it is. `_base_executable` is the real program behind a virtual environment or a version
 * manager's shim, which may answer differently in another folder.
 */
const PROBE = `
import importlib.util, json, sys
print(json.dumps({
    "version": "%d.%d.%d" % sys.version_info[:3],
    "executable": getattr(sys, "_base_executable", None) or sys.executable,
    "lacks": [m for m in ("venv", "ensurepip") if importlib.util.find_spec(m) is None],
}))
`;

/** A Python interpreter that can make virtual environments. */
export interface Python {
  readonly path: string;

  /** For example `3.11.7`. */
  readonly version: string;
}

interface ProbedPython {
  readonly version: string;
  readonly executable: string;
  readonly lacks: readonly string[];
}

/**
 * The first suitable Python on PATH.
 *
 * @returns The interpreter, or the sentence that says what was found and what to do.
 */
export async function findPython(env: NodeJS.ProcessEnv): Promise<Python | string> {
  const rejected: string[] = [];
  for (const name of PYTHONS) {
    for (const candidate of await findOnPath(name, env)) {
      const probed = await probe(candidate, env);
      const problem = typeof probed === "string" ? probed : unsuitable(probed);
      if (problem === undefined && typeof probed !== "string") {
        return { path: probed.executable, version: probed.version };
      }
      rejected.push(`${candidate} ${problem ?? ""}`);
    }
  }
  const found = rejected.length === 0 ? "there is none on PATH" : rejected.join("; ");
  return (
    `Python ${MINIMUM_PYTHON} or later with venv is needed for the AWS emulator, and ${found}: ` +
    'install it, on Debian and Ubuntu with "apt-get install python3 python3-venv".'
  );
}

async function probe(candidate: string, env: NodeJS.ProcessEnv): Promise<ProbedPython | string> {
  const ended = await runCommand(candidate, ["-c", PROBE], {
    cwd: "/",
    env: pythonEnvironment(env),
    limitSeconds: PROBE_LIMIT,
  });
  try {
    return JSON.parse(ended.stdout) as ProbedPython;
  } catch {
    return `does not run (${ended.tail[0] ?? "it said nothing"})`;
  }
}

function unsuitable({ version, lacks }: ProbedPython): string | undefined {
  if (!isAtLeast(version, MINIMUM_PYTHON)) {
    return `is Python ${version}`;
  }
  return lacks.length === 0 ? undefined : `(Python ${version}) lacks the module ${lacks.join(" and ")}`;
}

/** Without variables that would lead the interpreter to other modules or pip to another folder. */
export function pythonEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const misleading =
    /^(PYTHONHOME|PYTHONPATH|PYTHONSTARTUP|PYTHONUSERBASE|VIRTUAL_ENV|__PYVENV_LAUNCHER__|PIP_(USER|TARGET|PREFIX|ROOT|REQUIRE_VIRTUALENV|REQUIREMENT|CONSTRAINT|DRY_RUN))$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !misleading.test(name)));
}

/**
 * The interpreter of a virtual environment with exactly the pinned requirements.
 *
 * @throws UserError where pip fails, with its last lines.
 */
export async function emulatorPython(python: Python, context: EngineContext): Promise<ToolchainPart> {
  const started = performance.now();
  const requirements = await readFile(REQUIREMENTS, "utf8");
  const step = context.report.step("Python packages");
  try {
    const entry = await cacheEntry(context.cacheRoot, {
      kind: "python",
      key: `${python.version}-${keyOf(requirements, python.path, context.platform.arch)}`,
      files: ["bin/python", "installed"],
      signal: context.signal,
      onWait: () => {
        step.update("waiting for another process that installs them");
      },
      make: async (folder) => {
        step.update("making a virtual environment");
        await run(python.path, ["-m", "venv", folder], VENV_LIMIT, context);
        await install(path.join(folder, "bin", "python"), path.join(folder, "installed"), context, (line) => {
          step.update(line);
        });
      },
    });
    step.done(`${entry.made ? "installed" : "from the cache"}, for Python ${python.version}`);
    return {
      tool: "python",
      version: python.version,
      origin: "Python packages",
      path: path.join(entry.folder, "bin", "python"),
      seconds: (performance.now() - started) / 1000,
    };
  } catch (error) {
    step.fail(error instanceof UserError ? "see below" : "given up");
    throw error;
  }
}

async function install(
  python: string,
  report: string,
  context: EngineContext,
  onLine: (line: string) => void,
): Promise<void> {
  const flags = ["--require-hashes", "--no-deps", "--no-input", "--disable-pip-version-check", "--quiet"];
  onLine("installing the pinned packages");
  // pip writes its report last, so the file says that it came to its end.
  const target = ["--report", report, "-r", REQUIREMENTS];
  await run(python, ["-m", "pip", "install", ...flags, ...target], INSTALL_LIMIT, context);
}

async function run(
  python: string,
  args: string[],
  limitSeconds: number,
  context: EngineContext,
): Promise<void> {
  const { signal } = context;
  const env = pythonEnvironment(context.env);
  const ended = await runCommand(python, args, { cwd: "/", env, limitSeconds, signal });
  const trouble = complaint(ended, limitSeconds);
  if (trouble !== undefined) {
    throw new UserError(
      `${[python, ...args].join(" ")} ${trouble}\n` +
        "The AWS emulator is installed by pip, from the index and the settings that pip has on this machine.",
    );
  }
}
