import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from "@aws-sdk/client-s3";

import { type Cloud, startCloud } from "../../sandbox/cloud/cloud";
import { ensureToolchain } from "../../sandbox/engine/toolchain";
import { SANDBOX_CREDENTIALS } from "../../sandbox/environment";
import { consoleProgress } from "../../sandbox/progress";
import { managementAccess } from "../../sandbox/story/cloudAccess";
import { OPENING_LIMIT, REGION } from "./bakery";
import { useLinuxRoot } from "./linuxRoot/useLinuxRoot";

const PROGRAM = "/usr/libexec/duotone/archive-files";
const SOURCE = path.resolve(__dirname, `../../images/scripts/base/files${PROGRAM}`);
const OUTBOX = "/var/lib/duotone/outbox";
const BUCKET = "duotone-files";
const COMMIT = "3f1c9e0b7a2d4c5e6f708192a3b4c5d6e7f80912";

/** By path below the outbox: what is finished, in folders, with names that a careless script breaks at. */
const FINISHED: Readonly<Record<string, string>> = {
  "uploads/2026/a name with 'quotes' and spaces.txt": "one",
  "batch/-result.csv": "two\n",
};

/** What must stay where it is: unfinished, or no file. */
const UNFINISHED: Readonly<Record<string, string>> = {
  "batch/.hidden": "three",
  "batch/next.csv.part": "four",
};

/** What the instance's AWS CLI is: the real one, told where the emulator is, and at a set call the end of the whole run. */
const AWS = `#!/bin/sh
echo >> /srv/calls/count
/usr/bin/aws --endpoint-url "$ENDPOINT" "$@" || exit
[ "$(wc -l < /srv/calls/count)" != "$KILL_AFTER" ] || kill -KILL 0
`;

interface ManifestLine {
  readonly kind: string;
  readonly name: string;
  readonly key: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly commit: string;
}

