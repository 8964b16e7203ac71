import { createHash, randomBytes } from "node:crypto";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import type { PackageShape } from "./shapes";

/** Raised whenever the form of the cached file changes. */
const FORMAT = 1;

/** What a bridge schema depends on. */
export interface SchemaSource {
  readonly bridge: string;
  readonly provider: string;
  readonly include: readonly string[];
}

/**
 * The shapes of the bridge's types, from the cache if they are there, else read and put there.
 *
 * Reading takes seconds and hundreds of megabytes, and every account provider would have to do it.
 */
export async function cachedShape(
  cacheDir: string,
  source: SchemaSource,
  read: () => Promise<PackageShape>,
): Promise<PackageShape> {
  const file = path.join(cacheDir, `bridge-${await fingerprint(source)}.json`);
  const cached = await readIfThere(file);
  if (cached !== undefined) {
    return cached;
  }
  const shape = await read();
  await fs.mkdir(cacheDir, { recursive: true });
  // Several plugins start at once: each writes a file of its own and moves it into place as a whole.
  const temporary = `${file}.${randomBytes(6).toString("hex")}`;
  await fs.writeFile(temporary, JSON.stringify(shape));
  await fs.rename(temporary, file);
  return shape;
}

/** Identifies binaries by path, size and time of change: their content is most of a gigabyte. */
async function fingerprint(source: SchemaSource): Promise<string> {
  const files = await Promise.all(
    [source.bridge, source.provider].map(async (file) => {
      const real = await fs.realpath(file);
      const { size, mtimeMs } = await fs.stat(real);
      return [real, size, mtimeMs];
    }),
  );
  const text = JSON.stringify([FORMAT, files, source.include]);
  return createHash("sha256").update(text).digest("hex").slice(0, 24);
}

async function readIfThere(file: string): Promise<PackageShape | undefined> {
  try {
    return JSON.parse(await fs.readFile(file, "utf8")) as PackageShape;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return undefined;
    }
    throw new Error(`${file} cannot be read: delete it, and it is made again. ${String(error)}`, {
      cause: error,
    });
  }
}
