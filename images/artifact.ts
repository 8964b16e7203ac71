import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { lstat, mkdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

import { GetObjectCommand, NoSuchKey, type S3Client } from "@aws-sdk/client-s3";

import { explained, ImageError } from "../components/images/imageError";
import { parseSchemaRange, rangeProblem } from "../providers/schema/range";
import type { SchemaRange } from "../providers/schema/state";
import { runProgram } from "./childProcess";

/** Bytes of a `schema.json` that are read: two numbers need a hundred. */
const LONGEST_SCHEMA = 4096;

/** A service's build in the artifact bucket. */
export interface ArtifactSource {
  readonly bucket: string;
  readonly service: string;
  readonly commit: string;
}

/** Where the build of a service leaves what is to be baked. */
export function artifactKey({ service, commit }: Omit<ArtifactSource, "bucket">): string {
  return `${service}/${commit}.tar.gz`;
}

export function artifactUrl(source: ArtifactSource): string {
  return `s3://${source.bucket}/${artifactKey(source)}`;
}

/** An artifact as it was read. It is read once, and what is baked is what was read. */
export interface Artifact {
  /** Of its content, in hex. */
  readonly sha256: string;
  readonly bytes: number;

  /** What the object's metadata says under `sha256`, where the build put the digest of what it made. */
  readonly declared: string | undefined;
}

/**
 * Downloads an artifact.
 *
 * @returns `undefined` where there is no such artifact.
 */
export async function downloadArtifact(
  s3: S3Client,
  source: ArtifactSource,
  file: string,
  signal: AbortSignal,
): Promise<Artifact | undefined> {
  const hash = createHash("sha256");
  let bytes = 0;
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  try {
    const { Body, Metadata } = await s3.send(
      new GetObjectCommand({ Bucket: source.bucket, Key: artifactKey(source) }),
      { abortSignal: signal },
    );
    if (!(Body instanceof Readable)) {
      throw new Error(`${artifactUrl(source)} came without a body.`);
    }
    await pipeline(Body, hashing, createWriteStream(file), { signal });
    return { sha256: hash.digest("hex"), bytes, declared: Metadata?.sha256 };
  } catch (cause) {
    if (cause instanceof NoSuchKey) {
      return undefined;
    }
    throw explained(cause, `${artifactUrl(source)} could not be read`, {
      NoSuchBucket: "There is no such bucket: check its name, the region and the delivery account's role.",
    });
  }
}

/**
 * Whether an artifact is the one that was built.
 *
 * @param expected The digest that the caller gives.
 * @returns What is wrong; `undefined` where nothing is, or nobody said what it must be.
 */
export function artifactProblem(
  source: ArtifactSource,
  { sha256, declared }: Artifact,
  expected: string | undefined,
): string | undefined {
  const wrong = [
    expected === undefined || expected === sha256 ? [] : [`--artifact-sha256 says ${expected}`],
    declared === undefined || declared === sha256 ? [] : [`the object's metadata says ${declared}`],
  ].flat();
  return wrong.length === 0
    ? undefined
    : `${artifactUrl(source)} has the SHA-256 ${sha256}, and ${wrong.join(", and ")}: it is not what was built, or not ` +
        "all of it. Let the build of this commit upload it again.";
}

/** What an artifact says of itself. */
export interface UnpackedArtifact {
  /** Versions of its database's schema that it runs on; `undefined` where it states none. */
  readonly schema: SchemaRange | undefined;
}

/**
 * Unpacks an artifact and checks that the image's unit will find what it starts, and that what it states can be read.
 *
 * @throws ImageError where it is no gzipped tar archive; or listing what is wrong: it has no executable `start` in its
 *   root, or a `schema.json` that states no range.
 */
export async function unpackArtifact(
  file: string,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<UnpackedArtifact> {
  await mkdir(folder, { recursive: true });
  const end = await runProgram("tar", ["-xzf", file, "--no-same-owner", "-C", folder], { env });
  if (end === undefined) {
    throw new ImageError("tar is not on PATH, and the artifact must be unpacked to be scanned. Install it.");
  }
  if (end.exitCode !== 0) {
    throw new ImageError(
      `The artifact is no gzipped tar archive that tar can unpack:\n${end.printed.trim()}`,
    );
  }
  const [noStart, schema] = await Promise.all([startProblem(folder), readSchema(folder)]);
  const problems = [noStart, "problem" in schema ? schema.problem : undefined].filter(
    (problem) => problem !== undefined,
  );
  if ("problem" in schema || problems.length > 0) {
    throw new ImageError(problems.join("\n\n"));
  }
  return { schema: schema.range };
}

async function startProblem(folder: string): Promise<string | undefined> {
  const start = await stat(path.join(folder, "start")).catch(() => undefined);
  return start?.isFile() === true && (start.mode & 0o111) !== 0
    ? undefined
    : "The artifact has no executable file `start` in its root, and that is what the image's unit starts. Let the " +
        "service's build put one there.";
}

async function readSchema(
  folder: string,
): Promise<{ readonly range: SchemaRange | undefined } | { readonly problem: string }> {
  const file = path.join(folder, "schema.json");
  const found = await lstat(file).catch(() => undefined);
  if (found === undefined) {
    return { range: undefined };
  }
  // A link would have this machine's own files read.
  if (!found.isFile()) {
    return { problem: rangeProblem(["It is no file."]) };
  }
  if (found.size > LONGEST_SCHEMA) {
    return { problem: rangeProblem([`It has ${found.size} bytes, and at most ${LONGEST_SCHEMA} are read.`]) };
  }
  const parsed = parseSchemaRange(await readFile(file, "utf8"));
  return "problems" in parsed ? { problem: rangeProblem(parsed.problems) } : parsed;
}
