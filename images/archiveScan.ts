import { Gunzip, Unzip, UnzipInflate } from "fflate";

import { isTar, TAR_BLOCK, tarReader } from "./tarReader";
import { type ByteSink, type Finding, textScan } from "./textScan";

/** How far archives within an artifact are looked into. */
export interface ArchiveLimits {
  /** Archives within archives. */
  readonly depth: number;

  /** Bytes that one file of the artifact may unpack to, with all archives in it. */
  readonly bytes: number;
}

/** A Java program is an archive of archives; a small file may unpack to as much as one likes. */
export const ARCHIVE_LIMITS: ArchiveLimits = { depth: 5, bytes: 4 * 1024 ** 3 };

export interface ArchiveScan {
  readonly found: (finding: Finding) => void;

  /** Gets a line for what is packed in a way that is not looked into, and is not refused for that. */
  readonly note: (line: string) => void;

  /** @default ARCHIVE_LIMITS */
  readonly limits?: ArchiveLimits;
}

/** Bytes that are unpacked at once: they may become a thousand times as many. */
const STEP = 16 * 1024;

/** Formats that no program of a service unpacks to run it. */
const UNREAD_FORMATS: Readonly<Record<string, Buffer>> = {
  xz: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]),
  bzip2: Buffer.from("BZh"),
  zstd: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
  "7z": Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]),
  rar: Buffer.from("Rar!\x1a\x07"),
};

const GZIP = Buffer.from([0x1f, 0x8b, 0x08]);
const ZIP = Buffer.from("PK\x03\x04");
const EMPTY = new Uint8Array(0);

/** Ends the scan of one file of the artifact: nobody can say what is in the rest of it. */
class NotLookedInto extends Error {
  public constructor(
    public readonly file: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Looks for secrets in a file, and in what it unpacks to where it is a zip (a jar, a wheel), a tar or gzipped, in memory
 * that does not grow with the file. An archive that cannot be looked into is a finding: damaged, encrypted, or beyond the
 * limits.
 */
export function fileScan(file: string, { found, note, limits = ARCHIVE_LIMITS }: ArchiveScan): ByteSink {
  const left = { bytes: limits.bytes };
  let failed = false;
  const guarded = (act: () => void) => {
    if (failed) {
      return;
    }
    try {
      act();
    } catch (cause) {
      failed = true;
      if (!(cause instanceof NotLookedInto)) {
        throw cause;
      }
      found({ file: cause.file, what: cause.message });
    }
  };
  const sink = sniffing(file, { found, note, limits, left, depth: 0 });
  return {
    push: (bytes) => {
      guarded(() => {
        sink.push(bytes);
      });
    },
    end: () => {
      guarded(() => {
        sink.end();
      });
    },
  };
}

interface Inside extends Required<ArchiveScan> {
  readonly left: { bytes: number };
  readonly depth: number;
}

/** Waits for as many bytes as tell what a file is. */
function sniffing(file: string, scan: Inside): ByteSink {
  let waiting: Buffer | undefined = Buffer.alloc(0);
  let sinks: readonly ByteSink[] = [];
  const decide = (bytes: Buffer) => {
    waiting = undefined;
    sinks = sinksOf(file, bytes, scan);
    sinks.forEach((sink) => {
      sink.push(bytes);
    });
  };
  return {
    push(bytes) {
      if (scan.depth > 0) {
        scan.left.bytes -= bytes.length;
        if (scan.left.bytes < 0) {
          throw new NotLookedInto(
            file,
            `an archive that unpacks to more than ${scan.limits.bytes / 1024 ** 2} MiB`,
          );
        }
      }
      if (waiting === undefined) {
        sinks.forEach((sink) => {
          sink.push(bytes);
        });
        return;
      }
      const some = Buffer.concat([waiting, bytes]);
      if (some.length < TAR_BLOCK) {
        waiting = some;
      } else {
        decide(some);
      }
    },
    end() {
      if (waiting !== undefined) {
        decide(waiting);
      }
      sinks.forEach((sink) => {
        sink.end();
      });
    },
  };
}

function sinksOf(file: string, bytes: Buffer, scan: Inside): readonly ByteSink[] {
  const archive = archiveSink(file, bytes, scan);
  if (archive !== undefined) {
    return [archive];
  }
  const [format] =
    Object.entries(UNREAD_FORMATS).find(([, magic]) => bytes.subarray(0, magic.length).equals(magic)) ?? [];
  if (format !== undefined) {
    scan.note(`${file} is packed as ${format}, and is not looked into for secrets`);
  }
  return [textScan(file, scan.found)];
}

function archiveSink(file: string, bytes: Buffer, scan: Inside): ByteSink | undefined {
  const begins = (magic: Buffer) => bytes.subarray(0, magic.length).equals(magic);
  const inside = { ...scan, depth: scan.depth + 1 };
  const kind = begins(GZIP)
    ? "gzip"
    : begins(ZIP) || isExecutableJar(file, bytes)
      ? "zip"
      : isTar(bytes)
        ? "tar"
        : undefined;
  if (kind === undefined) {
    return undefined;
  }
  if (inside.depth > scan.limits.depth) {
    throw new NotLookedInto(file, `archives within archives, more than ${scan.limits.depth} deep`);
  }
  const member = (name: string) => sniffing(`${file}!/${name}`, inside);
  switch (kind) {
    case "gzip":
      return readable(file, gzipSink(member(innerName(file))));
    case "zip":
      return readable(file, zipSink(member));
    case "tar":
      return readable(file, tarReader(member));
  }
}

/** A jar may begin with a script that starts it. */
function isExecutableJar(file: string, bytes: Buffer): boolean {
  return /\.(?:jar|war)$/i.test(file) && bytes.toString("latin1", 0, 2) === "#!";
}

function innerName(file: string): string {
  const name = file.slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("!")) + 1);
  return name.replace(/\.tgz$/i, ".tar").replace(/\.gz$/i, "");
}

