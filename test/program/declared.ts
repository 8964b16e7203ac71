import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { parse } from "yaml";

import { accountProvider } from "../../accountProviders";
import { releasedImages } from "../../components/images/releasedImages";
import { type DuotoneConfig, readConfig } from "../../config";
import type { Foundation } from "../../foundationReference";
import { declarePlatform, stackTags } from "../../platform";
import { NETWORK_MADE } from "../components/network/network";
import { type CloudMade, type Registered, registeredBy } from "../mocks";

export const STACKS = ["staging", "prod"] as const;
export type Stack = (typeof STACKS)[number];

const PROJECT_DIR = path.resolve(__dirname, "../..");

/** A foundation as its stack's outputs describe it. */
export const FOUNDATION: Foundation = {
  organizationId: "o-1",
  managementAccountId: "100000000001",
  deliveryAccountId: "100000000002",
  deliveryRoleArn: "arn:aws:iam::100000000002:role/OrganizationAccountAccessRole",
  auditAccountId: "100000000003",
  archivesRoleArn: "arn:aws:iam::100000000003:role/duotone-archives",
  auditorRoleArn: "arn:aws:iam::100000000003:role/duotone-auditor",
  regions: ["eu-west-1", "eu-central-1"],
  noticesEmail: "notices@example.com",
  noticesTopicArn: "arn:aws:sns:eu-west-1:100000000002:duotone-notices",
  releaseQueueArn: "arn:aws:dynamodb:eu-west-1:100000000002:table/duotone-release-queue",
  ledgerBucket: "duotone-ledger-organization-1234567",
  ledgerKeyArn: "arn:aws:kms:eu-west-1:100000000003:key/2",
  ledgerRoleArn: "arn:aws:iam::100000000003:role/duotone-ledger",
  imageCatalogueTable: "duotone-images",
  imageRegion: "eu-west-1",
  imageKeyArn: "arn:aws:kms:eu-west-1:100000000002:key/1",
  imageKeyArns: {
    "eu-west-1": "arn:aws:kms:eu-west-1:100000000002:key/1",
    "eu-central-1": "arn:aws:kms:eu-central-1:100000000002:key/3",
  },
  artifactBucket: "duotone-artifacts",
  buildInstanceProfile: "duotone-image-build",
  buildSubnetId: "subnet-0123456789abcdef0",
  units: {
    prod: { restricted: "ou-prod-restricted", standard: "ou-prod-standard" },
    staging: { restricted: "ou-staging-restricted", standard: "ou-staging-standard" },
  },
  zoneIds: { "example.com": "ZCOM", "example.net": "ZNET" },
};

/** What the program reads of what only the cloud can make. */
export const CLOUD_MADE: CloudMade = {
  ...NETWORK_MADE,
  "aws:acm/certificate:Certificate": (_name, { domainName, subjectAlternativeNames }) => ({
    domainValidationOptions: [domainName, ...(subjectAlternativeNames as unknown[])].map((covered) => ({
      domainName: covered,
      resourceRecordName: `_proof.${String(covered)}`,
      resourceRecordType: "CNAME",
      resourceRecordValue: "proof",
    })),
  }),
  "aws:autoscaling/group:Group": (name) => ({ name }),
  "aws:rds/instance:Instance": (name, { masterUserSecretKmsKeyId: key }) => ({
    // In the account of its key.
    masterUserSecrets: [
      {
        secretArn: `${String(key)
          .replace(":kms:", ":secretsmanager:")
          .replace(/:key\/.*$/, "")}:secret:rds!db-${name}-AbCdEf`,
        secretStatus: "active",
      },
    ],
  }),
  "aws:lb/loadBalancer:LoadBalancer": (name) => ({ arnSuffix: `app/${name}/1` }),
  "aws:lb/targetGroup:TargetGroup": (name) => ({ arnSuffix: `targetgroup/${name}/1` }),
  "aws:ec2/launchTemplate:LaunchTemplate": () => ({ latestVersion: 1 }),
  "command:local:Command": (name) => ({ stdout: JSON.stringify({ imageId: imageIdOf(name) }) }),
};

/** An image id that looks like AWS's, and is the same for the same image: its service, and the start of its commit. */
export function imageIdOf(image: string): string {
  return `ami-${createHash("sha256").update(image).digest("hex").slice(0, 17)}`;
}

/** The committed configuration of a stack. */
export async function committedConfig(stack: Stack): Promise<DuotoneConfig> {
  const file = parse(await readFile(path.join(PROJECT_DIR, `Pulumi.${stack}.yaml`), "utf8")) as {
    config: Record<string, unknown>;
  };
  const read = readConfig(file.config, stack);
  if ("problems" in read) {
    throw new Error(read.problems.join("\n"));
  }
  return read.config;
}

/** Everything that the program declares for a committed stack file. */
export async function declaredBy(stack: Stack, mode: "preview" | "update"): Promise<Registered[]> {
  const config = await committedConfig(stack);
  return registeredBy(() => declareStack(config), mode, CLOUD_MADE);
}

/** Declares a stack with the foundation above. */
export function declareStack(config: DuotoneConfig) {
  const management = accountProvider(
    "management",
    { accountId: FOUNDATION.managementAccountId },
    config.aws,
    stackTags(config),
  );
  return declarePlatform({
    config,
    foundation: FOUNDATION,
    existingAccountIds: new Map(),
    management,
    resolvedImages: config.images.bake ? undefined : catalogueOf(config),
  });
}

/** A catalogue that holds every image of the stack's releases. */
function catalogueOf(config: DuotoneConfig): Record<string, Record<string, string>> {
  const catalogue: Record<string, Record<string, string>> = {};
  for (const { clusters, service, commit } of releasedImages(config)) {
    for (const cluster of clusters) {
      (catalogue[cluster] ??= {})[service] = imageIdOf(`${service}-${commit.slice(0, 12)}`);
    }
  }
  return catalogue;
}
