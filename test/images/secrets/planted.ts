import { createHash, generateKeyPairSync } from "node:crypto";

/** A file with a secret in it, as it might get into an artifact. */
export interface PlantedSecret {
  /** What kind of secret it is, whatever form it has. */
  readonly kind: string;
  readonly file: string;
  readonly content: string | Buffer;

  /** What the scan must call it. */
  readonly what: string;

  /** What the scan must not repeat; without it, all lines of the content. */
  readonly secret?: string;
}

/**
 * Secrets of every kind that the scan knows, in several forms. They are put together here from pieces, so that the project
 * itself holds none.
 */
export function plantedSecrets(): readonly PlantedSecret[] {
  const { rsa, ec, ed25519 } = privateKeys();
  const accessKey = join("AK", "IA", "Z7QXLR3WTB2NC5VD");
  const password = join("Tr0ub4", "dor&3x");
  const dashes = "-".repeat(5);
  const block = (name: string) =>
    `${join(dashes, "BEGIN ", name, dashes)}\n${letters("body", 64)}\n${letters("more", 64)}\n${join(dashes, "END ", name, dashes)}\n`;
  const token = letters("token", 60);
  const webToken = join(
    "ey",
    Buffer.from('{"alg":"HS256","typ":"JWT"}').toString("base64url").slice(2),
    ".",
    Buffer.from('{"sub":"core","iss":"duotone","exp":1893456000}').toString("base64url"),
    ".",
    letters("signature", 43),
  );
  const rows: readonly (readonly [
    kind: string,
    what: string,
    ...files: (readonly [file: string, content: string | Buffer, secret?: string])[],
  ])[] = [
    [
      "private keys in PEM",
      "a private key",
      ["tls/key.pem", rsa.pkcs8],
      ["tls/rsa.pem", rsa.pkcs1],
      ["tls/ec.pem", ec.sec1],
      ["tls/encrypted.pem", ec.encrypted],
      ["settings.json", JSON.stringify({ key: ed25519.pkcs8 })],
      ["windows.pem", rsa.pkcs8.replaceAll("\n", "\r\n")],
      ["deploy-key", block("OPENSSH PRIVATE KEY")],
      ["ring.asc", block("PGP PRIVATE KEY BLOCK")],
      ["utf-16.txt", Buffer.from(`\ufeff${rsa.pkcs8}`, "utf16le"), rsa.pkcs8.split("\n")[1] ?? ""],
    ],
    ["private keys in DER", "a private key", ["tls/key.der", rsa.der, "-"], ["tls/ec.key", ec.der, "-"]],
    [
      "private keys in base64",
      "a private key in base64",
      ["secret.yaml", `tls.key: ${Buffer.from(rsa.pkcs8).toString("base64")}\n`],
    ],
    ["PuTTY keys", "a PuTTY private key", ["login.ppk", join("PuTTY-User-Key", "-File-3: ssh-ed25519\n")]],
    [
      "AWS key ids",
      "an AWS access key id",
      ["app.ini", `aws_access_key_id = ${accessKey}\n`, accessKey],
      ["start", `#!/bin/sh\nexport AWS_ACCESS_KEY_ID=${accessKey}\n`, accessKey],
      ["native.node", Buffer.from(`\x7fELF\0\0${accessKey}\0\xff`, "latin1"), accessKey],
    ],
    [
      "AWS secret keys",
      "an AWS secret access key",
      ["aws.env.txt", `AWS_SECRET_ACCESS_KEY="${letters("aws", 40)}"\n`],
      ["bundle.js", `var c={awsSecretKey:"${letters("aws", 40)}"};`],
    ],
    [
      "GitHub tokens",
      "a GitHub token",
      ["install.sh", `curl -H "Authorization: token ${join("gh", "p_", letters("gh", 36))}"\n`],
      ["ci.yml", `token: ${join("github", "_pat_", letters("pat", 82))}\n`],
    ],
    ["GitLab tokens", "a GitLab token", ["clone.sh", `T=${join("glp", "at-", letters("gl", 20))}\n`]],
    [
      "Slack tokens",
      "a Slack token",
      ["bot.py", `client("${join("xo", "xb-", "123456789012-", letters("slack", 24))}")\n`],
    ],
    [
      "Stripe keys",
      "a Stripe key",
      ["pay.rb", `Stripe.api_key = "${join("sk_li", "ve_", letters("stripe", 24))}"\n`],
    ],
    ["Google API keys", "a Google API key", ["map.js", `init("${join("AI", "za", letters("google", 35))}")`]],
    ["npm tokens", "an npm token", ["notes.txt", `use ${join("np", "m_", letters("npm", 36))}\n`]],
    [
      "PyPI tokens",
      "a PyPI token",
      ["upload.sh", `twine -p ${join("py", "pi-AgE", letters("pypi", 70), token)}\n`],
    ],
    [
      "registry logins",
      "a login of a package registry",
      [".npmrc", `//registry.example.com/:_authToken=${letters("registry", 30)}\n`],
      ["home/.pypirc", `[pypi]\nusername = ci\npassword = ${password}\n`],
    ],
    [
      "signed web tokens",
      "a signed web token",
      ["session.txt", `Bearer ${webToken}\n`],
      ["a.js", `x="${webToken}"`],
    ],
    [
      "addresses of databases",
      "an address with a password",
      ["database.yml", `url: postgres://app:${password}@db.internal:5432/app\n`],
      ["config.toml", join('dsn = "mysql://root:sesame', '@10.0.0.3/app"\n'), "sesame"],
      ["db.js", `connect("mongodb+srv://app:${password}@cluster0.internal/app")`],
      ["cache.properties", `redis.url=rediss://:${password}@cache.internal:6379\n`],
    ],
    [
      "passwords in settings",
      "a password or key in a setting",
      ["application.properties", `spring.datasource.password=${password}\n`],
      ["conf/app.yaml", `database:\n  password: '${password}'\n`],
      ["conf/app.json", JSON.stringify({ db: { user: "app", password } })],
      ["conf/app.xml", `<db><password>${join("Tr0ub4", "dor3x")}</password></db>`],
      ["conf/web.config", `<add key="SmtpPassword" value="${join("Tr0ub4", "dor3x")}"/>`],
      ["conf/server.ini", `[smtp]\npasswd = ${password} ; for all\n`],
      ["conf/odbc.conf", `dsn=Server=db;User Id=app;Password=${password};Encrypt=yes\n`],
      ["conf/flask.toml", `secret_key = "${createHash("sha256").update("flask").digest("hex")}"\n`],
      ["conf/api.json", JSON.stringify({ apiKey: letters("api", 32) })],
    ],
    ["environment files", "an environment file", [".env", "A=1\n"], ["app/.env.production", "B=2\n"]],
    [
      "key stores",
      "a key store",
      ["tls/identity.p12", Buffer.from([0x30, 0x82]), "-"],
      ["conf/server.jks", Buffer.from([0xfe, 0xed, 0xfe, 0xed]), "-"],
    ],
    [
      "keys of Kubernetes users",
      "a key of a Kubernetes user",
      [
        "kubeconfig",
        `users:\n- user:\n    client-key-data: ${Buffer.from(letters("kube", 90)).toString("base64")}\n`,
      ],
    ],
    [
      "logins of container registries",
      "a login of a container registry",
      [
        ".docker/config.json",
        JSON.stringify({
          auths: { "registry.example.com": { auth: Buffer.from(`ci:${password}`).toString("base64") } },
        }),
      ],
    ],
    [
      "netrc",
      "a login of a netrc file",
      [".netrc", `machine git.example.com login ci password ${password}\n`],
    ],
    ["pgpass", "a PostgreSQL password file", [".pgpass", `db.internal:5432:app:app:${password}\n`]],
    [
      "Terraform states",
      "a Terraform state",
      ["infra/terraform.tfstate", "{}"],
      [
        "infra/copy.json",
        JSON.stringify(
          { version: 4, serial: 3, lineage: "1f0c6c1e-8a55-4f6b-9d3e-2b1f6b0c9a77" },
          undefined,
          2,
        ),
      ],
    ],
    [
      "Pulumi states and passphrases",
      "a Pulumi state",
      [".pulumi/stacks/core/prod.json", "{}"],
      [
        "export.json",
        JSON.stringify({ version: 3, deployment: { secrets_providers: { type: "passphrase" } } }),
      ],
    ],
    [
      "Pulumi states and passphrases",
      "a Pulumi passphrase",
      ["deploy.sh", `export PULUMI_CONFIG_PASSPHRASE='${password}'\n`],
    ],
  ];
  return rows.flatMap(([kind, what, ...files]) =>
    files.map(([file, content, secret]) => ({
      kind,
      what,
      file,
      content,
      ...(secret !== undefined && { secret }),
    })),
  );
}

