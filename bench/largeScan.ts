import { execFile } from "node:child_process";
import { createReadStream, createWriteStream } from "node:fs";
import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { createGzip } from "node:zlib";

import { z } from "zod";

import { scanFolder } from "../images/inputScan";
import { peakMemory } from "./host/peakMemory";
import type { ImagesMeasurement } from "./imagesFigures";

const PROJECT_DIR = path.resolve(__dirname, "..");

/** A real program of 9 MB, so often that neither file fits into the memory that the scan may take. */
const CONTENT = "node_modules/typescript/lib/typescript.js";
const TIMES = 20;

const measuredSchema = z.object({ findings: z.number(), seconds: z.number(), memory: z.number() });

/** Scans a large file and the same one compressed, in a process of its own. */
export async function measureScan(): Promise<ImagesMeasurement["scan"]> {
  const folder = await mkdtemp(path.join(tmpdir(), "duotone-large-"));
  try {
    const content = await readFile(path.join(PROJECT_DIR, CONTENT));
    const plain = path.join(folder, "bundle.js");
    for (let time = 0; time < TIMES; time += 1) {
      await appendFile(plain, content);
    }
    await pipeline(createReadStream(plain), createGzip({ level: 1 }), createWriteStream(`${plain}.gz`));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["-r", "ts-node/register/transpile-only", __filename, folder],
      { cwd: PROJECT_DIR },
    );
    const { findings, seconds, memory } = measuredSchema.parse(JSON.parse(stdout));
    if (findings > 0) {
      throw new Error(`The scan found ${findings} secrets in ${CONTENT}.`);
    }
    return { bytes: 2 * TIMES * content.length, seconds, memory };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function scanAndPrint(folder: string): Promise<void> {
  const start = performance.now();
  const { length: findings } = await scanFolder(folder);
  const seconds = (performance.now() - start) / 1000;
  const memory = (await peakMemory("self")) * 2 ** 20;
  process.stdout.write(`${JSON.stringify({ findings, seconds, memory })}\n`);
}

if (require.main === module) {
  void scanAndPrint(process.argv[2] ?? "");
}
