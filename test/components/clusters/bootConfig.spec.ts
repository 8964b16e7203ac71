import assert from "node:assert/strict";

import fc from "fast-check";

import { type BootConfig, bootUserData } from "../../../components/clusters/bootConfig";

const COMMIT = "3f1c9e0b7a2d4c5e6f708192a3b4c5d6e7f80912";
const config = { service: "core", cluster: "prod1", commit: COMMIT, region: "eu-west-1", port: 8080 };
const text = (userData: string) => Buffer.from(userData, "base64").toString();
const bootOf = (boot: BootConfig) => {
  const json = /<<'BOOT'\n(.*)\nBOOT\n/.exec(text(bootUserData(boot)))?.[1];
  return JSON.parse(json ?? "") as BootConfig;
};

const plain = fc.stringMatching(/^[a-z][a-z0-9._/-]{0,30}$/);
const port = fc.integer({ min: 1, max: 65_535 });
const ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:";
const secretsOf = (names: fc.Arbitrary<string>) =>
  fc.dictionary(
    names,
    plain.map((name) => `${ARN}rds!${name}`),
    { maxKeys: 5 },
  );
const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);

/** Whatever a service may ask for. */
const configs: fc.Arbitrary<BootConfig> = fc
  .record(
    {
      activeColorParameter: plain,
      settings: fc.dictionary(fc.stringMatching(/^X[A-Z0-9_]{0,20}$/), plain, { maxKeys: 8 }),
      logGroups: fc.record({ service: plain, system: plain }),
      archive: fc.record({ bucket: plain, prefix: plain }),
      database: fc.record({ host: plain, port, name: plain }),
      cache: fc.record({ host: plain, port }),
      files: fc.record({ fileSystemId: plain, accessPointId: plain }),
      tls: fc.boolean(),
      jobs: fc.dictionary(
        label,
        fc.record({
          schedule: fc.constantFrom("daily", "*-*-* 02:30:00"),
          timeoutMinutes: fc.integer({ min: 1, max: 1440 }),
        }),
        { maxKeys: 4 },
      ),
      coordinationTable: plain,
    },
    { requiredKeys: [] },
  )
  .chain((asked) =>
    secretsOf(label).map((secrets) => ({
      ...config,
      ...asked,
      secrets: { ...secrets, ...(asked.database === undefined ? {} : { database: `${ARN}rds!db` }) },
    })),
  );

/** The same, its keys in another order at every depth. */
function turned<T>(value: T): T {
  return typeof value === "object" && value !== null
    ? (Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, inner]) => [key, turned(inner as unknown)]),
      ) as T)
    : value;
}

describe("bootUserData", () => {
  it("is a shell script that leaves the configuration as JSON", () => {
    assert.match(text(bootUserData(config)), /^#!\/bin\/sh\nset -eu\n/);
    fc.assert(
      fc.property(configs, (boot) => {
        assert.deepEqual(bootOf(boot), JSON.parse(JSON.stringify(boot)));
      }),
    );
  });

  it("is the same for the same configuration, in whatever order it is given", () => {
    fc.assert(
      fc.property(configs, (boot) => {
        assert.equal(bootUserData(boot), bootUserData(boot));
        assert.equal(bootUserData(turned(boot)), bootUserData(boot));
      }),
    );
  });

  it("differs between the colours in cluster and commit only", () => {
    const other = { cluster: "the-other-colour", commit: "9ab0d12c3e4f5061728394a5b6c7d8e9f0a1b2c3" };
    fc.assert(
      fc.property(configs, (boot) => {
        const [one, two] = [bootOf({ ...boot, ...other }), bootOf(boot)];
        assert.deepEqual({ ...one, cluster: two.cluster, commit: two.commit }, two);
        const back = text(bootUserData({ ...boot, ...other }))
          .replace(`"cluster":"${other.cluster}"`, `"cluster":"${boot.cluster}"`)
          .replace(`"commit":"${other.commit}"`, `"commit":"${boot.commit}"`);
        assert.equal(back, text(bootUserData(boot)));
      }),
    );
  });

  it("fits into what EC2 takes, or is refused with what to do", () => {
    const settings = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`X${index}`, "a".repeat(250)]));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), (count) => {
        const boot = { ...config, settings: settings(count) };
        try {
          assert.ok(Buffer.from(bootUserData(boot), "base64").length <= 16 * 1024);
        } catch (cause) {
          assert.ok(cause instanceof Error);
          assert.match(
            cause.message,
            /it takes \d+ bytes, and EC2 takes 16384: give fewer or shorter settings/,
          );
          assert.ok(count > 55, `${count} settings`);
        }
      }),
    );
    assert.throws(() => bootUserData({ ...config, settings: settings(100) }), /core in prod1/);
  });

  it("refuses what looks like a secret, and does not repeat it", () => {
    const secrets = {
      STORE_PASSWORD: "Tr0ub4dor-and-3",
      QUEUE: ["AKIA", "Q3EGR7XWN2PLMK5D"].join(""),
      UPSTREAM: ["https://core", "s3cr3t-9@db.internal:5432/core"].join(":"),
    };
    assert.throws(
      () => bootUserData({ ...config, settings: { ...secrets, GREETING: "hello" } }),
      (cause: Error) => {
        for (const [name, value] of Object.entries(secrets)) {
          assert.match(
            cause.message,
            new RegExp(`settings.${name} looks like a secret, .* name it under secrets`),
          );
          assert.ok(!cause.message.includes(value), cause.message);
        }
        return !cause.message.includes("GREETING");
      },
    );
  });

  it("names every value that an instance could not use", () => {
    const wrong: BootConfig = {
      ...config,
      service: "two words",
      cluster: "",
      port: 0,
      tls: true,
      settings: { PATH: "/tmp", SPACED: "a b" },
      secrets: { Upper: `${ARN}one`, noArn: "two words" },
      logGroups: { service: "a\nb" },
      archive: { bucket: "$(reboot)" },
      database: { host: "h", port: 70_000, name: "'; drop" },
      cache: { host: "h", port: 1.5 },
      files: { fileSystemId: "fs,exec", accessPointId: "fs ap" },
      jobs: { "a b": { schedule: "daily\nExecStart=rm", timeoutMinutes: 1441 } },
      coordinationTable: "a;b",
    };
    const named = [
      'service is "two words"',
      'cluster is ""',
      "port is 0",
      'settings has "PATH"',
      "settings.SPACED cannot be used",
      'secrets has "Upper"',
      "secrets.noArn cannot be used",
      'logGroups.service is "a\\nb"',
      'archive.bucket is "$(reboot)"',
      "database.port is 70000",
      'database.name is "\'; drop"',
      "cache.port is 1.5",
      'files.accessPointId is "fs ap"',
      'jobs has "a b"',
      'jobs.a b.schedule is "daily\\nExecStart=rm"',
      "jobs.a b.timeoutMinutes is 1441",
      'coordinationTable is "a;b"',
      "database has a login",
    ];
    assert.throws(
      () => bootUserData(wrong),
      (cause: Error) => {
        for (const one of named) {
          assert.ok(cause.message.includes(one), `${one}: ${cause.message}`);
        }
        return true;
      },
    );
    const { service, cluster, commit, region } = config;
    assert.throws(
      () => bootUserData({ service, cluster, commit, region, tls: true }),
      /tls is for a service that listens/,
    );
  });
});
