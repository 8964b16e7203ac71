import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import { type ProgramEnd, runProgram } from "../../../images/childProcess";
import type { LinuxRoot } from "./linuxRoot";

const IMAGES = path.resolve(__dirname, "../../../images");

/**
 * Runs the builds of the templates in a Linux system, by real Packer over real SSH: the same files are uploaded, and the same
 * scripts run in the same order by the same user as on a build instance. Only the source is another: a machine that is
 * there, instead of one that EC2 starts.
 */
export class Provisioner {
  private constructor(
    private readonly env: Readonly<Record<string, string>>,
    private readonly folder: string,
    private readonly daemon: ChildProcess,
    private readonly port: number,
  ) {}

  public static async open(root: LinuxRoot, env: Readonly<Record<string, string>>): Promise<Provisioner> {
    const folder = await mkdtemp(path.join(tmpdir(), "duotone-provisioner-"));
    const port = await freePort();
    for (const name of ["host", "user"]) {
      await root.output("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", `/srv/${name}_key`);
    }
    await writeFile(path.join(folder, "key"), await root.read("/srv/user_key"), { mode: 0o600 });
    const settings = [
      "ListenAddress=127.0.0.1",
      `Port=${port}`,
      "HostKey=/srv/host_key",
      "AuthorizedKeysFile=/srv/user_key.pub",
      "StrictModes=no",
      "UsePAM=no",
      "PidFile=none",
    ];
    // Its own configuration, as the build instance's daemon has read its own long before the scripts change that.
    const daemon = root.start(
      "/usr/sbin/sshd",
      "-D",
      "-e",
      "-f",
      "/dev/null",
      ...settings.flatMap((setting) => ["-o", setting]),
    );
    await listening(daemon);
    const provisioner = new Provisioner(env, folder, daemon, port);
    await provisioner.writeTemplates();
    return provisioner;
  }

  private get templates(): string {
    return path.join(this.folder, "templates");
  }

  private get packagesFile(): string {
    return path.join(this.folder, "packages.txt");
  }

  /** The project's own, with another source. */
  private async writeTemplates(): Promise<void> {
    await mkdir(this.templates);
    await symlink(path.join(IMAGES, "scripts"), path.join(this.templates, "scripts"));
    for (const file of ["image.pkr.hcl", "base.pkr.hcl", "service.pkr.hcl"]) {
      const text = await readFile(path.join(IMAGES, file), "utf8");
      const [common = ""] = text.split(/^source "amazon-ebs"/m);
      await writeFile(path.join(this.templates, file), common.replaceAll("amazon-ebs.image", "null.image"));
    }
    const source = [
      'source "null" "image" {',
      '  ssh_host             = "127.0.0.1"',
      `  ssh_port             = ${this.port}`,
      '  ssh_username         = "ec2-user"',
      `  ssh_private_key_file = "${path.join(this.folder, "key")}"`,
      "}",
    ];
    await writeFile(path.join(this.templates, "source.pkr.hcl"), `${source.join("\n")}\n`);
  }

  /** Runs the build of a kind of image. */
  public build(
    kind: "base" | "service",
    variables: Readonly<Record<string, string>> = {},
  ): Promise<ProgramEnd | undefined> {
    const given = {
      region: "eu-west-1",
      architecture: "x86_64",
      source_ami: "ami-0123",
      image_name: "image",
      description: "Image",
      tags: "{}",
      communicator: "ssh",
      manifest: path.join(this.folder, `${kind}.json`),
      packages_file: this.packagesFile,
      ...variables,
    };
    const options = Object.entries(given).flatMap(([name, value]) => ["-var", `${name}=${value}`]);
    return runProgram("packer", ["build", "-color=false", `-only=${kind}.*`, ...options, this.templates], {
      env: { ...this.env, CHECKPOINT_DISABLE: "1" },
    });
  }

  /** The list of packages that the last build brought. */
  public packages(): Promise<string> {
    return readFile(this.packagesFile, "utf8");
  }

  public async close(): Promise<void> {
    const ended = once(this.daemon, "exit");
    this.daemon.kill();
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Waits until the daemon takes connections. @throws Error with what it said where it ends instead. */
async function listening(daemon: ReturnType<LinuxRoot["start"]>): Promise<void> {
  let said = "";
  await new Promise<void>((resolve, reject) => {
    daemon.stderr.setEncoding("utf8").on("data", (piece: string) => {
      said += piece;
      if (said.includes("Server listening")) {
        resolve();
      }
    });
    daemon.once("error", reject).once("exit", () => {
      reject(new Error(`The SSH daemon did not start: ${said}`));
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") {
    throw new Error("The system gave no port.");
  }
  return address.port;
}