describe("the archive of a service's files", function () {
  this.timeout(300_000);
  const root = useLinuxRoot();
  let cloud: Cloud | undefined;
  let s3: S3Client | undefined;
  let logDir = "";
  before(async function () {
    this.timeout(OPENING_LIMIT);
    const { python } = await ensureToolchain(consoleProgress(process.stderr));
    logDir = await mkdtemp(path.join(tmpdir(), "duotone-archive-"));
    cloud = await startCloud({ python, logDir, runId: path.basename(logDir) });
    s3 = new S3Client({ ...managementAccess(cloud.endpoint, REGION), forcePathStyle: true });
    await s3.send(
      new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: REGION } }),
    );
    await root().output("useradd", "--system", "--user-group", "duotone");
    await root().write(PROGRAM, await readFile(SOURCE, "utf8"), "0755");
    await root().write("/usr/local/bin/aws", AWS, "0755");
  });
  after(async () => {
    s3?.destroy();
    await cloud?.stop();
    await rm(logDir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    for (const { Key } of await objects()) {
      await client().send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects: [{ Key }] } }));
    }
    const archive = { bucket: BUCKET, prefix: "prod/" };
    const boot = { service: "core", cluster: "prod-blue", commit: COMMIT, region: REGION, archive };
    await root().write("/etc/duotone/boot.json", JSON.stringify(boot));
    await root().output("rm", "--recursive", "--force", OUTBOX);
    for (const [file, text] of Object.entries({ ...FINISHED, ...UNFINISHED })) {
      await root().write(`${OUTBOX}/${file}`, text);
    }
    await root().output("ln", "--symbolic", "/etc/passwd", `${OUTBOX}/uploads/link`);
    await root().output("chown", "--recursive", "duotone:duotone", OUTBOX);
  });

  const client = () => {
    assert.ok(s3);
    return s3;
  };
  const objects = async () =>
    ((await client().send(new ListObjectsV2Command({ Bucket: BUCKET }))).Contents ?? []).map(
      ({ Key = "" }) => ({ Key }),
    );
  const contentOf = async (Key: string) => {
    const { Body } = await client().send(new GetObjectCommand({ Bucket: BUCKET, Key }));
    return (await Body?.transformToString()) ?? "";
  };

  /** Runs the program as the unit does, as the service's user, in a process group of its own. */
  const archive = async (killAfter = 0) => {
    await root().output("sh", "-c", "rm -rf /srv/calls && mkdir -m 0777 /srv/calls");
    return root().run(["setsid", "--wait", PROGRAM], {
      user: "duotone:duotone",
      env: {
        ENDPOINT: cloud?.endpoint ?? "",
        KILL_AFTER: String(killAfter),
        AWS_ACCESS_KEY_ID: SANDBOX_CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: SANDBOX_CREDENTIALS.secretAccessKey,
        HOME: "/nonexistent",
      },
    });
  };
  const inOutbox = async () => (await root().lines("find", OUTBOX, "-type", "f", "-printf", "%P\\n")).sort();

  /** Lines of all manifests, and of everything else in the bucket what it holds, by key. */
  const archived = async () => {
    const lines: ManifestLine[] = [];
    const files: Record<string, string> = {};
    for (const { Key } of await objects()) {
      const text = await contentOf(Key);
      if (Key.startsWith("prod/manifests/core/")) {
        lines.push(
          ...text
            .trimEnd()
            .split("\n")
            .map((line) => JSON.parse(line) as ManifestLine),
        );
      } else {
        files[Key] = text;
      }
    }
    return { lines, files };
  };

  /** Every finished file is in the bucket once, and named by a manifest that tells the truth. */
  const assertArchived = async () => {
    assert.deepEqual(await inOutbox(), Object.keys(UNFINISHED).sort());
    const { lines, files } = await archived();
    assert.deepEqual(Object.values(files).sort(), Object.values(FINISHED).sort());
    for (const [file, text] of Object.entries(FINISHED)) {
      const line = lines.find(({ kind, name }) => `${kind}/${name}` === file);
      assert.ok(line, file);
      assert.equal(files[line.key], text);
      assert.ok(line.key.startsWith(`prod/core/${line.kind}/`), line.key);
      const sha256 = createHash("sha256").update(text).digest("hex");
      assert.deepEqual([line.sha256, line.bytes, line.commit], [sha256, text.length, COMMIT]);
    }
  };

  it("moves what is finished and leaves everything else", async () => {
    const ended = await archive();
    assert.equal(ended.exitCode, 0, ended.stderr);
    await assertArchived();
  });

  const calls = Object.keys(FINISHED).length + 1;
  for (let killAfter = 1; killAfter <= calls; killAfter += 1) {
    it(`loses nothing when it is killed after request ${killAfter} of ${calls}, and ends the next time`, async () => {
      const killed = await archive(killAfter);
      assert.notEqual(killed.exitCode, 0);
      assert.deepEqual(await inOutbox(), [...Object.keys(FINISHED), ...Object.keys(UNFINISHED)].sort());
      const ended = await archive();
      assert.equal(ended.exitCode, 0, ended.stderr);
      await assertArchived();
    });
  }

  it("goes on after a file that cannot be archived, says so, and keeps it", async () => {
    await root().output("chmod", "0000", `${OUTBOX}/batch/-result.csv`);
    const ended = await archive();
    assert.equal(ended.exitCode, 1);
    assert.match(ended.stderr, /-result\.csv/);
    assert.match(ended.stdout, /Archived 1 files to duotone-files; 1 could not be archived/);
    assert.deepEqual(await inOutbox(), ["batch/-result.csv", ...Object.keys(UNFINISHED)].sort());
  });

  it("keeps everything where the bucket cannot be written to", async () => {
    const boot = {
      service: "core",
      cluster: "c",
      commit: COMMIT,
      region: REGION,
      archive: { bucket: "another" },
    };
    await root().write("/etc/duotone/boot.json", JSON.stringify(boot));
    const ended = await archive();
    assert.notEqual(ended.exitCode, 0);
    assert.deepEqual(await inOutbox(), [...Object.keys(FINISHED), ...Object.keys(UNFINISHED)].sort());
  });

  it("does nothing, and says so, where no bucket was given", async () => {
    await root().write("/etc/duotone/boot.json", JSON.stringify({ service: "core" }));
    const ended = await archive();
    assert.equal(ended.exitCode, 0, ended.stderr);
    assert.match(ended.stdout, /given no archive bucket/);
    assert.equal((await inOutbox()).length, 4);
  });
});
