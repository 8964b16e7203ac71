import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

import { type Cloud, startCloud } from "../../sandbox/cloud/cloud";
import { ensureToolchain } from "../../sandbox/engine/toolchain";
import { SANDBOX_CREDENTIALS } from "../../sandbox/environment";
import { consoleProgress } from "../../sandbox/progress";
import { managementAccess } from "../../sandbox/story/cloudAccess";
import { OPENING_LIMIT, REGION } from "./bakery";
import { useLinuxRoot } from "./linuxRoot/useLinuxRoot";

const LIBEXEC = "/usr/libexec/duotone";
const SOURCES = path.resolve(__dirname, `../../images/scripts/base/files${LIBEXEC}`);
const TLS = "/run/duotone/tls";
const VALUE = "a-value-that-nobody-is-to-see";

/** What programs were asked to do that need a network, a kernel or time. */
const ASKED = "/srv/asked";

/** The real one, told where the emulator is. */
const AWS = `#!/bin/sh
exec /usr/bin/aws --endpoint-url "$ENDPOINT" "$@"
`;

/** As often as /srv/refusals says, it finds nobody who answers. */
const MOUNT = `#!/bin/sh
echo mount "$@" >> ${ASKED}
left=$(cat /srv/refusals)
[ "$left" = 0 ] && exit 0
echo $((left - 1)) > /srv/refusals
echo 'b"mount.nfs4: Connection timed out"' >&2
exit 32
`;

