/** A kind of secret that stands in a file of its own kind. */
interface FileRule {
  readonly what: string;

  /** Of the file's path, with `/` between folders. */
  readonly file: RegExp;

  /** What the file must hold; without it, the name alone is enough. */
  readonly content?: RegExp;
}

/** A value that stands for one which is elsewhere: a variable, a placeholder, or nothing at all. */
const NO_REFERENCE = String.raw`(?!\$|<|\{\{|%|\*+\s|x{3,}\s|(?:your|my|change|example|placeholder|password\s|token\s|secret\s))`;

const STRUCTURED =
  /\.(?:json|ya?ml|conf|cfg|config|toml)$|(?:^|\/)(?:kubeconfig|\.kube\/config|\.dockercfg|\.dockerconfigjson)$/i;

/** Settings and scripts: a program's text names the variable without holding the value. */
const SCRIPT =
  /\.(?:sh|bash|env|json|ya?ml|toml|conf|ini|properties|service|mk)$|(?:^|\/)(?:\.envrc|\.env[^/]*|[^./]+)$/i;

const RULES: readonly FileRule[] = [
  {
    what: "an environment file",
    file: /(?:^|\/)\.env(?:\.(?!example$|sample$|template$|dist$)[^/]+)?$/,
  },
  { what: "an SSH private key", file: /(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$/ },
  { what: "a key store", file: /\.(?:p12|pfx|jks|keystore|bcfks|kdbx)$/i },
  { what: "AWS credentials", file: /(?:^|\/)\.aws\/credentials$/ },
  { what: "stored passwords of git", file: /(?:^|\/)\.git-credentials$/ },
  { what: "a stored login of Vault", file: /(?:^|\/)\.vault-token$/ },
  { what: "a Terraform state", file: /(?:^|\/)(?:[^/]+\.)?tfstate(?:\.backup)?$/ },
  {
    what: "a Terraform state",
    file: STRUCTURED,
    content: /"serial"\s{0,9}:\s{0,9}\d{1,9},\s{0,99}"lineage"\s{0,9}:\s{0,9}"[0-9a-f-]{36}"/g,
  },
  {
    what: "a Pulumi state",
    file: /(?:^|\/)\.pulumi\/(?:(?:stacks|backups|history)\/.+\.(?:json|bak)|credentials\.json)$/,
  },
  {
    what: "a Pulumi state",
    file: STRUCTURED,
    content: /"secrets_providers"\s{0,9}:\s{0,9}\{\s{0,99}"type"\s{0,9}:/g,
  },
  {
    what: "a Pulumi passphrase",
    file: SCRIPT,
    content: new RegExp(
      String.raw`\bPULUMI_CONFIG_PASSPHRASE["']?[ \t]{0,4}[:=][ \t]{0,4}["']?${NO_REFERENCE}[^\s"'\\;,)}\]]{4,}`,
      "g",
    ),
  },
  {
    what: "a login of a netrc file",
    file: /(?:^|\/)[._]netrc$/,
    content: new RegExp(String.raw`\bpassword\s{1,99}${NO_REFERENCE}\S{3,}`, "g"),
  },
  {
    what: "a PostgreSQL password file",
    file: /(?:^|\/)(?:\.pgpass|pgpass\.conf)$/,
    content: new RegExp(
      String.raw`^[^#:\n][^:\n]{0,255}:[^:\n]{1,9}:[^:\n]{1,99}:[^:\n]{1,99}:${NO_REFERENCE}[^\n]{3,}`,
      "gm",
    ),
  },
  {
    what: "a login of a package registry",
    file: /(?:^|\/)(?:\.?npmrc|\.yarnrc(?:\.yml)?|\.pypirc)$/,
    content: new RegExp(
      String.raw`(?:_authToken|_auth|_password|npmAuthToken|npmAuthIdent|^[ \t]*password)["']?[ \t]{0,4}[:=][ \t]{0,4}["']?${NO_REFERENCE}[^\s"']{6,}`,
      "gm",
    ),
  },
  {
    what: "a login of a container registry",
    file: STRUCTURED,
    content: /"auths"\s{0,9}:\s{0,9}\{[^}]{0,400}"auth"\s{0,9}:\s{0,9}"[A-Za-z0-9+/]{11,}={0,2}"/g,
  },
  {
    what: "a key of a Kubernetes user",
    file: STRUCTURED,
    content: /\bclient-key-data["']?\s{0,9}:\s{0,9}["']?[A-Za-z0-9+/=]{40,}/g,
  },
];

/** What a file's name alone gives away. */
export function kindsOfName(file: string): readonly string[] {
  return RULES.filter((rule) => rule.content === undefined && rule.file.test(file)).map(({ what }) => what);
}

/** What to look for in a file of this name. */
export function contentRulesOf(file: string): readonly { readonly what: string; readonly pattern: RegExp }[] {
  return RULES.flatMap(({ what, content, ...rule }) =>
    content !== undefined && rule.file.test(file) ? [{ what, pattern: content }] : [],
  );
}
