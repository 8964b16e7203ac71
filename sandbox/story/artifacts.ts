import { promisify } from "node:util";
import { gzip } from "node:zlib";

import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

import type { SchemaRange } from "../../providers/schema/state";
import type { CloudAccess } from "./cloudAccess";
import { SAMPLE_MIGRATE } from "./sampleMigrate";
import type { ServiceCommit } from "./stackFiles";

/** Bytes of a tar block: headers and contents come in whole ones (POSIX.1-1988 ustar). */
const BLOCK = 512;

/** Where the image catalogue looks for what is baked. */
export function artifactKey({ service, commit }: ServiceCommit): string {
  return `${service}/${commit}.tar.gz`;
}

/** A build whose artifact is wanted. */
export interface Build extends ServiceCommit {
  /** Versions of its database's schema that it states to run on. @default - it states none: it has no database */
  readonly schema?: SchemaRange | undefined;
}

/**
 * What a build of the service at the commit would have left: an archive with a start script and its own description, and, where
 * the service has a database, the versions of its schema and the program that leads from one to the next.
 *
 * The bytes depend on what is given alone, so that baking the same commit again is the same bake.
 */
export async function makeArtifact(
  { service, commit }: ServiceCommit,
  schema?: SchemaRange,
): Promise<Buffer> {
  const start = `#!/bin/sh\nexec echo "${service} at ${commit}"\n`;
  const archive = Buffer.concat([
    ...(schema === undefined
      ? []
      : [
          tarEntry("migrate", 0o755, SAMPLE_MIGRATE),
          tarEntry("schema.json", 0o644, `${JSON.stringify(schema)}\n`),
        ]),
    tarEntry("service.json", 0o644, `${JSON.stringify({ service, commit })}\n`),
    tarEntry("start", 0o755, start),
    Buffer.alloc(2 * BLOCK),
  ]);
  const compressed = await promisify(gzip)(archive, { level: 9 });
  // Byte 9 of a gzip header names the operating system it was made on.
  compressed[9] = 255;
  return compressed;
}

/**
 * Uploads the artifacts of all given builds.
 *
 * @returns How many there were.
 */
export async function uploadArtifacts(
  access: CloudAccess,
  bucket: string,
  wanted: readonly Build[],
): Promise<number> {
  const client = new S3Client({ ...access, forcePathStyle: true });
  try {
    for (const one of wanted) {
      const Body = await makeArtifact(one, one.schema);
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: artifactKey(one), Body }));
    }
    return wanted.length;
  } finally {
    client.destroy();
  }
}

/** One file of a ustar archive: owned by root, of no time, so that nothing of this machine gets in. */
function tarEntry(name: string, mode: number, content: string): Buffer {
  const body = Buffer.from(content);
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, "0")}\0`;
  header.write(name, 0, "ascii");
  header.write(octal(mode, 8), 100, "ascii");
  header.write(octal(0, 8), 108, "ascii");
  header.write(octal(0, 8), 116, "ascii");
  header.write(octal(body.length, 12), 124, "ascii");
  header.write(octal(0, 12), 136, "ascii");
  // The checksum is taken with its own field as spaces.
  header.write("        0", 148, "ascii");
  header.write("ustar\x0000", 257, "ascii");
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${checksum.toString(8).padStart(6, "0")}\0 `, 148, "ascii");
  return Buffer.concat([header, body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK)]);
}
