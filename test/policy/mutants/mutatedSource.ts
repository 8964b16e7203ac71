import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import path from "node:path";

import { REGISTER_INSTANCE, type Service } from "ts-node";

import type { Mutant } from "./mutant";

const PROJECT_DIR = path.resolve(__dirname, "../../..");

/**
 * What stays loaded: packages; the policies, which judge the faulty program and are no part of it; and the dynamic
 * providers, whose functions the SDK takes apart once and never lets go of.
 */
const KEPT = ["node_modules", "policy", "providers", "test/policy/rules", "test/policy/mutants"].map(
  (folder) => path.join(PROJECT_DIR, folder, path.sep),
);

type Compile = (code: string, filename: string) => unknown;
type Loader = (module: NodeJS.Module & { _compile: Compile }, filename: string) => unknown;

/** What Node.js loads each kind of file with; not in its declarations. */
const { _extensions: loaders } = Module as unknown as { readonly _extensions: Record<string, Loader> };

/** Compiled sources by file: only what a fault changes is compiled again. */
const compiled = new Map<string, string>();

/** The text of a file with the fault in it. @throws Error where the file has the text never, or more than once. */
export function mutatedText({ file, text, replacement }: Mutant): string {
  const original = readFileSync(path.join(PROJECT_DIR, file), "utf8");
  const count = original.split(text).length - 1;
  if (count !== 1) {
    throw new Error(`${file} has the text ${count} times instead of once: ${text}`);
  }
  // A function, because of the dollars in a text.
  return original.replace(text, () => replacement);
}

/**
 * Loads a module of the project afresh, with all of the project that it needs, and a fault in one of the files; when the
 * work with it is done, everything is as it was.
 */
export async function withMutant<T>(
  mutant: Mutant,
  module: string,
  work: (loaded: unknown) => Promise<T>,
): Promise<T> {
  const faulty = path.join(PROJECT_DIR, mutant.file);
  const text = mutatedText(mutant);
  const before = takeOut();
  const { ".ts": loader } = loaders;
  loaders[".ts"] = (loading, filename) =>
    loading._compile(filename === faulty ? compile(text, filename) : compiledFile(filename), filename);
  try {
    // A module keeps what it has loaded, so that one for all would keep every version of the program.
    const load = createRequire(__filename);
    return await work(load(path.join(PROJECT_DIR, module)));
  } finally {
    if (loader !== undefined) {
      loaders[".ts"] = loader;
    }
    takeOut();
    Object.assign(require.cache, before);
  }
}

/** Takes the project's own modules out of those that are loaded. */
function takeOut(): NodeJS.Dict<NodeJS.Module> {
  const own = Object.entries(require.cache).filter(
    ([file]) => file.startsWith(PROJECT_DIR + path.sep) && !KEPT.some((folder) => file.startsWith(folder)),
  );
  for (const [file] of own) {
    Reflect.deleteProperty(require.cache, file);
  }
  return Object.fromEntries(own);
}

function compiledFile(filename: string): string {
  const code = compiled.get(filename) ?? compile(readFileSync(filename, "utf8"), filename);
  compiled.set(filename, code);
  return code;
}

function compile(text: string, filename: string): string {
  const service: Service | undefined = process[REGISTER_INSTANCE];
  if (service === undefined) {
    throw new Error("Sources are compiled by ts-node, which is not there.");
  }
  return service.compile(text, filename);
}
