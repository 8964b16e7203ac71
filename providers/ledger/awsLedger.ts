import { GetPublicKeyCommand, KMSClient, SignCommand } from "@aws-sdk/client-kms";
import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
  type ListObjectVersionsCommandOutput,
} from "@aws-sdk/client-s3";

import { clientSettings } from "../aws/clientSettings";
import { roleSession } from "../aws/roleSession";
import { isNamed } from "../switch/failure";
import { cloudLedger } from "./cloudLedger";
import type { LedgerCloud, LedgerSettings, Written } from "./ledgerCloud";
import type { LedgerVersion } from "./shelves";
import type { LedgerStore } from "./store";

/** Bytes that a record never has. What is larger was put there by somebody else, and is not read. */
const LARGEST = 1_048_576;

export interface AwsLedgerArgs extends LedgerSettings {
  /** Role in the account that owns bucket and key. Absent: the credentials that Pulumi itself runs with. */
  readonly roleArn?: string | undefined;
}

/**
 * The ledger of one stack in its bucket, signed with its key, through the AWS SDK. What is throttled or fails on AWS's
 * side is tried again; what is denied is not.
 *
 * @param args The bucket is in the key's region.
 */
export function awsLedger(args: AwsLedgerArgs): LedgerStore {
  return cloudLedger(awsCloud(args), args);
}

function awsCloud({ bucket, keyArn, roleArn }: AwsLedgerArgs): LedgerCloud {
  const region = regionOf(keyArn);
  const common = clientSettings(region);
  const config =
    roleArn === undefined
      ? common
      : { ...common, credentials: roleSession(roleArn, "duotone-ledger", region) };
  const s3 = new S3Client(config);
  const kms = new KMSClient(config);

  return {
    async listVersions(prefix, abortSignal) {
      const versions: LedgerVersion[] = [];
      let position: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
      while (position !== undefined) {
        const command = new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...position });
        const page: ListObjectVersionsCommandOutput = await s3.send(command, { abortSignal });
        versions.push(...versionsOf(page));
        position = nextPosition(page);
      }
      return versions;
    },

    async readText(key, versionId, abortSignal) {
      try {
        const command = new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId });
        const { Body, ContentLength } = await s3.send(command, { abortSignal });
        if (Body === undefined || (ContentLength ?? 0) > LARGEST) {
          await Body?.transformToWebStream().cancel();
          return `an object of ${ContentLength ?? 0} bytes`;
        }
        return await Body.transformToString("utf-8");
      } catch (error) {
        if (isNamed(error, "NoSuchKey", "NoSuchVersion")) {
          return undefined;
        }
        throw error;
      }
    },

    async writeNew(key, text, abortSignal) {
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: text,
        ContentType: "application/json",
        // Object Lock takes no object without a checksum;
        // https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
        ChecksumAlgorithm: "SHA256",
        IfNoneMatch: "*",
      });
      try {
        await s3.send(command, { abortSignal });
        return { state: "written" };
      } catch (error) {
        return failedWrite(error);
      }
    },

    async sign(digest, abortSignal) {
      const command = new SignCommand({
        KeyId: keyArn,
        Message: digest,
        MessageType: "DIGEST",
        SigningAlgorithm: "ECDSA_SHA_256",
      });
      const { Signature } = await kms.send(command, { abortSignal });
      return base64(Signature, `KMS signed with ${keyArn} and gave no signature.`);
    },

    async publicKey(abortSignal) {
      const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: keyArn }), { abortSignal });
      return base64(PublicKey, `KMS gave no public key of ${keyArn}.`);
    },

    close: () => {
      s3.destroy();
      kms.destroy();
    },
  };
}

/**
 * What a failed write may have done. The SDK tries again by itself, so that an error may follow a try that had its
 * effect and whose answer was lost; a refusal of the first try is certain.
 */
function failedWrite(error: unknown): Written {
  if (isNamed(error, "PreconditionFailed")) {
    return { state: "taken" };
  }
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
  if (isNamed(error, "ConditionalRequestConflict")) {
    return { state: "busy" };
  }
  const { httpStatusCode = 500, attempts = 1 } = metadataOf(error);
  if (httpStatusCode < 500 && attempts === 1) {
    throw error;
  }
  return { state: "unknown", error };
}

function metadataOf(error: unknown): { readonly httpStatusCode?: number; readonly attempts?: number } {
  const { $metadata } = error as { readonly $metadata?: ReturnType<typeof metadataOf> };
  return $metadata ?? {};
}

function versionsOf({ Versions, DeleteMarkers }: ListObjectVersionsCommandOutput): readonly LedgerVersion[] {
  const common = ({ Key, VersionId, IsLatest, LastModified }: NonNullable<typeof DeleteMarkers>[number]) => ({
    key: Key ?? "",
    versionId: VersionId ?? "null",
    isLatest: IsLatest === true,
    lastModified: LastModified ?? new Date(0),
  });
  return [
    ...(Versions ?? []).map((version) => ({ ...common(version), isDeleteMarker: false })),
    ...(DeleteMarkers ?? []).map((marker) => ({ ...common(marker), isDeleteMarker: true })),
  ];
}

function nextPosition(page: ListObjectVersionsCommandOutput):
  | {
      KeyMarker?: string;
      VersionIdMarker?: string;
    }
  | undefined {
  const { IsTruncated, NextKeyMarker, NextVersionIdMarker } = page;
  if (IsTruncated !== true || NextKeyMarker === undefined) {
    return undefined;
  }
  return {
    KeyMarker: NextKeyMarker,
    ...(NextVersionIdMarker !== undefined && { VersionIdMarker: NextVersionIdMarker }),
  };
}

function base64(bytes: Uint8Array | undefined, otherwise: string): string {
  if (bytes === undefined) {
    throw new Error(otherwise);
  }
  return Buffer.from(bytes).toString("base64");
}

function regionOf(keyArn: string): string {
  const [, , service, region] = keyArn.split(":");
  if (service !== "kms" || region === undefined || region === "") {
    throw new Error(
      `"${keyArn}" is no ARN of a KMS key. Give the foundation's ledgerKeyArn, such as ` +
        "arn:aws:kms:eu-west-1:123456789012:key/....",
    );
  }
  return region;
}
