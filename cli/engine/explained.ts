import { CommandError, ConcurrentUpdateError, StackNotFoundError } from "@pulumi/pulumi/automation";

import { CliError, usageError } from "../cliError";
import { EXIT } from "../exitCodes";
import { plainText } from "./engineProgress";

export interface Where {
  readonly stack: string;

  /** Folder of the project. */
  readonly cwd: string;
}

/** What `pulumi` writes on stderr, and what it means for somebody who did not run it. */
const EXPLANATIONS: readonly (readonly [pattern: RegExp, explain: (where: Where) => CliError])[] = [
  [
    /no Pulumi(\.yaml)? project file found|pass the fully qualified name|failed to find project settings|Invalid workDir/i,
    ({ cwd }) =>
      usageError(
        `${cwd} is not a Pulumi project: there is no Pulumi.yaml. Go to the project's folder, or name it with --cwd.`,
      ),
  ],
  [
    /PULUMI_ACCESS_TOKEN must be set|not logged in|invalid access token/i,
    () =>
      usageError(
        "Pulumi is not logged in to a backend. Run `pulumi login`, or set PULUMI_BACKEND_URL (and, for Pulumi Cloud, PULUMI_ACCESS_TOKEN).",
      ),
  ],
  [
    /passphrase must be set|incorrect passphrase/i,
    ({ stack }) =>
      usageError(
        `The secrets of stack ${stack} are encrypted with a passphrase, which is missing or wrong. Set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE.`,
      ),
  ],
];

/** An error of the Automation API in words for people; what nobody can mend by hand comes back as it is. */
export function explainedEngineError(error: unknown, where: Where): unknown {
  if (!(error instanceof Error) || error instanceof CliError) {
    return error;
  }
  const text = plainText(error.message);
  if (/spawn pulumi ENOENT/.test(text)) {
    return usageError(
      "The command `pulumi` was not found on PATH. Install the Pulumi CLI (https://www.pulumi.com/docs/iac/download-install/), or add its folder to PATH.",
    );
  }
  if (/version mismatch|Minimum version requirement/i.test(text)) {
    return usageError(`The \`pulumi\` on PATH does not fit this project. ${text}`);
  }
  const found = EXPLANATIONS.find(([pattern]) => pattern.test(text));
  if (found !== undefined) {
    return found[1](where);
  }
  if (error instanceof StackNotFoundError) {
    return usageError(
      `There is no stack ${where.stack} in this backend. \`pulumi stack ls\` lists those that there are; name one with --stack.`,
    );
  }
  if (error instanceof ConcurrentUpdateError) {
    return new CliError(
      EXIT.failed,
      `Another update of stack ${where.stack} is running. Wait for it; where it was killed, \`pulumi cancel --stack ${where.stack}\` takes its lock away.`,
    );
  }
  return error instanceof CommandError
    ? new CliError(EXIT.failed, `\`pulumi\` failed:\n${stderrOf(text)}`)
    : error;
}

/** Lines at the end of an output that are shown where none of it is marked as an error. */
const LAST_LINES = 20;

/**
 * What `pulumi` said of its failure. The Automation API puts the whole output of a command into the error's message, with
 * the exit code before it and the error that it made of it behind.
 */
export function stderrOf(message: string): string {
  const [, output = message] = message.split(/^ stderr: /m);
  const [text = ""] = output.split(/^ err\?: /m);
  const [, killed] = /^Command (was killed with [^:]*): /.exec(text) ?? [];
  if (killed !== undefined) {
    return `The engine ${killed}.`;
  }
  const lines = text
    .replace(/^Command failed with exit code \d+: .*\n/, "")
    .trim()
    .split("\n");
  const errors = lines.filter((line) => line.startsWith("error: "));
  return (errors.length > 0 ? errors : lines.slice(-LAST_LINES)).join("\n");
}
