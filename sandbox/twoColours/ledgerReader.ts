import { GetPublicKeyCommand } from "@aws-sdk/client-kms";
import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  type DeleteMarkerEntry,
  type ListObjectVersionsCommandOutput,
  type ObjectVersion,
  type S3Client,
} from "@aws-sdk/client-s3";

import { storedValue } from "../../providers/ledger/entrySchema";
import { prefixOf } from "../../providers/ledger/record";
import type { LedgerVersion } from "../../providers/ledger/shelves";
import type { LedgerEvidence } from "../../providers/ledger/verify";
import { mapBounded } from "../../providers/switch/bounded";
import { given } from "./clients";
import type { World } from "./world";

/** Objects read at a time. */
const AT_ONCE = 16;

/** Everything that the ledger stores, for `verifyLedger`. */
export async function readLedger(world: World): Promise<LedgerEvidence> {
  const { args, clients } = world;
  const { bucket, keyArn } = args.ledger;
  const { keys, objects } = clients;
  const { PublicKey } = await keys.send(new GetPublicKeyCommand({ KeyId: keyArn }));
  const listed = await listVersions(objects, bucket, prefixOf(args.stack));
  const versions = await mapBounded(listed, AT_ONCE, (version) => readVersion(world, version));
  return {
    stack: args.stack,
    bucket,
    keyArn,
    publicKey: Buffer.from(given(PublicKey, "a public key")).toString("base64"),
    versions,
  };
}

type Listed = ObjectVersion | DeleteMarkerEntry;

async function listVersions(client: S3Client, bucket: string, prefix: string): Promise<readonly Listed[]> {
  const listed: Listed[] = [];
  let position: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
  while (position !== undefined) {
    const page: ListObjectVersionsCommandOutput = await client.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...position }),
    );
    listed.push(...(page.Versions ?? []), ...(page.DeleteMarkers ?? []));
    position =
      page.IsTruncated === true
        ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
        : undefined;
  }
  return listed;
}

async function readVersion({ args, clients, ledgerTexts }: World, listed: Listed): Promise<LedgerVersion> {
  const version = {
    key: given(listed.Key, "an object's key"),
    versionId: given(listed.VersionId, "an object's version"),
    isLatest: listed.IsLatest === true,
    lastModified: given(listed.LastModified, "an object's time"),
  };
  if (!("Size" in listed)) {
    return { ...version, isDeleteMarker: true };
  }
  const id = `${version.key} ${version.versionId}`;
  const text = ledgerTexts.get(id) ?? (await readText(clients.objects, args.ledger.bucket, version));
  // What a version holds never changes.
  ledgerTexts.set(id, text);
  return { ...version, isDeleteMarker: false, entry: storedValue(text) };
}

async function readText(
  client: S3Client,
  bucket: string,
  { key, versionId }: Pick<LedgerVersion, "key" | "versionId">,
): Promise<string> {
  const command = new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId });
  const { Body } = await client.send(command);
  return given(Body, "an object").transformToString();
}
