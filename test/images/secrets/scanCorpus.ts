import { mkdir, mkdtemp, realpath, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { describeFindings, scanFolder } from "../../../images/inputScan";
import { INNOCENT_FOLDERS, innocentFiles } from "./innocent";
import { type PlantedSecret, plantedSecrets } from "./planted";

const PROJECT_DIR = path.resolve(__dirname, "../../..");

export interface PlantedScan {
  readonly planted: readonly PlantedSecret[];

  /** Those that were not found in their file, or not as what they are. */
  readonly missed: readonly PlantedSecret[];

  /** What the user is shown. */
  readonly said: string;
}

/** Plants each secret in a file, and scans them all. */
export async function scanPlanted(): Promise<PlantedScan> {
  const planted = plantedSecrets();
  const findings = await inFolder(
    Object.fromEntries(planted.map(({ file, content }) => [file, content])),
    (root) => scanFolder(root),
  );
  const missed = planted.filter(
    ({ file, what }) => !findings.some((finding) => finding.file === file && finding.what === what),
  );
  return { planted, missed, said: describeFindings(findings) };
}

/** Scans files that hold no secret. @returns What was found all the same, one line each. */
export async function scanInnocent(): Promise<readonly string[]> {
  const made = await inFolder(innocentFiles(), (root) => scanFolder(root));
  const real = [];
  for (const folder of INNOCENT_FOLDERS) {
    // The modules may be a link to those of another checkout.
    const full = await realpath(path.join(PROJECT_DIR, folder));
    const [root, below] = (await stat(full)).isFile()
      ? [path.dirname(full), path.basename(full)]
      : [full, "."];
    real.push(
      ...(await scanFolder(root, { below })).map((finding) => ({
        ...finding,
        file: path.join(folder, finding.file),
      })),
    );
  }
  return describeFindings([...made, ...real])
    .split("\n")
    .filter(Boolean);
}

/** Writes files into a new folder, and removes it afterwards. */
export async function inFolder<T>(
  files: Readonly<Record<string, string | Buffer>>,
  use: (root: string) => Promise<T>,
): Promise<T> {
  const root = await mkdtemp(path.join(tmpdir(), "duotone-scan-"));
  try {
    for (const [file, content] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(root, file)), { recursive: true });
      await writeFile(path.join(root, file), content);
    }
    return await use(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