/** Joined here, so that no scanner takes this file for one with secrets. */
function join(...parts: readonly string[]): string {
  return parts.join("");
}

/** Letters and digits as random as a key's, the same in every run. */
export function letters(seed: string, length: number): string {
  return [1, 2, 3, 4, 5]
    .map((part) => createHash("sha256").update(`${seed} ${part}`).digest("base64"))
    .join("")
    .replace(/[^A-Za-z0-9]/g, "")
    .slice(0, length);
}

function privateKeys() {
  const keys = {
    rsa: generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey,
    ec: generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey,
    ed25519: generateKeyPairSync("ed25519").privateKey,
  };
  const pem = (key: typeof keys.rsa, type: "pkcs8" | "pkcs1" | "sec1") =>
    key.export({ type, format: "pem" }).toString();
  return {
    rsa: {
      pkcs8: pem(keys.rsa, "pkcs8"),
      pkcs1: pem(keys.rsa, "pkcs1"),
      der: keys.rsa.export({ type: "pkcs1", format: "der" }),
    },
    ec: {
      sec1: pem(keys.ec, "sec1"),
      der: keys.ec.export({ type: "sec1", format: "der" }),
      encrypted: keys.ec
        .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "not much of a secret" })
        .toString(),
    },
    ed25519: { pkcs8: pem(keys.ed25519, "pkcs8") },
  };
}
