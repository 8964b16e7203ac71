import { execFile, spawn } from "node:child_process";
import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { cacheEntry, cacheRoot, keyOf } from "../../../sandbox/engine/cache";
import { findOnPath } from "../../../sandbox/engine/commands";

const exec = promisify(execFile);

const MAKE = path.join(__dirname, "make.sh");
const RPMS = path.join(__dirname, "rpms");
const ARCHIVE = "root.tar";

/** Bytes of output that are kept of a program. */
const LONGEST_OUTPUT = 64 * 1024 * 1024;

/** What the machine must have, besides root. */
const PROGRAMS = ["apt-get", "dpkg-deb", "chroot", "mknod", "tar"];

const SIGNALLED = 128;

/** As a login of root has it. */
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Goes before a root folder and a command: the mount is in a namespace that ends with the command. */
const WITH_PROC = [
  "unshare",
  "--mount",
  "sh",
  "-c",
  'mount -t proc proc "$1/proc" && shift && exec "$@"',
  "sh",
];

/** How a program ended. */
export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;

  /** Who runs it. @default root */
  readonly user?: string;
  readonly input?: string;

  /** Whether the kernel's files are in /proc for it alone. Not every container lets root mount them. */
  readonly proc?: boolean;
}

/**
 * A small Linux system in a folder, in which programs really run: Debian's, with dnf, rpm and systemd's in the versions that
 * Amazon Linux 2023 has, and with a package repository of two releases. Nothing boots in it, and nothing of the machine is
 * changed: it is a folder, and programs see it as their root.
 */
export class LinuxRoot {
  private constructor(
    public readonly folder: string,
    private readonly asRoot: readonly string[],
  ) {}

  /** Unpacks a fresh one. The first on a machine fetches Debian's packages, which takes a minute. */
  public static async open(): Promise<LinuxRoot> {
    const asRoot = rightsOfRoot();
    const archive = await madeOnce(asRoot);
    const root = new LinuxRoot(await mkdtemp(path.join(tmpdir(), "duotone-root-")), asRoot);
    try {
      await root.outside(
        "tar",
        "--extract",
        "--numeric-owner",
        "--file",
        archive,
        "--directory",
        root.folder,
      );
      await root.outside("chmod", "0755", root.folder);
      // Some machines take no devices where temporary files are.
      await root.output("sh", "-c", "echo > /dev/null");
      return root;
    } catch (cause) {
      await root.close();
      throw cause;
    }
  }

  public async close(): Promise<void> {
    await this.outside("rm", "--recursive", "--force", "--one-file-system", this.folder);
  }

  /** Runs a program in it, however that ends. */
  public async run(command: readonly string[], options: RunOptions = {}): Promise<Ended> {
    const [program = "", ...args] = this.commandLine(command, options);
    const running = exec(program, args, { maxBuffer: LONGEST_OUTPUT });
    // A program that ends without reading its input is as good as another: what it says is in how it ends.
    running.child.stdin?.on("error", () => undefined).end(options.input ?? "");
    try {
      return { exitCode: 0, ...(await running) };
    } catch (cause) {
      const { code, signal, stdout, stderr } = cause as {
        code?: unknown;
        signal?: NodeJS.Signals | null;
        stdout?: string;
        stderr?: string;
      };
      // As a shell has it: a program that a signal ended has a code as well.
      const exitCode = signal === undefined || signal === null ? code : SIGNALLED + constants.signals[signal];
      if (typeof exitCode !== "number") {
        throw cause;
      }
      return { exitCode, stdout: stdout ?? "", stderr: stderr ?? "" };
    }
  }

  /** Why the kernel's files cannot be had in it; `undefined` where they can. */
  public async whyNoProc(): Promise<string | undefined> {
    const { exitCode, stderr } = await this.run(["true"], { proc: true });
    return exitCode === 0 ? undefined : `The kernel's files cannot be mounted: ${stderr}`;
  }

  /** What a program prints. @throws Error with all that it printed where it fails. */
  public async output(...command: readonly string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run(command);
    if (exitCode !== 0) {
      throw new Error(`${command.join(" ")} ended with ${exitCode}:\n${stdout}${stderr}`);
    }
    return stdout;
  }

  /** Lines of what a program prints. */
  public async lines(...command: readonly string[]): Promise<string[]> {
    return (await this.output(...command)).split("\n").filter((line) => line !== "");
  }

  public read(file: string): Promise<string> {
    return this.output("cat", file);
  }

