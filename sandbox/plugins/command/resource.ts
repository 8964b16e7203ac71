import { randomBytes } from "node:crypto";

import { readInputs, type CommandInputs, type Logging } from "./inputs";
import { run, type Finished, type OutputStream } from "./process";
import { asSecret, containsSecret, UNKNOWN, withoutSecretMarks, type PropertyMap } from "./values";

/** What the commands of one operation run in. */
export interface OperationContext {
  /** The plugin's own environment, which every command inherits. */
  readonly environment: Readonly<NodeJS.ProcessEnv>;

  /** Shows a line of a running command to the user. */
  readonly showLine: (line: string) => void;

  /** Tells the user something that is to stay on the screen. */
  readonly warn: (message: string) => void;

  /** Ends the running command when the operation is cancelled or takes too long. */
  readonly signal: AbortSignal;
}

const DEFAULT_INTERPRETER = ["/bin/sh", "-c"] as const;

const SECRET_NOTICE =
  "An input of this command is secret, so the sandbox's stand-in hides what it prints and marks its outputs " +
  'secret. The vendor\'s plugin does neither: set `logging: "none"`, which ends this warning, and the option ' +
  '`additionalSecretOutputs: ["stdout", "stderr"]`.';

const LOGGED: Readonly<Record<Logging, readonly OutputStream[]>> = {
  stdout: ["stdout"],
  stderr: ["stderr"],
  stdoutAndStderr: ["stdout", "stderr"],
  none: [],
};

/** Runs `create`, if there is one. The id is the resource's name and eight random hex digits, as the vendor's. */
export async function createCommand(
  name: string,
  properties: PropertyMap,
  context: OperationContext,
): Promise<{ id: string; properties: PropertyMap }> {
  const inputs = readInputs(properties);
  const nothing = { stdout: "", stderr: "" };
  const output =
    inputs.create === undefined ? nothing : await execute(inputs.create, properties, nothing, context);
  return { id: `${name}${randomBytes(4).toString("hex")}`, properties: stateOf(properties, output) };
}

/** Runs `update`, or `create` where there is no `update`; without both the outputs stay what they were. */
export async function updateCommand(
  olds: PropertyMap,
  news: PropertyMap,
  context: OperationContext,
): Promise<PropertyMap> {
  const inputs = readInputs(news);
  const command = inputs.update ?? inputs.create;
  const previous = outputOf(olds);
  return stateOf(news, command === undefined ? previous : await execute(command, news, previous, context));
}

/** Runs the `delete` that the state holds, in the folder and environment that the state holds. */
export async function deleteCommand(state: PropertyMap, context: OperationContext): Promise<void> {
  const command = readInputs(state).delete;
  if (command !== undefined) {
    await execute(command, state, outputOf(state), context);
  }
}

/** What a preview knows of a command that would run: its inputs, and nothing of what it will print. */
export function previewCommand(inputs: PropertyMap): PropertyMap {
  return { ...inputs, stdout: UNKNOWN, stderr: UNKNOWN };
}

interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

function outputOf(state: PropertyMap): Output {
  const text = (name: "stdout" | "stderr") => {
    const value = withoutSecretMarks(state[name] ?? "");
    return typeof value === "string" ? value : "";
  };
  return { stdout: text("stdout"), stderr: text("stderr") };
}

function stateOf(inputs: PropertyMap, { stdout, stderr }: Output): PropertyMap {
  return containsSecret(inputs)
    ? { ...inputs, stdout: asSecret(stdout), stderr: asSecret(stderr) }
    : { ...inputs, stdout, stderr };
}

async function execute(
  command: string,
  properties: PropertyMap,
  previous: Output,
  context: OperationContext,
): Promise<Output> {
  const inputs = readInputs(properties);
  const secret = containsSecret(properties);
  const shown = secret ? [] : LOGGED[inputs.logging];
  if (secret && inputs.logging !== "none") {
    context.warn(SECRET_NOTICE);
  }
  const [program, ...args] = inputs.interpreter.length > 0 ? inputs.interpreter : DEFAULT_INTERPRETER;
  const finished = await run({
    argv: [program ?? DEFAULT_INTERPRETER[0], ...args, command],
    dir: inputs.dir,
    environment: environmentOf(inputs, previous, context.environment),
    stdin: inputs.stdin,
    onLine: (stream, line) => {
      if (shown.includes(stream)) {
        context.showLine(line);
      }
    },
    signal: context.signal,
  });
  if (finished.failure !== undefined) {
    throw new Error(failureMessage(finished, command, secret));
  }
  return { stdout: withoutLastBreak(finished.stdout), stderr: withoutLastBreak(finished.stderr) };
}

/** The previous output comes last and so beats an equally named variable of the user's, as with the vendor's plugin. */
function environmentOf(
  inputs: CommandInputs,
  previous: Output,
  inherited: Readonly<NodeJS.ProcessEnv>,
): NodeJS.ProcessEnv {
  const passed = inputs.addPreviousOutputInEnv ? previous : { stdout: "", stderr: "" };
  return {
    ...inherited,
    ...inputs.environment,
    ...(passed.stdout === "" ? {} : { PULUMI_COMMAND_STDOUT: passed.stdout }),
    ...(passed.stderr === "" ? {} : { PULUMI_COMMAND_STDERR: passed.stderr }),
  };
}

function failureMessage(finished: Finished, command: string, secret: boolean): string {
  if (secret) {
    return (
      `${finished.failure ?? "failed"}: running "[secret]":\nThe command and what it printed are hidden, because ` +
      `an input of it is secret. Run it by hand to see them, or let it write what is not secret to a file.`
    );
  }
  return `${finished.failure ?? "failed"}: running ${JSON.stringify(command)}:\n${finished.printed}`;
}

function withoutLastBreak(text: string): string {
  return text.endsWith("\n") ? text.slice(0, -1) : text;
}