describe("what a service finds ready when it starts", function () {
  this.timeout(300_000);
  const root = useLinuxRoot();
  let cloud: Cloud | undefined;
  let secrets: SecretsManagerClient | undefined;
  let logDir = "";
  before(async function () {
    this.timeout(OPENING_LIMIT);
    const { python } = await ensureToolchain(consoleProgress(process.stderr));
    logDir = await mkdtemp(path.join(tmpdir(), "duotone-prepare-"));
    cloud = await startCloud({ python, logDir, runId: path.basename(logDir) });
    secrets = new SecretsManagerClient(managementAccess(cloud.endpoint, REGION));
    await root().output("useradd", "--system", "--user-group", "duotone");
    for (const program of ["prepare-service", "report-unfit"]) {
      await root().write(
        `${LIBEXEC}/${program}`,
        await readFile(path.join(SOURCES, program), "utf8"),
        "0755",
      );
    }
    const note = (program: string) => `#!/bin/sh\necho ${program} "$@" >> ${ASKED}\n`;
    await root().write("/usr/local/bin/aws", AWS, "0755");
    await root().write("/usr/local/bin/mount", MOUNT, "0755");
    await root().write("/usr/local/bin/sleep", note("sleep"), "0755");
    await root().write("/usr/local/bin/mountpoint", '#!/bin/sh\ntest -e "/srv/mounted"\n', "0755");
  });
  after(async () => {
    secrets?.destroy();
    await cloud?.stop();
    await rm(logDir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await root().output("rm", "-rf", TLS, ASKED, "/srv/mounted", "/var/lib/duotone/files");
    await root().output("mkdir", "--parents", "/run/duotone");
    await root().write("/srv/refusals", "0");
    await root().write(ASKED, "");
  });

  const secret = async (Name: string, SecretString?: string) => {
    const made = await secrets?.send(
      new CreateSecretCommand({ Name, ...(SecretString !== undefined && { SecretString }) }),
    );
    return made?.ARN ?? assert.fail("the secret has no ARN");
  };
  const prepare = async (boot: object) => {
    await root().write(
      "/etc/duotone/boot.json",
      JSON.stringify({ service: "core", region: REGION, ...boot }),
    );
    return root().run([`${LIBEXEC}/prepare-service`], {
      env: {
        ENDPOINT: cloud?.endpoint ?? "",
        AWS_ACCESS_KEY_ID: SANDBOX_CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: SANDBOX_CREDENTIALS.secretAccessKey,
      },
    });
  };

  it("is nothing where it asks for nothing", async () => {
    assert.deepEqual(await prepare({}), { exitCode: 0, stdout: "", stderr: "" });
    assert.equal(await root().read(ASKED), "");
    assert.deepEqual(await root().lines("find", "/run/duotone", "-mindepth", "1"), []);
  });

  it("is every secret that it names, without a word of what is in it", async () => {
    const [one, two] = [await secret("one", VALUE), await secret("two", VALUE)];
    assert.deepEqual(await prepare({ secrets: { one, two } }), { exitCode: 0, stdout: "", stderr: "" });
  });

  it("is nothing where a secret is missing, or was never given a value: each is named, and its service does not start", async () => {
    const there = await secret("there", VALUE);
    const empty = await secret("empty");
    const gone = there.replace("there", "gone");
    const ended = await prepare({ secrets: { there, empty, gone }, tls: true });
    assert.equal(ended.exitCode, 1);
    const lines = ended.stderr.trimEnd().split("\n");
    assert.equal(lines.length, 2, ended.stderr);
    assert.match(lines[0] ?? "", /^The secret empty \(arn:.*\) cannot be read.*ResourceNotFoundException/);
    assert.match(lines[1] ?? "", /^The secret gone \(arn:.*\) cannot be read.*ResourceNotFoundException/);
    assert.ok(!`${ended.stdout}${ended.stderr}`.includes(VALUE));
  });

  it("is a key and a certificate of its own, of P-256, and nobody else's to read", async () => {
    const made = await prepare({ tls: true });
    assert.equal(made.exitCode, 0, made.stderr);
    const files = [TLS, `${TLS}/key.pem`, `${TLS}/certificate.pem`];
    assert.deepEqual(await root().lines("stat", "--format", "%U:%G %a", ...files), [
      "duotone:duotone 500",
      "duotone:duotone 400",
      "duotone:duotone 400",
    ]);
    const said = await root().output("openssl", "x509", "-noout", "-text", "-in", `${TLS}/certificate.pem`);
    assert.match(said, /NIST CURVE: P-256/);
    assert.match(said, /Subject: CN = core/);
    const publicKey = (...from: readonly string[]) => root().output("openssl", ...from);
    assert.equal(
      await publicKey("pkey", "-in", `${TLS}/key.pem`, "-pubout"),
      await publicKey("x509", "-in", `${TLS}/certificate.pem`, "-noout", "-pubkey"),
    );
  });

  it("is another key at every boot, and the same until then", async () => {
    await prepare({ tls: true });
    const first = await root().read(`${TLS}/key.pem`);
    await prepare({ tls: true });
    assert.equal(await root().read(`${TLS}/key.pem`), first);
    await root().output("rm", "-rf", TLS);
    await prepare({ tls: true });
    assert.notEqual(await root().read(`${TLS}/key.pem`), first);
    assert.deepEqual(await root().lines("find", "/run/duotone", "-name", "*.tmp"), []);
  });

  const files = { fileSystemId: "fs-0123", accessPointId: "fsap-0456" };
  const mounted =
    "mount -t efs -o tls,iam,accesspoint=fsap-0456,nodev,noexec,nosuid fs-0123 /var/lib/duotone/files";
  const asked = async () => (await root().read(ASKED)).trimEnd().split("\n");

  it("is its file system, encrypted and by its own access point", async () => {
    const ended = await prepare({ files });
    assert.equal(ended.exitCode, 0, ended.stderr);
    assert.deepEqual(await asked(), [mounted]);
  });

  it("is not mounted twice", async () => {
    await root().write("/srv/mounted", "");
    assert.equal((await prepare({ files })).exitCode, 0);
    assert.deepEqual(await asked(), [""]);
  });

  it("waits for a file system that is late", async () => {
    await root().write("/srv/refusals", "2");
    assert.equal((await prepare({ files })).exitCode, 0);
    assert.deepEqual(await asked(), [mounted, "sleep 10", mounted, "sleep 10", mounted]);
  });

  it("is nothing where the file system does not come, and says all that is missing at once", async () => {
    await root().write("/srv/refusals", "99");
    const ended = await prepare({
      files,
      secrets: { gone: `arn:aws:secretsmanager:${REGION}:1:secret:never-AbCdEf` },
    });
    assert.equal(ended.exitCode, 1);
    assert.equal((await asked()).filter((line) => line === mounted).length, 6);
    assert.match(ended.stderr, /The secret gone .* cannot be read/);
    assert.match(ended.stderr, /The file system fs-0123 cannot be mounted through fsap-0456: .*timed out/);
  });

  it("is told to the auto scaling group where it is not there, once the logs had time to leave", async () => {
    const curl = `#!/bin/sh
echo curl "$@" >> ${ASKED}
case "$*" in
  *--request\\ PUT*api/token) echo the-token ;;
  *the-token*instance-id) echo i-0123 ;;
  *the-token*placement/region) echo ${REGION} ;;
  *) exit 22 ;;
esac
`;
    await root().write("/usr/local/bin/curl", curl, "0755");
    await root().write(
      "/srv/aws/aws",
      `#!/bin/sh\necho aws "$AWS_DEFAULT_REGION" "$@" >> ${ASKED}\n`,
      "0755",
    );
    const ended = await root().run([`${LIBEXEC}/report-unfit`], {
      env: { PATH: "/srv/aws:/usr/local/bin:/usr/bin:/bin" },
    });
    assert.equal(ended.exitCode, 0, ended.stderr);
    const lines = await asked();
    assert.equal(lines[0], "sleep 60");
    assert.equal(
      lines.at(-1),
      `aws ${REGION} autoscaling set-instance-health --instance-id i-0123 --health-status Unhealthy ` +
        "--no-should-respect-grace-period",
    );
  });
});
