import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { type BootConfig, bootUserData } from "../../components/clusters/bootConfig";
import { filesOf } from "../../images/contentKey";
import { useLinuxRoot } from "./linuxRoot/useLinuxRoot";

const IMAGES = path.resolve(__dirname, "../../images");
const READ_BOOT = "/usr/libexec/duotone/read-boot";
const AGENT = "/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.d";
const LOGS = `${AGENT}/duotone-logs.json`;

/** What systemd was asked to do. */
const ASKED = "/srv/asked";

const COMMIT = "3f1c9e0b7a2d4c5e6f708192a3b4c5d6e7f80912";
const CONFIG: BootConfig = {
  service: "core",
  cluster: "prod-blue",
  commit: COMMIT,
  region: "eu-west-1",
  port: 8080,
  activeColorParameter: "/duotone/prod/active-color",
  settings: { GREETING: "hello@example.com", ZERO: "0" },
  secrets: {
    "db-url": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:core/db-url-AbCdEf",
    database: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-0123-AbCdEf",
  },
  database: { host: "core.abc.eu-west-1.rds.amazonaws.com", port: 5432, name: "core" },
  cache: { host: "master.core.euw1.cache.amazonaws.com", port: 6379 },
  files: { fileSystemId: "fs-0123", accessPointId: "fsap-0123" },
  tls: true,
  jobs: { nightly: { schedule: "Mon..Fri *-*-* 02:30:00", timeoutMinutes: 60 } },
  coordinationTable: "duotone-prod-accounts",
  logGroups: { service: "/duotone/prod-blue/core", system: "/duotone/prod-blue/system" },
  archive: { bucket: "duotone-files-prod", prefix: "prod/" },
};

interface CollectedFile {
  readonly file_path: string;
  readonly log_group_name: string;
  readonly log_stream_name: string;
}