function gzipSink(inner: ByteSink): ByteSink {
  const gunzip = new Gunzip((bytes) => {
    inner.push(bytes);
  });
  return {
    push: inSteps((bytes) => {
      gunzip.push(bytes, false);
    }),
    end() {
      gunzip.push(EMPTY, true);
      inner.end();
    },
  };
}

function zipSink(open: (name: string) => ByteSink): ByteSink {
  const unzip = new Unzip((member) => {
    const inner = open(member.name);
    member.ondata = (error, bytes, final) => {
      // With an error there are no bytes, whatever the types say.
      if (error !== null) {
        throw error;
      }
      inner.push(bytes);
      if (final) {
        inner.end();
      }
    };
    member.start();
  });
  unzip.register(UnzipInflate);
  return {
    push: inSteps((bytes) => {
      unzip.push(bytes, false);
    }),
    end() {
      unzip.push(EMPTY, true);
    },
  };
}

/** What fails while an archive is unpacked is a finding: what reads text does not fail. */
function readable(file: string, sink: ByteSink): ByteSink {
  const explained = (act: () => void) => {
    try {
      act();
    } catch (cause) {
      if (cause instanceof NotLookedInto) {
        throw cause;
      }
      throw new NotLookedInto(
        file,
        `an archive that cannot be unpacked: it is encrypted, damaged, or compressed in an unusual way`,
      );
    }
  };
  return {
    push: (bytes) => {
      explained(() => {
        sink.push(bytes);
      });
    },
    end: () => {
      explained(() => {
        sink.end();
      });
    },
  };
}

function inSteps(push: (bytes: Uint8Array) => void): ByteSink["push"] {
  return (bytes) => {
    for (let at = 0; at < bytes.length; at += STEP) {
      push(bytes.subarray(at, at + STEP));
    }
  };
}
