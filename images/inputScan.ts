import { createReadStream } from "node:fs";
import { lstat } from "node:fs/promises";
import path from "node:path";

import { type ArchiveLimits, fileScan } from "./archiveScan";
import { filesOf } from "./contentKey";
import { type Finding, textScan } from "./textScan";

export interface FolderScan {
  /** Part of the folder. @default all of it */
  readonly below?: string;

  /** Gets a line for each file that is packed in a way that is not looked into. */
  readonly note?: (line: string) => void;

  /** @default ARCHIVE_LIMITS */
  readonly limits?: ArchiveLimits;
}

/** The first secret of each kind in a text. */
export function scanText(file: string, text: string): Finding[] {
  const findings: Finding[] = [];
  const sink = textScan(file, (finding) => findings.push(finding));
  sink.push(Buffer.from(text));
  sink.end();
  return findings;
}

/**
 * Scans everything below a folder, and what is packed in it. Links are not followed: what they point at outside is not part
 * of the image, and what is inside is scanned in its own place.
 *
 * @returns At most one finding of each kind for each file.
 */
export async function scanFolder(
  root: string,
  { below = ".", note = () => undefined, limits }: FolderScan = {},
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const file of (await filesOf(root, below)).sort()) {
    if ((await lstat(path.join(root, file))).isFile()) {
      const sink = fileScan(file, {
        found: (finding) => findings.push(finding),
        note,
        ...(limits !== undefined && { limits }),
      });
      for await (const piece of createReadStream(path.join(root, file), { highWaterMark: PIECE_BYTES })) {
        sink.push(piece as Buffer);
      }
      sink.end();
    } else {
      // A link's name tells, too.
      findings.push(...scanText(file, ""));
    }
  }
  return findings;
}

const PIECE_BYTES = 256 * 1024;

/** Findings as lines for people. The secrets themselves are not repeated. */
export function describeFindings(findings: readonly Finding[]): string {
  return findings
    .map(({ file, line, what }) => ` - ${file}${line === undefined ? "" : `:${line}`}: ${what}`)
    .join("\n");
}
