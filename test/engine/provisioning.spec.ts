import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { filesOf } from "../../images/contentKey";
import { ensureToolchain } from "../../sandbox/engine/toolchain";
import { consoleProgress } from "../../sandbox/progress";
import { makeArtifact } from "../../sandbox/story/artifacts";
import { OPENING_LIMIT, packerEnvironment } from "./bakery";
import { Provisioner } from "./linuxRoot/provisioner";
import { useLinuxRoot } from "./linuxRoot/useLinuxRoot";

const IMAGES = path.resolve(__dirname, "../../images");
const FILES = path.join(IMAGES, "scripts/base/files");

/** Milliseconds; a build takes six seconds. */
const TEST_LIMIT = 300_000;

const COMMIT = "3f1c9e0b7a2d4c5e6f708192a3b4c5d6e7f80912";
const SERVICE = { service: "core", commit: COMMIT };

/** What each unit must be once the base image is made, and the service image of it. */
const UNITS = {
  base: {
    enabled: [
      "amazon-ssm-agent.service",
      "amazon-cloudwatch-agent.service",
      "auditd.service",
      "rsyslog.service",
      "logrotate.timer",
      "duotone-boot.service",
      "duotone-prepare.service",
      "duotone-archive.timer",
      "duotone-archive-last.service",
      "duotone-drain.service",
      "sshd.service",
    ],
    masked: [
      "debug-shell.service",
      "ctrl-alt-del.target",
      "getty@tty1.service",
      "serial-getty@ttyS0.service",
      "dnf-makecache.timer",
    ],
  },
  service: {
    enabled: ["duotone-service.service", "duotone-boot.service", "amazon-ssm-agent.service"],
    masked: ["sshd.service", "sshd.socket", "sshd@.service"],
  },
} as const;

