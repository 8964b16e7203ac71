import {
  containsSecret,
  isMap,
  UNKNOWN,
  withoutSecretMarks,
  type PropertyMap,
  type PropertyValue,
} from "./values";

/** Which output of a running command is shown to the user line by line. */
export const LOGGING = ["stdout", "stderr", "stdoutAndStderr", "none"] as const;
export type Logging = (typeof LOGGING)[number];

/** The inputs of `command:local:Command` that are served, as plain values. */
export interface CommandInputs {
  readonly create: string | undefined;
  readonly update: string | undefined;
  readonly delete: string | undefined;
  readonly dir: string | undefined;
  readonly stdin: string | undefined;
  readonly interpreter: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly addPreviousOutputInEnv: boolean;
  readonly logging: Logging;
}

/** A problem with one input, in the engine's own form. */
export interface InputProblem {
  readonly property: string;
  readonly reason: string;
}

interface Shape {
  readonly expected: string;
  readonly accepts: (value: PropertyValue) => boolean;
}

const isText = (value: PropertyValue): value is string => typeof value === "string";
const TEXT: Shape = { expected: "a string", accepts: isText };

const SHAPES: Readonly<Record<string, Shape>> = {
  create: TEXT,
  update: TEXT,
  delete: TEXT,
  dir: TEXT,
  stdin: TEXT,
  interpreter: {
    expected: "a list of strings, the program first",
    accepts: (value) => value === UNKNOWN || (Array.isArray(value) && value.every(isText)),
  },
  environment: {
    expected: "a map from names to strings",
    accepts: (value) => value === UNKNOWN || (isMap(value) && Object.values(value).every(isText)),
  },
  addPreviousOutputInEnv: {
    expected: "true or false",
    accepts: (value) => value === UNKNOWN || typeof value === "boolean",
  },
  logging: {
    expected: LOGGING.map((choice) => `"${choice}"`).join(", "),
    accepts: (value) => value === UNKNOWN || LOGGING.some((choice) => choice === value),
  },
  triggers: {
    expected: "a list of anything",
    accepts: (value) => value === UNKNOWN || Array.isArray(value),
  },
};

/** Inputs of 1.2.1 that this stand-in leaves out, with what to do instead. */
const NOT_SERVED: Readonly<Record<string, string>> = {
  assetPaths: "Print what is needed and read it from stdout, or run with the vendor's plugin.",
  archivePaths: "Print what is needed and read it from stdout, or run with the vendor's plugin.",
};

/** Names that the engine and the SDKs use among themselves; no user's input. */
export function isInternalName(name: string): boolean {
  return name === "version" || name.startsWith("__");
}

/** Everything that is wrong with the inputs of a command, one entry for each. Secret values are not repeated. */
export function problemsWith(inputs: PropertyMap): InputProblem[] {
  return Object.entries(inputs).flatMap(([name, value]) => {
    const reason = isInternalName(name) ? undefined : problemWith(name, value);
    return reason === undefined ? [] : [{ property: name, reason }];
  });
}

function problemWith(name: string, value: PropertyValue): string | undefined {
  const remedy = NOT_SERVED[name];
  if (remedy !== undefined) {
    return `${name} of command 1.2.1 is not served by the sandbox's stand-in. ${remedy}`;
  }
  const shape = SHAPES[name];
  if (shape === undefined) {
    return `command 1.2.1 has no input "${name}". Its inputs are ${Object.keys(SHAPES).join(", ")}.`;
  }
  const plain = withoutSecretMarks(value);
  if (plain === null || shape.accepts(plain)) {
    return undefined;
  }
  const given = containsSecret(value) ? "a secret of another kind" : JSON.stringify(plain);
  return `${name} must be ${shape.expected}, and ${given} was given.`;
}

/**
 * The inputs as plain values, with the vendor's defaults: output logged, previous output passed on.
 *
 * Of a state that the vendor's plugin wrote, what is not served is left aside, so that it can still be deleted.
 */
export function readInputs(properties: PropertyMap): CommandInputs {
  const plain = new Map(Object.entries(properties).map(([name, value]) => [name, withoutSecretMarks(value)]));
  const text = (name: string) => {
    const value = plain.get(name);
    return typeof value === "string" ? value : undefined;
  };
  const interpreter = plain.get("interpreter");
  const environment = plain.get("environment");
  return {
    create: text("create"),
    update: text("update"),
    delete: text("delete"),
    dir: text("dir"),
    stdin: text("stdin"),
    interpreter: Array.isArray(interpreter) ? interpreter.filter((part) => typeof part === "string") : [],
    environment: textsOf(isMap(environment) ? environment : {}),
    addPreviousOutputInEnv: plain.get("addPreviousOutputInEnv") !== false,
    logging: LOGGING.find((choice) => choice === plain.get("logging")) ?? "stdoutAndStderr",
  };
}

function textsOf(map: PropertyMap): Record<string, string> {
  const texts = Object.entries(map).filter((entry): entry is [string, string] => isText(entry[1]));
  return Object.fromEntries(texts);
}