describe("what an instance makes of its user data", function () {
  this.timeout(180_000);
  const root = useLinuxRoot();
  before(async () => {
    await root().write(
      READ_BOOT,
      await readFile(path.join(IMAGES, `scripts/base/files${READ_BOOT}`), "utf8"),
      "0755",
    );
    await root().write("/etc/duotone/image.json", JSON.stringify({ service: "core", commit: COMMIT }));
    await root().output("mkdir", "--parents", "/run/duotone", AGENT);
    // Nothing has booted, so there is no service manager: what it would be asked is written down.
    await root().write("/usr/local/bin/systemctl", `#!/bin/sh\necho "$@" >> ${ASKED}\n`, "0755");
  });

  /** Boots with a configuration: runs the user data as cloud-init does, and then what the unit runs. */
  const boot = async (config: BootConfig) => {
    await root().write("/srv/user-data", Buffer.from(bootUserData(config), "base64").toString(), "0700");
    await root().output("rm", "--force", ASKED);
    await root().output("/srv/user-data");
    assert.equal(await root().read(ASKED), "--no-block start duotone-service.service\n");
    return root().run([READ_BOOT]);
  };
  const booted = async (config: BootConfig) => {
    const ended = await boot(config);
    assert.equal(ended.exitCode, 0, ended.stderr);
    return ended;
  };
  /** Boots with what the program would refuse to declare. */
  const bootedWith = async (boot: object) => {
    await root().write("/etc/duotone/boot.json", JSON.stringify(boot));
    return root().run([READ_BOOT]);
  };
  const collected = async () => {
    const { logs } = JSON.parse(await root().read(LOGS)) as {
      logs: { logs_collected: { files: { collect_list: readonly CollectedFile[] } } };
    };
    return logs.logs_collected.files.collect_list;
  };

  it("is the service's environment, as its shell understands it", async () => {
    await booted(CONFIG);
    assert.deepEqual(await root().lines("sort", "/run/duotone/service.env"), [
      "AWS_DEFAULT_REGION=eu-west-1",
      "AWS_REGION=eu-west-1",
      "DUOTONE_ACTIVE_COLOR_PARAMETER=/duotone/prod/active-color",
      "DUOTONE_CACHE_HOST=master.core.euw1.cache.amazonaws.com",
      "DUOTONE_CACHE_PORT=6379",
      "DUOTONE_CLUSTER=prod-blue",
      `DUOTONE_COMMIT=${COMMIT}`,
      "DUOTONE_DATABASE_HOST=core.abc.eu-west-1.rds.amazonaws.com",
      "DUOTONE_DATABASE_NAME=core",
      "DUOTONE_DATABASE_PORT=5432",
      "DUOTONE_FILES=/var/lib/duotone/files",
      "DUOTONE_OUTBOX=/var/lib/duotone/outbox",
      "DUOTONE_SECRET_DATABASE=arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-0123-AbCdEf",
      "DUOTONE_SECRET_DB_URL=arn:aws:secretsmanager:eu-west-1:123456789012:secret:core/db-url-AbCdEf",
      "DUOTONE_SERVICE=core",
      "DUOTONE_TLS_CERTIFICATE=/run/duotone/tls/certificate.pem",
      "DUOTONE_TLS_KEY=/run/duotone/tls/key.pem",
      "GREETING=hello@example.com",
      "PORT=8080",
      "ZERO=0",
    ]);
  });

  it("is each log in the group that was given, and every instance has streams of its own", async () => {
    await booted(CONFIG);
    const groups = (await collected()).map((one) => [one.file_path, one.log_group_name, one.log_stream_name]);
    assert.deepEqual(groups, [
      ["/var/log/duotone/service.log", "/duotone/prod-blue/core", "{instance_id}/service"],
      ["/var/log/duotone/system.log", "/duotone/prod-blue/system", "{instance_id}/system"],
      ["/var/log/duotone/security.log", "/duotone/prod-blue/system", "{instance_id}/security"],
      ["/var/log/duotone/migrate.log", "/duotone/prod-blue/system", "{instance_id}/migrate"],
      ["/var/log/audit/audit.log", "/duotone/prod-blue/system", "{instance_id}/audit"],
      ["/var/log/cloud-init-output.log", "/duotone/prod-blue/system", "{instance_id}/boot"],
    ]);
  });

  it("sends files that rsyslog and the program of migrations write", async () => {
    await booted(CONFIG);
    const text = (file: string) => readFile(path.join(IMAGES, "scripts/base/files", file), "utf8");
    const [rsyslog, migrate] = await Promise.all([
      text("etc/rsyslog.conf"),
      text("usr/libexec/duotone/migrate"),
    ]);
    for (const { file_path: file } of await collected()) {
      const isWritten = rsyslog.includes(`file="${file}"`) || migrate.includes(file);
      assert.ok(!file.startsWith("/var/log/duotone/") || isWritten, file);
    }
  });

  it("restarts the agent where its configuration is another, and not at every boot", async () => {
    const { service, ...rest } = CONFIG.logGroups ?? {};
    assert.ok(service !== undefined);
    const restart = /^--no-block try-restart amazon-cloudwatch-agent\.service$/m;
    await booted(CONFIG);
    await booted({ ...CONFIG, logGroups: rest });
    assert.match(await root().read(ASKED), restart);
    await booted({ ...CONFIG, logGroups: rest });
    assert.doesNotMatch(await root().read(ASKED), restart);
  });

  it("is the least where the least was given: no logs, no archive, no port", async () => {
    const { cluster, commit, region, service } = CONFIG;
    await booted({ service, cluster, commit, region });
    const environment = await root().read("/run/duotone/service.env");
    assert.doesNotMatch(environment, /PORT|OUTBOX|SECRET|COLOR|DATABASE|CACHE|FILES|TLS/);
    assert.notEqual((await root().run(["test", "-e", LOGS])).exitCode, 0);
  });

  it("leaves nothing half done beside the files", async () => {
    await booted(CONFIG);
    assert.deepEqual(await root().lines("find", AGENT, "/run/duotone", "-name", "*.tmp"), []);
  });

  it("is nothing where the image holds another commit, or another service", async () => {
    const other = "9ab0d12c3e4f5061728394a5b6c7d8e9f0a1b2c3";
    const ended = await boot({ ...CONFIG, commit: other, service: "accounts" });
    assert.equal(ended.exitCode, 1);
    assert.match(ended.stderr, new RegExp(`commit is "${other}", and the image holds "${COMMIT}"`));
    assert.match(ended.stderr, /service is "accounts", and the image holds "core"/);
  });

  it("names every problem at once, and changes nothing but where the logs go", async () => {
    await booted(CONFIG);
    const before = await root().read("/run/duotone/service.env");
    await root().output("rm", LOGS);
    const ended = await bootedWith({
      ...CONFIG,
      cluster: "two words",
      region: "",
      port: 70_000,
      activeColorParameter: "$(reboot)",
      coordinationTable: ["one", "two"],
      archive: { bucket: "files\n" },
      settings: { PATH: "/tmp", lower: "a", DUOTONE_COMMIT: "b", AWS_REGION: "c", SPACED: "hidden words" },
      secrets: { "UPPER;rm": "arn", other: "arn:with a space" },
      database: { host: "one two", port: 0 },
      cache: { host: "cache" },
      files: { fileSystemId: "fs-0123,exec" },
      jobs: {
        "Not a name": {},
        nightly: { schedule: "daily\nExecStart=rm", timeoutMinutes: 60 },
        slow: { schedule: "daily" },
      },
    });
    assert.equal(ended.exitCode, 1);
    const problems = ended.stderr.trimEnd().split("\n").slice(1);
    const wanted = [
      'cluster is "two words"',
      'region is ""',
      "port is 70000",
      'activeColorParameter is "$(reboot)"',
      'coordinationTable is ["one","two"]',
      'archive.bucket is "files\\n"',
      'database.host is "one two"',
      "database.name is null",
      "database.port is 0",
      "cache.port is null",
      "files.accessPointId is null",
      'secret UPPER;rm is "arn"',
      'secret other is "arn:with a space"',
      "setting PATH cannot be used",
      "setting lower cannot be used",
      "setting DUOTONE_COMMIT cannot be used",
      "setting AWS_REGION cannot be used",
      "setting SPACED cannot be used",
      "job Not a name is {}",
      'job nightly is {"schedule":"daily\\nExecStart=rm","timeoutMinutes":60}',
      'job slow is {"schedule":"daily"}',
      "database has no login: secrets.database is missing",
    ];
    assert.deepEqual(problems.sort(), wanted.sort());
    assert.equal(await root().read("/run/duotone/service.env"), before);
    assert.equal((await collected()).length, 6);
  });

  it("refuses sections that are no sections, a switch that is none, and TLS without a port", async () => {
    const { service, cluster, commit, region } = CONFIG;
    const sections = ["logGroups", "archive", "secrets", "settings", "database", "cache", "files", "jobs"];
    const wrong = Object.fromEntries(sections.map((section) => [section, "text"]));
    const ended = await bootedWith({ service, cluster, commit, region, tls: "yes", ...wrong });
    assert.equal(ended.exitCode, 1);
    for (const one of [...sections.map((section) => `${section} is "text"`), 'tls is "yes"']) {
      assert.ok(ended.stderr.includes(one), `${one}: ${ended.stderr}`);
    }
    const open = await bootedWith({ service, cluster, commit, region, tls: true });
    assert.match(open.stderr, /tls is on, and there is no port/);
  });

  it("is nothing where boot.json is no JSON", async () => {
    await root().write("/etc/duotone/boot.json", "service=core");
    const ended = await root().run([READ_BOOT]);
    assert.equal(ended.exitCode, 1);
    assert.match(ended.stderr, /is not a JSON object/);
  });

  it("is read by programs that are clean, like all the images' scripts, as ShellCheck has it", async () => {
    const scripts: string[] = [];
    for (const file of await filesOf(IMAGES, "scripts")) {
      const text = await readFile(path.join(IMAGES, file), "utf8");
      if (/^(#!.*sh\n|# shellcheck shell=)/.test(text)) {
        await root().write(`/srv/${file}`, text);
        scripts.push(`/srv/${file}`);
      }
    }
    assert.ok(scripts.length >= 15, scripts.join(" "));
    const ended = await root().run(["shellcheck", ...scripts]);
    assert.equal(ended.exitCode, 0, ended.stdout);
  });
});
