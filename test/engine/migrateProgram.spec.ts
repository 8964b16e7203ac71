import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { SAMPLE_MIGRATE } from "../../sandbox/story/sampleMigrate";
import { useLinuxRoot } from "./linuxRoot/useLinuxRoot";

const SOURCES = path.resolve(__dirname, "../..");
const PROGRAM = "/usr/libexec/duotone/migrate";
const OWN = "/opt/duotone/service/migrate";
const LOG = "/var/log/duotone/migrate.log";
const DATABASE = "/var/lib/duotone/database";

/** Where the stand-ins for systemd keep what they started. */
const UNITS = "/srv/units";

describe("what brings a database to another version on an instance", function () {
  this.timeout(180_000);
  const root = useLinuxRoot();
  before(async () => {
    const copy = async (from: string, to: string) => {
      await root().write(to, await readFile(path.join(SOURCES, from), "utf8"), "0755");
    };
    await copy(`images/scripts/base/files${PROGRAM}`, PROGRAM);
    // Nothing has booted, so there is no service manager: these start the program as systemd would, and no jail round it.
    await copy("sandbox/cloud/gaps/instance/systemd-run", "/usr/local/bin/systemd-run");
    await copy("sandbox/cloud/gaps/instance/systemctl", "/usr/local/bin/systemctl");
    await root().output("useradd", "--system", "--user-group", "duotone");
    await root().output("mkdir", "--parents", "/run/duotone", "/var/log/duotone", "/opt/duotone/service");
  });
  beforeEach(async () => {
    await root().output("rm", "--recursive", "--force", LOG, DATABASE, UNITS);
    await root().output("install", "-d", "-o", "duotone", "-g", "duotone", DATABASE);
    await root().write(OWN, SAMPLE_MIGRATE, "0755");
    const environment = [`DUOTONE_SERVICE=core`, `DUOTONE_COMMIT=abc`, `DUOTONE_SAMPLE_DATABASE=${DATABASE}`];
    await root().write("/run/duotone/service.env", `${environment.join("\n")}\n`);
  });

  const env = { DUOTONE_STAND_IN_UNITS: UNITS };
  const run = (...args: readonly string[]) => root().run([PROGRAM, ...args], { env });
  const changes = () => root().lines("cat", `${DATABASE}/changes`);

  it("runs the artifact's program as the service's user, with the service's environment", async () => {
    await root().write(OWN, '#!/bin/sh\nid --user --name\npwd\nenv | sort\necho "$@"\n', "0755");
    const { exitCode, stdout } = await run("41", "42");
    assert.equal(exitCode, 0);
    const lines = stdout.trimEnd().split("\n");
    assert.deepEqual([lines[0], lines[1], lines.at(-1)], ["duotone", "/opt/duotone/service", "41 42"]);
    assert.ok(lines.includes("DUOTONE_SERVICE=core"), stdout);
  });

  it("brings the sample's database from one version to another, and again does no harm", async () => {
    const first = await run("0", "2");
    assert.deepEqual([first.exitCode, first.stderr], [0, ""]);
    assert.deepEqual(await changes(), ["begun 1", "done 1", "begun 2", "done 2"]);
    assert.equal((await run("0", "2")).exitCode, 0);
    assert.equal((await changes()).length, 4);
  });

  it("ends with what the program ends with", async () => {
    await root().write(`${DATABASE}/fails`, "2\n");
    const { exitCode, stdout } = await run("0", "3");
    assert.deepEqual([exitCode, await changes()], [3, ["begun 1", "done 1", "begun 2"]]);
    assert.match(stdout, /version 2: the table is locked\n$/);
  });

  it("tells the last lines, and keeps all in a log that the agents may read", async () => {
    await root().write(OWN, "#!/bin/sh\nseq 1 1000\n", "0755");
    const { stdout } = await run("1", "2");
    const told = stdout.trimEnd().split("\n");
    assert.deepEqual([told.length, told[0], told.at(-1)], [40, "961", "1000"]);
    assert.equal((await root().lines("cat", LOG)).length, 1_000);
    assert.equal((await root().output("stat", "--format", "%U:%G %a", LOG)).trim(), "root:adm 640");
    await root().write(OWN, "#!/bin/sh\necho next\n", "0755");
    assert.equal((await run("2", "3")).stdout, "next\n");
  });

  const bad: readonly (readonly [args: readonly string[], why: string])[] = [
    [[], "usage"],
    [["41"], "usage"],
    [["41", "42", "43"], "usage"],
    [["42", "41"], "usage"],
    [["41", "41"], "usage"],
    [["41", "42; reboot"], "usage"],
    [["a[$(reboot)]", "42"], "usage"],
    [["-1", "42"], "usage"],
    [["08", "42"], "usage"],
  ];
  for (const [args, why] of bad) {
    it(`refuses ${JSON.stringify(args)}`, async () => {
      const ended = await run(...args);
      assert.deepEqual([ended.exitCode, ended.stdout], [64, ""]);
      assert.ok(ended.stderr.startsWith(why), ended.stderr);
    });
  }

  it("refuses where the artifact has no such program, and where the instance does not know what it is", async () => {
    await root().output("rm", OWN);
    const without = await run("41", "42");
    assert.equal(without.exitCode, 69);
    assert.match(without.stderr, /no executable program named migrate in its root/);
    await root().write(OWN, SAMPLE_MIGRATE, "0755");
    await root().output("rm", "/run/duotone/service.env");
    assert.equal((await run("41", "42")).exitCode, 69);
  });

  it("lets nobody else run one at the same time", async () => {
    await root().write(`${DATABASE}/slow`, "1\n");
    const ended = await Promise.all([run("0", "2"), run("0", "2")]);
    assert.deepEqual(
      ended.map(({ exitCode }) => exitCode),
      [0, 0],
    );
    assert.deepEqual(await changes(), ["begun 1", "done 1", "begun 2", "done 2"]);
  });

  it("asks the program to end when it is asked to, waits for that, and can be run again", async () => {
    await root().write(`${DATABASE}/slow`, "30\n");
    const stopped = await root().run(["timeout", "--signal=TERM", "2", PROGRAM, "0", "1"], { env });
    assert.equal(stopped.exitCode, 124);
    assert.match(stopped.stderr, /The migration was asked to end, and did with 143\./);
    assert.deepEqual(await changes(), ["begun 1"]);
    assert.deepEqual(await root().lines("find", UNITS, "-name", "*.pid"), []);
    await root().output("rm", `${DATABASE}/slow`);
    assert.equal((await run("0", "1")).exitCode, 0);
    assert.deepEqual(await changes(), ["begun 1", "done 1"]);
  });

  it("waits for what an earlier run has left behind that was killed", async () => {
    await root().write(`${DATABASE}/slow`, "4\n");
    const killed = root().run(["timeout", "--signal=KILL", "1", PROGRAM, "0", "1"], { env });
    await killed;
    assert.equal((await root().lines("find", UNITS, "-name", "*.pid")).length, 1);
    await root().output("rm", `${DATABASE}/slow`);
    const started = Date.now();
    assert.equal((await run("0", "1")).exitCode, 0);
    assert.ok(Date.now() - started > 1_500, "it did not wait");
    await pause(100);
    assert.deepEqual(await changes(), ["begun 1", "done 1"]);
  });

  it("lets the program out of little, as systemd has it", async () => {
    await run("0", "1");
    const properties = await root().read(`${UNITS}/duotone-migrate.service.properties`);
    const unit = `[Unit]\nDescription=A migration\n[Service]\nUser=duotone\nGroup=duotone\nExecStart=${OWN} 0 1\n${properties}`;
    await root().write("/etc/systemd/system/duotone-migrate-as-asked.service", unit);
    const said = await root().run([
      "systemd-analyze",
      "verify",
      "--man=no",
      "duotone-migrate-as-asked.service",
    ]);
    assert.deepEqual({ ...said, stdout: "" }, { exitCode: 0, stdout: "", stderr: "" });
    await root().output(
      "systemd-analyze",
      "security",
      "--offline=yes",
      "--no-pager",
      "--threshold=40",
      "duotone-migrate-as-asked.service",
    );
  });
});