  /** Puts a text in a file, whose folder is made, and gives it to root. */
  public async write(file: string, text: string, mode = "0644"): Promise<void> {
    const script = 'mkdir -p "${1%/*}" && cat > "$1" && chmod "$2" "$1"';
    const ended = await this.run(["sh", "-c", script, "sh", file, mode], { input: text });
    if (ended.exitCode !== 0) {
      throw new Error(`${file} cannot be written: ${ended.stderr}`);
    }
  }

  /** Starts a program that goes on until it is stopped. */
  public start(...command: readonly string[]) {
    const [program = "", ...args] = this.commandLine(command, {});
    return spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  }

  /**
   * Everything that an image would keep: by path, its kind, mode, owner and content. Of the programs, the size stands for
   * the content.
   */
  public async tree(): Promise<Readonly<Record<string, string>>> {
    const kept = ["/etc", "/home", "/opt", "/root", "/tmp", "/usr/libexec/duotone", "/var"];
    const format = "%p\\t%y %m %u:%g %l";
    const list = [
      ...(await this.lines("find", ...kept, "-printf", `${format}\\n`)),
      ...(await this.lines(
        "find",
        "/usr",
        "(",
        "-type",
        "f",
        "-printf",
        `${format} %s\\n`,
        ")",
        "-o",
        "-printf",
        `${format}\\n`,
      )),
    ];
    const digests = await this.lines(
      "sh",
      "-c",
      `find ${kept.join(" ")} -type f -print0 | xargs -0 sha256sum`,
    );
    const tree = Object.fromEntries(list.map((line) => line.split("\t") as [string, string]));
    for (const line of digests) {
      const [digest = "", ...rest] = line.split(/ [ *]/);
      const file = rest.join("  ");
      tree[file] = `${tree[file] ?? ""} ${digest}`;
    }
    return tree;
  }

  private commandLine(command: readonly string[], { env = {}, user, proc }: RunOptions): string[] {
    const variables = Object.entries({ PATH, LC_ALL: "C.UTF-8", ...env }).map(
      ([name, value]) => `${name}=${value}`,
    );
    const asUser = user === undefined ? [] : [`--userspec=${user}`];
    const chroot = ["chroot", ...asUser, this.folder, "env", "-i", ...variables, ...command];
    return [...this.asRoot, ...(proc === true ? [...WITH_PROC, this.folder, ...chroot] : chroot)];
  }

  private async outside(...command: readonly string[]): Promise<void> {
    await runOutside([...this.asRoot, ...command]);
  }
}

/** Why such a system cannot be made on this machine; `undefined` where it can. */
export async function whyNoLinuxRoot(env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  const missing: string[] = [];
  for (const program of PROGRAMS) {
    if ((await findOnPath(program, env)).length === 0) {
      missing.push(program);
    }
  }
  if (missing.length > 0) {
    return `this machine has no ${missing.join(", no ")}: it is no Debian or Ubuntu`;
  }
  try {
    await runOutside([...rightsOfRoot(), "true"]);
    return undefined;
  } catch {
    return "it needs root, and this user neither is root nor may use sudo without a password";
  }
}

function rightsOfRoot(): readonly string[] {
  return process.getuid?.() === 0 ? [] : ["sudo", "--non-interactive"];
}

/** Made once for every content of what makes it, and for every release of the machine's own system. */
async function madeOnce(asRoot: readonly string[]): Promise<string> {
  const specs = (await readdir(RPMS)).sort();
  const sources = await Promise.all(
    [MAKE, ...specs.map((spec) => path.join(RPMS, spec)), "/etc/os-release"].map((file) =>
      readFile(file, "utf8"),
    ),
  );
  const { folder } = await cacheEntry(cacheRoot(process.env), {
    kind: "linux-root",
    key: keyOf(process.arch, ...sources),
    files: [ARCHIVE],
    make: async (made) => {
      try {
        await runOutside([...asRoot, "bash", MAKE, made, RPMS]);
      } catch (cause) {
        // What is left of it belongs to root.
        await runOutside([...asRoot, "rm", "-rf", path.join(made, "root"), path.join(made, "apt")]);
        throw cause;
      }
    },
  });
  return path.join(folder, ARCHIVE);
}

async function runOutside(command: readonly string[]): Promise<void> {
  const [program = "", ...args] = command;
  await exec(program, args, { maxBuffer: LONGEST_OUTPUT });
}
