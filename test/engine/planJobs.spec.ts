import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { useLinuxRoot } from "./linuxRoot/useLinuxRoot";

const SCRIPTS = path.resolve(__dirname, "../../images/scripts");
const PLAN_JOBS = "/usr/libexec/duotone/plan-jobs";
const JOB_TURNS = "/usr/lib/duotone/job-turns";
const UNITS = "/run/systemd/system";

/** What systemd was asked to do. */
const ASKED = "/srv/asked";

describe("the plan of an instance's jobs", function () {
  this.timeout(180_000);
  const root = useLinuxRoot();
  before(async () => {
    const base = (file: string) => readFile(path.join(SCRIPTS, "base/files", file), "utf8");
    await root().write(PLAN_JOBS, await base(PLAN_JOBS), "0755");
    await root().write(JOB_TURNS, await base(JOB_TURNS));
    await root().write("/usr/libexec/duotone/run-job", await base("/usr/libexec/duotone/run-job"), "0755");
    await root().write(
      "/usr/libexec/duotone/read-boot",
      await base("/usr/libexec/duotone/read-boot"),
      "0755",
    );
    for (const unit of ["jobs", "job@", "boot", "prepare", "unfit"]) {
      const file = `/etc/systemd/system/duotone-${unit}.service`;
      await root().write(file, await base(file));
    }
    // Nothing has booted, so there is no service manager: what it would be asked is written down.
    await root().write("/usr/local/bin/systemctl", `#!/bin/sh\necho "$@" >> ${ASKED}\n`, "0755");
  });

  const plan = async (jobs?: Readonly<Record<string, { schedule: string; timeoutMinutes: unknown }>>) => {
    await root().write("/etc/duotone/boot.json", JSON.stringify({ service: "mailer", jobs }));
    await root().output("rm", "--force", ASKED);
    return root().run([PLAN_JOBS]);
  };
  const timers = () => root().lines("find", UNITS, "-name", "*.timer", "-printf", "%f\\n");

  it("is a timer for each, at exactly its time in UTC, that systemd takes and starts", async () => {
    const ended = await plan({
      digest: { schedule: "*-*-* 06:00:00", timeoutMinutes: 30 },
      "sweep-up": { schedule: "Mon..Fri *-*-* *:0/15", timeoutMinutes: 5 },
    });
    assert.equal(ended.exitCode, 0, ended.stderr);
    const units = ["duotone-job@digest.timer", "duotone-job@sweep-up.timer"];
    assert.deepEqual((await timers()).sort(), units);
    assert.equal(await root().read(ASKED), `daemon-reload\n--no-block start ${units.join(" ")}\n`);
    const timer = await root().read(`${UNITS}/duotone-job@sweep-up.timer`);
    assert.match(timer, /^OnCalendar=Mon\.\.Fri \*-\*-\* \*:0\/15 UTC$/m);
    assert.match(timer, /^AccuracySec=1s\nRandomizedDelaySec=0$/m);
    const said = await root().run([
      "systemd-analyze",
      "verify",
      "--man=no",
      "duotone-jobs.service",
      ...units,
    ]);
    assert.deepEqual({ ...said, stdout: "" }, { exitCode: 0, stdout: "", stderr: "" });
  });

  it("lets a job out of as little as its service", async () => {
    const restrictions = (unit: string) =>
      unit
        .split("\n")
        .filter((line) =>
          /^(User|Group|Protect|Private|Restrict|NoNew|Capab|Lock|System|State|Cache|Limit|UMask|Env)/.test(
            line,
          ),
        );
    const service = await readFile(path.join(SCRIPTS, "service/duotone-service.service"), "utf8");
    const job = restrictions(await root().read("/etc/systemd/system/duotone-job@.service"));
    assert.ok(job.length > 20);
    assert.deepEqual(
      restrictions(service).filter((line) => !job.includes(line)),
      [],
    );
  });

  it("is nothing where there are no jobs, and forgets what was planned before", async () => {
    const ended = await plan();
    assert.equal(ended.exitCode, 0, ended.stderr);
    assert.deepEqual(await timers(), []);
    assert.equal(await root().read(ASKED), "daemon-reload\n");
  });

  it("leaves out what cannot be planned, names all of it, and plans the rest", async () => {
    const ended = await plan({
      digest: { schedule: "*-*-* 29:00", timeoutMinutes: 30 },
      "two words": { schedule: "hourly", timeoutMinutes: 30 },
      sweep: { schedule: "hourly", timeoutMinutes: "soon" },
      good: { schedule: "hourly", timeoutMinutes: 1 },
    });
    assert.equal(ended.exitCode, 1);
    for (const problem of [
      /digest has a schedule that systemd does not take: .*29:00 UTC/,
      /"two words" is no name of a job/,
      /sweep is to be ended after "soon" minutes/,
    ]) {
      assert.match(ended.stderr, problem);
    }
    assert.deepEqual(await timers(), ["duotone-job@good.timer"]);
  });

  /** What a function of the library prints, for a schedule and with a clock that stands still. */
  const turnsOf = async (schedule: string, now: string, ...command: readonly string[]) => {
    const script = `
      schedule=$1 now=$2 TZ=UTC
      export TZ
      date() {
        local words=("$@") index
        for index in "\${!words[@]}"; do [[ \${words[index]} != +%s || $# -gt 1 ]] || words=(--date "$now" +%s); done
        command date "\${words[@]}"
      }
      . ${JOB_TURNS}
      "\${@:3}"`;
    return root().lines("bash", "-c", script, "bash", schedule, now, ...command);
  };

  it("knows the last turn that was due, near or far", async () => {
    const now = "2026-03-01T12:00:07Z";
    for (const [schedule, seconds, turn] of [
      ["*:*:0/5", 600, "2026-03-01T12:00:05Z"],
      ["hourly", 600, "2026-03-01T12:00:00Z"],
      ["*-*-* 11:59:00", 600, "2026-03-01T11:59:00Z"],
      ["*-*-* 02:30:00", 86_400, "2026-03-01T02:30:00Z"],
      ["Sat 23:00", 86_400, "2026-02-28T23:00:00Z"],
      ["*-*-* 02:30:00", 600, undefined],
      ["*-02-30 02:30:00", 86_400, undefined],
    ] as const) {
      const found = await turnsOf(schedule, now, "latest_turn", String(seconds));
      assert.deepEqual(found, turn === undefined ? [] : [turn], schedule);
    }
  });

  it("knows what has fallen due since a turn, and which turns were passed over", async () => {
    const now = "2026-03-01T12:07:30Z";
    assert.deepEqual(await turnsOf("*:0/1", now, "next_turn", "2026-03-01T12:02:00Z"), [
      "2026-03-01T12:07:00Z",
    ]);
    assert.deepEqual(await turnsOf("*:0/1", now, "next_turn", "2026-03-01T12:07:00Z"), []);
    assert.deepEqual(
      await turnsOf("*:0/1", now, "skipped_turns", "2026-03-01T12:04:00Z", "2026-03-01T12:07:00Z"),
      ["2026-03-01T12:05:00Z", "2026-03-01T12:06:00Z"],
    );
    assert.deepEqual(await turnsOf("*:0/1", now, "skipped_turns", "", "2026-03-01T12:07:00Z"), []);
  });
});
