import { createHash, generateKeyPairSync } from "node:crypto";

import { letters } from "./planted";

/**
 * Real files without secrets: our own, and packages that services are made of, with their minified programs, documents,
 * examples, lock files and declarations. Folders of the project.
 */
export const INNOCENT_FOLDERS: readonly string[] = [
  "images",
  "components",
  "docs",
  "cli",
  "foundation",
  "policy/model",
  "providers",
  "package-lock.json",
  "node_modules/@aws-sdk/client-kms",
  "node_modules/@aws-sdk/credential-providers",
  "node_modules/@grpc",
  "node_modules/@npmcli",
  "node_modules/@opentelemetry/semantic-conventions",
  "node_modules/@types/node",
  "node_modules/fflate",
  "node_modules/google-protobuf",
  "node_modules/socks-proxy-agent",
  "node_modules/yaml",
  "node_modules/zod",
];

/** Files that look as if they held a secret, and hold none. */
export function innocentFiles(): Readonly<Record<string, string | Buffer>> {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const join = (...parts: readonly string[]) => parts.join("");
  const dashes = "-".repeat(5);
  const certificate = `${join(dashes, "BEGIN CERTIFICATE", dashes)}\n${letters("cert", 64)}\n${letters("more", 64)}\n${join(dashes, "END CERTIFICATE", dashes)}\n`;
  const example = join("ey", "JhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.ey", "JzdWIiOiIxMjM0NTY3ODkwIn0.");
  return {
    "tls/ca.pem": certificate,
    "tls/public.pem": publicKey.export({ type: "spki", format: "pem" }),
    "tls/public.der": publicKey.export({ type: "spki", format: "der" }),
    "keys.js": `if (text.startsWith("${join(dashes, "BEGIN PRIVATE", " KEY", dashes)}")) {}\n`,
    "id_ed25519.pub": `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5${letters("ssh", 48)} ops@example.com\n`,
    "aws.md": `aws_access_key_id = ${join("AKIA", "IOSFODNN7", "EXAMPLE")}\naws_secret_access_key = ${join("wJalrXUtnFEMI/K7MDENG/", "bPxRfiCY", "EXAMPLEKEY")}\n`,
    "aws.js": "const aws_secret_access_key = process.env.AWS_SECRET_ACCESS_KEY;\n",
    "token.md": `${example}${join("SflKxwRJSMeKKF2QT4fw", "pMeJf36POk6yJV_adQssw5c")}\n`,
    "unsigned.txt": `${example}\n`,
    "package-lock.json": JSON.stringify({
      packages: { a: { integrity: `sha512-${createHash("sha512").update("a").digest("base64")}` } },
    }),
    "poetry.lock": `content-hash = "${createHash("sha256").update("p").digest("hex")}"\n`,
    "go.sum": `example.com/a v1.0.0 h1:${createHash("sha256").update("g").digest("base64")}\n`,
    "app.min.js": `!function(){var password="",token=e.token,t="https://a.example.com:443/@scope/x";login({password:n.password})}();`,
    "app.min.js.map": JSON.stringify({ version: 3, mappings: letters("map", 60), password: "password" }),
    ".env.example": "DB_PASSWORD=change-me\nAPI_KEY=your-api-key-0123456789\n",
    "application.yaml": [
      "password: ${DB_PASSWORD}",
      "adminPassword: '{{ .Values.adminPassword }}'",
      "db_password: arn:aws:secretsmanager:eu-west-1:200000000001:secret:core/db-GVuPlQ",
      "passwordFile: /run/secrets/db-2",
      "token: documents",
      "secret: changeit123",
      "nextToken: AAAA1111bbbb2222CCCC",
      "url: postgres://app:${PASSWORD}@db/app",
      "other: postgres://user:password@localhost/app",
      "",
    ].join("\n"),
    "messages_de.properties": "login.password=Passwort:\nlogin.forgot_password=Passwort vergessen?\n",
    "locale/fr.json": JSON.stringify({
      password: "Mot de passe",
      newPassword: "8 caractères",
      secret: "Réponse 1",
    }),
    "schema.json": JSON.stringify({
      properties: { password: { type: "string" }, token: { $ref: "#/definitions/v2" } },
    }),
    "grammar.json": JSON.stringify({ token: "keyword.control.import-v2.python3" }),
    ".npmrc": "//registry.example.com/:_authToken=${NPM_TOKEN}\nsave-exact=true\n",
    ".netrc": "machine git.example.com login ci password $PASSWORD\n",
    ".pgpass": "# host:port:database:user:password\nlocalhost:5432:app:app:<password>\n",
    "docker/config.json": JSON.stringify({ auths: {}, credsStore: "ecr-login" }),
    kubeconfig:
      "clusters:\n- cluster:\n    certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t\n",
    "deploy.sh": 'export PULUMI_CONFIG_PASSPHRASE=""\nexport PULUMI_CONFIG_PASSPHRASE="$PASSPHRASE"\n',
    "api.md": join("Ask https://abc:xyz123", "@example.com, or postgres://user:hunter2", "@db.internal.\n"),
    "client.js": join('fetch("https://user:pass', '@host.internal"); fetch("http://abc:xyz', '@localhost");'),
    "sha.txt": createHash("sha1").update("s").digest("hex"),
    "uuid.json": JSON.stringify({ id: "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2" }),
  };
}
