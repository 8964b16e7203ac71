import path from "node:path";

import { RUN_VARIABLE } from "./reaper";

/**
 * Key of the emulator's management account. Not a secret: nothing outside this machine knows it. But its like are, so its
 * secret part is a text that is found wherever it should not be.
 */
export const SANDBOX_CREDENTIALS = {
  accessKeyId: "sandbox",
  secretAccessKey: "canary-of-the-sandbox-secret-access-key",
} as const;

/** What secrets in the states are encrypted with; findable as the secret access key is. */
export const SANDBOX_PASSPHRASE = "canary-of-the-sandbox-config-passphrase";

/** How many resource operations run side by side: an `up` waits for the provider's fixed sleeps, not for the processor. */
export const PARALLEL = 64;

/** Set to anything, it keeps the AWS SDK from warning about Node's version. */
export const SDK_NODE_WARNING = "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED";

export interface SandboxEnvironmentArgs {
  readonly runId: string;

  /** URL of the emulated cloud. */
  readonly endpoint: string;

  /** The stacks' region, for what does not read a stack's configuration. */
  readonly region: string;

  /** Folder of the run's state, absolute. */
  readonly stateDir: string;

  /** Folder that comes first on PATH. */
  readonly binDir: string;
  readonly packerPluginDir: string;

  /** Whether the engine may download plugins by itself: only where the vendor's can be had at all. */
  readonly downloadPlugins: boolean;
}

/**
 * The variables that turn any `pulumi`, `packer`, `aws` or SDK of a child process towards the emulated cloud.
 *
 * The shared configuration files are pointed at nothing, so that no profile of the user's takes part.
 */
export function sandboxVariables(args: SandboxEnvironmentArgs): Record<string, string> {
  return {
    [RUN_VARIABLE]: args.runId,
    PULUMI_BACKEND_URL: `file://${path.join(args.stateDir, "state")}`,
    PULUMI_HOME: path.join(args.stateDir, "home"),
    PULUMI_CONFIG_PASSPHRASE: SANDBOX_PASSPHRASE,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // The state is written whole at every step, and backed up whole: half of that is enough where nobody goes back.
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    // Types are checked once, by tsc; checking them again in every run costs seconds and 500 MB.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    PULUMI_PARALLEL: String(PARALLEL),
    ...(args.downloadPlugins ? {} : { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" }),
    AWS_ENDPOINT_URL: args.endpoint,
    // S3's account settings are asked for at <account>.<endpoint's host>, which no resolver knows here. Programs in Go
    // leave the machine's own addresses out by themselves, those in Python (the AWS CLI) reach the same gateway either
    // way, and Node's SDK does not look at this variable. HTTPS, and so every registry, is no concern of it.
    HTTP_PROXY: args.endpoint,
    AWS_REGION: args.region,
    AWS_DEFAULT_REGION: args.region,
    AWS_ACCESS_KEY_ID: SANDBOX_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: SANDBOX_CREDENTIALS.secretAccessKey,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    // A fault of the emulator is an error to be seen, and the default of 25 attempts would hide it for minutes.
    AWS_MAX_ATTEMPTS: "3",
    // Node 20 is what the project's Pulumi version runs on; the SDK would say in every run that it is old.
    [SDK_NODE_WARNING]: "true",
    // Packer waits 15 s between two looks at an image; the emulator's are ready at once.
    AWS_POLL_DELAY_SECONDS: "1",
    PACKER_PLUGIN_PATH: args.packerPluginDir,
    // The emulator's instances are records, not machines: there is nothing to log in to.
    PKR_VAR_communicator: "none",
    CHECKPOINT_DISABLE: "1",
  };
}

/** What a child process may see of the user's own environment. Everything else, every AWS_* first of all, stays out. */
const INHERITED = ["PATH", "TMPDIR", "LANG", "LC_ALL", "LC_CTYPE", "TERM", "TZ", "USER", "LOGNAME", "SHELL"];

/**
 * The whole environment of a child process of the sandbox.
 *
 * An allow-list, so that neither the user's credentials nor a proxy can lead a call out of this machine. HOME is the
 * run's own folder: some tools read credentials and settings from below it.
 *
 * @param user The environment of the calling process.
 */
export function childEnvironment(
  user: Readonly<Record<string, string | undefined>>,
  args: SandboxEnvironmentArgs,
): Record<string, string> {
  const inherited = INHERITED.flatMap((name) => {
    const value = user[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const variables = { ...Object.fromEntries(inherited), ...sandboxVariables(args) };
  return {
    ...variables,
    HOME: path.join(args.stateDir, "home"),
    PATH: [args.binDir, ...(user.PATH === undefined ? [] : [user.PATH])].join(path.delimiter),
  };
}

/** Names of the user's AWS variables that a child process of the sandbox does not get. */
export function withheldVariables(user: Readonly<Record<string, string | undefined>>): string[] {
  return Object.keys(user)
    .filter((name) => name.startsWith("AWS_") && name !== SDK_NODE_WARNING)
    .sort();
}

/**
 * The same as lines for a shell: `source .sandbox/env` points a shell at the sandbox.
 *
 * The shell's own AWS variables are removed first. The run's marker is left out: the shell is the user's, and must not
 * end with the run.
 */
export function shellExports(args: SandboxEnvironmentArgs): string {
  const variables = Object.entries(sandboxVariables(args)).filter(([name]) => name !== RUN_VARIABLE);
  return [
    "# Points this shell at the sandbox: source .sandbox/env",
    `for name in $(env | sed -n 's/^\\(AWS_[A-Za-z0-9_]*\\)=.*/\\1/p'); do unset "$name"; done`,
    `export PATH=${quoted(args.binDir)}:"$PATH"`,
    ...variables.map(([name, value]) => `export ${name}=${quoted(value)}`),
    "",
  ].join("\n");
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
