import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

const PROJECT_DIR = path.resolve(__dirname, "..");

export const ENGINE_SPECS = "test/engine/**/*.spec.ts";

/** How a spec takes the session in which the story is told. */
const TAKES_SESSION = /\buseEngineSession\(/;

export interface EngineSpecs {
  /** Share one session, so one process must run them all: the story is told in it once, for minutes. */
  readonly ofStory: readonly string[];

  /** Have sandboxes of their own, or need none. */
  readonly others: readonly string[];
}

/** The specs of the engine layer, relative to the clone's root, by whether they take the session of the story. */
export async function engineSpecs(): Promise<EngineSpecs> {
  const folder = path.join("test", "engine");
  const files = (await readdir(path.join(PROJECT_DIR, folder), { recursive: true }))
    .filter((file) => file.endsWith(".spec.ts"))
    .map((file) => path.join(folder, file))
    .sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(PROJECT_DIR, file), "utf8")));
  const takesSession = (index: number) => TAKES_SESSION.test(texts[index] ?? "");
  return {
    ofStory: files.filter((_file, index) => takesSession(index)),
    others: files.filter((_file, index) => !takesSession(index)),
  };
}
