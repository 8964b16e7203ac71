import { readFileSync } from "node:fs";
import Module from "node:module";
import path from "node:path";

import Mocha from "mocha";
import { REGISTER_INSTANCE } from "ts-node";

import type { Answer, Question } from "./question";

const PROJECT_DIR = path.resolve(__dirname, "../..");

type Compile = (code: string, filename: string) => unknown;
type Loader = (module: NodeJS.Module & { _compile: Compile }, filename: string) => unknown;

/** What Node.js loads each kind of file with; not in its declarations. */
const { _extensions: loaders } = Module as unknown as { readonly _extensions: Record<string, Loader> };

/** Compiled sources by file: only what a removal changes is compiled again. */
const compiled = new Map<string, string>();

/** The source that another text stands for at the moment. */
let changed: { readonly file: string; readonly text: string } | undefined;

function compile(text: string, filename: string): string {
  const service = process[REGISTER_INSTANCE];
  if (service === undefined) {
    throw new Error("Sources are compiled by ts-node, which is not there.");
  }
  return service.compile(text, filename);
}

function compiledFile(filename: string): string {
  if (filename === changed?.file) {
    return compile(changed.text, filename);
  }
  const code = compiled.get(filename) ?? compile(readFileSync(filename, "utf8"), filename);
  compiled.set(filename, code);
  return code;
}

/** Takes out of the loaded modules what knows a file, at whatever remove, and all specs, which run when they are loaded. */
function forget(file: string): void {
  const users = new Map<string, string[]>();
  const own = Object.values(require.cache).filter(
    (module) => module?.filename.startsWith(PROJECT_DIR) === true,
  );
  for (const module of own) {
    for (const { filename } of module?.children ?? []) {
      users.set(filename, [...(users.get(filename) ?? []), module?.filename ?? ""]);
    }
  }
  const stale = [
    file,
    ...own.flatMap((module) => (module?.filename.endsWith(".spec.ts") === true ? [module.filename] : [])),
  ];
  const seen = new Set<string>();
  for (let next = stale.pop(); next !== undefined; next = stale.pop()) {
    if (!seen.has(next)) {
      seen.add(next);
      stale.push(...(users.get(next) ?? []));
      Reflect.deleteProperty(require.cache, next);
    }
  }
}

/** Whether a test of the specs fails, or one does not even load. */
async function fails(specs: readonly string[]): Promise<boolean> {
  const mocha = new Mocha({ reporter: "min", bail: true, timeout: 20_000 });
  for (const spec of specs) {
    mocha.addFile(path.join(PROJECT_DIR, spec));
  }
  try {
    return await new Promise<boolean>((resolve) => {
      mocha.run((failures) => {
        mocha.dispose();
        resolve(failures > 0);
      });
    });
  } catch {
    return true;
  }
}

async function answer({ file, text, specs }: Question): Promise<Answer> {
  const full = path.join(PROJECT_DIR, file);
  changed = text === undefined ? undefined : { file: full, text };
  const [own, ...others] = specs;
  forget(full);
  if (await fails(own === undefined ? [] : [own])) {
    return { noticed: true };
  }
  forget(full);
  return { noticed: others.length > 0 && (await fails(others)) };
}

/** Answers its parent's questions one after the other, until the parent is gone. */
export function answerQuestions(): void {
  loaders[".ts"] = (loading, filename) => loading._compile(compiledFile(filename), filename);
  process.on("message", (question: Question) => {
    void answer(question).then((found) => process.send?.(found));
  });
  process.on("disconnect", () => process.exit());
}

if (require.main === module) {
  answerQuestions();
}