describe("the builds of the templates, really run in a Linux system", function () {
  this.timeout(TEST_LIMIT);
  const root = useLinuxRoot();
  let provisioner: Provisioner | undefined;
  let folder = "";
  before(async function () {
    this.timeout(OPENING_LIMIT);
    const toolchain = await ensureToolchain(consoleProgress(process.stderr));
    folder = await mkdtemp(path.join(tmpdir(), "duotone-provisioning-"));
    const run = { runId: "provisioning", endpoint: "http://127.0.0.1:9", stateDir: folder };
    provisioner = await Provisioner.open(root(), packerEnvironment(toolchain, run));
  });
  after(async () => {
    await provisioner?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Every boot makes host keys where there are none. */
  const hostKeys = () =>
    root().output(
      "sh",
      "-c",
      '[ -f "$1" ] || ssh-keygen -q -t ed25519 -N "" -f "$1"',
      "sh",
      "/etc/ssh/ssh_host_ed25519_key",
    );
  const built = async (kind: "base" | "service", variables: Readonly<Record<string, string>> = {}) => {
    await hostKeys();
    return provisioner?.build(kind, variables);
  };
  const builtWell = async (kind: "base" | "service", variables?: Readonly<Record<string, string>>) => {
    const end = await built(kind, variables);
    assert.equal(end?.exitCode, 0, end?.printed);
  };
  const artifact = async () => {
    const file = path.join(folder, "artifact.tar.gz");
    await writeFile(file, await makeArtifact(SERVICE));
    return file;
  };
  const isLetOutOfLittle = (unit: string) =>
    root().output("systemd-analyze", "security", "--offline=yes", "--no-pager", "--threshold=40", unit);
  const unitsAre = (wanted: Readonly<Record<string, readonly string[]>>) => async () => {
    for (const [state, units] of Object.entries(wanted)) {
      for (const unit of units) {
        const { stdout } = await root().run(["systemctl", "is-enabled", unit]);
        assert.equal(stdout.trim(), state, unit);
      }
    }
  };

  describe("the base image", () => {
    it("refuses to be made where the SSH daemon would take a password", async () => {
      const own = "/etc/ssh/sshd_config.d/00-other.conf";
      await root().write(own, "PasswordAuthentication yes\n");
      const end = await built("base");
      assert.notEqual(end?.exitCode, 0);
      assert.match(end?.printed ?? "", /does not take "passwordauthentication no"/);
      await root().output("rm", own);
      // A build that fails leaves its last script; its instance goes.
      await root().output("find", "/tmp", "-mindepth", "1", "-delete");
    });

    it("is made", async () => {
      await builtWell("base");
    });

    it("has the packages of the latest release, and lists them", async () => {
      const packages = (await provisioner?.packages()) ?? "";
      const wanted = [
        "amazon-cloudwatch-agent-1.2",
        "amazon-efs-utils-1.2",
        "amazon-ssm-agent-3.2",
        "audit-3.2",
        "awscli-2-1.2",
        "openssl-1.2",
        "openssl-libs-3.2.2",
        "rsyslog-8.2",
        "system-release-2023.2",
      ];
      for (const one of wanted) {
        assert.ok(packages.split("\n").includes(`${one}-1.amzn2023.noarch`), `${one}: ${packages}`);
      }
      assert.equal(packages, await root().read("/etc/duotone/packages.txt"));
      const lines = packages.trimEnd().split("\n");
      assert.deepEqual(lines, [...new Set(lines)].sort());
    });

    it("starts the agents, and nothing that lets somebody in or changes the image", unitsAre(UNITS.base));

    it("has a user for services that cannot log in, and an agent that may read logs", async () => {
      assert.match(await root().output("getent", "passwd", "duotone"), /:\/opt\/duotone:\/sbin\/nologin$/m);
      assert.match(await root().output("id", "--name", "--groups", "cwagent"), /\badm\b/);
      assert.equal((await root().output("id", "--name", "--groups", "duotone")).trim(), "duotone");
    });

    it("has no account with a password", async () => {
      const open = (await root().lines("getent", "shadow")).filter((line) => !/^[^:]+:[!*]/.test(line));
      assert.deepEqual(open, []);
    });

    it("has every file of the tree, whole, and writable by root alone", async () => {
      const files = await filesOf(FILES, ".");
      assert.ok(files.length > 15);
      for (const file of files) {
        assert.equal(await root().read(`/${file}`), await readFile(path.join(FILES, file), "utf8"), file);
      }
      const paths = files.map((file) => `/${file}`);
      const owners = await root().lines("stat", "--format", "%U:%G %a %n", ...paths);
      assert.deepEqual(
        owners.filter((line) => !/^root:root (755 \/usr\/libexec|640 \/etc\/(audit|ssh)|644 )/.test(line)),
        [],
      );
    });

    it("lets nobody in with a password, nor as root, nor from another machine", async () => {
      await hostKeys();
      const effective = await root().lines("sshd", "-T");
      for (const setting of [
        "passwordauthentication no",
        "kbdinteractiveauthentication no",
        "permitrootlogin no",
        "listenaddress 127.0.0.1:22",
      ]) {
        assert.ok(effective.includes(setting), setting);
      }
      await root().output("find", "/etc/ssh", "-name", "ssh_host_*", "-delete");
      assert.deepEqual(effective.filter((line) => line.startsWith("listenaddress")).sort(), [
        "listenaddress 127.0.0.1:22",
        "listenaddress [::1]:22",
      ]);
    });

    it("gives the kernel every setting that it has", async () => {
      const file = "/etc/sysctl.d/90-duotone.conf";
      const settings = (await root().lines("grep", "--invert-match", "^#", file)).map((line) =>
        line.split(" = "),
      );
      assert.ok(settings.length > 30);
      // No kernel is behind these files: what the program that runs at boot writes stays to be seen.
      const files = settings.map(([key = ""]) => `/proc/sys/${key.replaceAll(".", "/")}`);
      const make = 'for file in "$@"; do mkdir -p "${file%/*}" && : > "$file"; done';
      await root().output("sh", "-c", make, "sh", ...files);
      await root().output("/usr/lib/systemd/systemd-sysctl", file);
      assert.deepEqual(
        await root().lines("cat", ...files),
        settings.map(([, value]) => value),
      );
      await root().output("rm", "--recursive", "/proc/sys");
    });

    it("loads none of the modules that no service needs", async () => {
      const names = (await root().lines("cat", "/etc/modprobe.d/duotone.conf"))
        .map((line) => /^blacklist (\S+)$/.exec(line)?.[1])
        .filter((name) => name !== undefined);
      assert.ok(names.length > 10);
      for (const name of names) {
        const { stdout, stderr } = await root().run(["modprobe", "--dry-run", "--show-depends", name]);
        assert.equal(stdout.trim(), "install /bin/false", `${name}: ${stderr}`);
      }
    });

    it("leaves no memory of a crashed program behind, of a service or of root", async () => {
      for (const user of ["duotone", "root"]) {
        const limit = await root().output("sudo", "-u", user, "bash", "-c", "ulimit -H -c");
        assert.equal(limit.trim(), "0", user);
      }
      const config = await root().output("systemd-analyze", "cat-config", "systemd/coredump.conf");
      assert.match(config, /^Storage=none$/m);
    });

    it("makes what somebody makes in a session readable for nobody else", async () => {
      const session = "umask; echo $TMOUT";
      assert.equal(
        await root().output("bash", "-c", `. /etc/profile.d/duotone.sh; ${session}`),
        "0027\n900\n",
      );
      assert.match(await root().read("/etc/login.defs"), /^UMASK\s+027$/m);
    });

    it("records what happens, with rules that cannot be changed", async () => {
      const rules = await root().lines("cat", "/etc/audit/audit.rules");
      assert.ok(rules.includes("-w /etc/shadow -p wa -k identity"));
      assert.equal(rules.at(-1), "-e 2");
      assert.deepEqual(
        rules.filter((rule) => /never/.test(rule)),
        [],
      );
      assert.match(await root().read("/etc/audit/auditd.conf"), /^log_group = adm$/m);
      const { stdout } = await root().run(["augenrules", "--check"]);
      assert.match(stdout, /No change/);
    });

    it("has logs that the programs which write and turn them understand", async () => {
      await root().output("rsyslogd", "-N1");
      await root().output("logrotate", "--debug", "/etc/logrotate.d/duotone");
      const journal = await root().output("systemd-analyze", "cat-config", "systemd/journald.conf");
      assert.match(journal, /^Storage=persistent$/m);
    });

    it("has units that systemd understands, and that are let out of little", async () => {
      const units = (await readdir(path.join(FILES, "etc/systemd/system"))).map((unit) =>
        unit.replace(/\.d$/, ""),
      );
      const said = await root().run(["systemd-analyze", "verify", "--man=no", ...units]);
      assert.deepEqual({ ...said, stdout: "" }, { exitCode: 0, stdout: "", stderr: "" });
      await isLetOutOfLittle("duotone-archive.service");
      await isLetOutOfLittle("duotone-drain.service");
    });

    it("makes a service's folders when it boots", async function () {
      const why = await root().whyNoProc();
      if (why !== undefined) {
        assert.notEqual(process.env.CI, "true", why);
        this.skip();
      }
      const command = ["systemd-tmpfiles", "--create", "/etc/tmpfiles.d/duotone.conf"];
      const ended = await root().run(command, { proc: true });
      assert.equal(ended.exitCode, 0, ended.stderr);
      const folders = ["uploads", "downloads", "batch"].map((kind) => `/var/lib/duotone/outbox/${kind}`);
      assert.deepEqual(await root().lines("stat", "--format", "%U:%G %a", ...folders, "/var/log/duotone"), [
        ...folders.map(() => "duotone:duotone 750"),
        "root:adm 750",
      ]);
    });

    it("keeps nothing of the instance that it was made on", async () => {
      assert.equal(await root().read("/etc/machine-id"), "");
      assert.deepEqual(await root().lines("find", "/tmp", "-mindepth", "1"), []);
    });

    it("is the same after a second run, without the keys that its instance had", async () => {
      const first = await root().tree();
      await builtWell("base");
      assert.deepEqual(await root().lines("find", "/etc/ssh", "-name", "ssh_host_*"), []);
      assert.deepEqual(changes(first, await root().tree()), []);
    });
  });

  describe("a service image", () => {
    it("refuses an artifact that has nothing to start", async () => {
      const file = path.join(folder, "empty.tar.gz");
      await root().output(
        "tar",
        "--create",
        "--gzip",
        "--file",
        "/srv/empty.tar.gz",
        "--files-from",
        "/dev/null",
      );
      await writeFile(file, Buffer.from(await root().output("base64", "/srv/empty.tar.gz"), "base64"));
      const end = await built("service", { ...SERVICE, artifact: file });
      assert.notEqual(end?.exitCode, 0);
      assert.match(end?.printed ?? "", /has no executable file named start/);
      await root().output("find", "/tmp", "-mindepth", "1", "-delete");
    });

    it("is made, and holds the service, owned by root", async () => {
      await builtWell("service", { ...SERVICE, artifact: await artifact() });
      assert.deepEqual(JSON.parse(await root().read("/etc/duotone/image.json")), SERVICE);
      const service = await root().lines("stat", "--format", "%U %a", "/opt/duotone/service/start");
      assert.deepEqual(service, ["root 755"]);
      assert.match(await root().output("/opt/duotone/service/start"), /core at 3f1c9e0/);
    });

    it("has no SSH daemon, and starts the service", unitsAre(UNITS.service));

    it("has a unit that systemd understands, and that is let out of little", async () => {
      const said = await root().run(["systemd-analyze", "verify", "--man=no", "duotone-service.service"]);
      assert.deepEqual({ ...said, stdout: "" }, { exitCode: 0, stdout: "", stderr: "" });
      await isLetOutOfLittle("duotone-service.service");
    });

    it("is the same after a second run", async () => {
      const first = await root().tree();
      await builtWell("service", { ...SERVICE, artifact: await artifact() });
      assert.deepEqual(changes(first, await root().tree()), []);
    });
  });
});

/** Paths that are not what they were, with what they were and are. */
function changes(was: Readonly<Record<string, string>>, is: Readonly<Record<string, string>>): string[] {
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((file) => was[file] !== is[file])
    .map((file) => `${file}: was ${was[file] ?? "absent"}, is ${is[file] ?? "absent"}`);
}
