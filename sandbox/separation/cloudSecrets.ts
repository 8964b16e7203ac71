import { DescribeVpnConnectionsCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  GetSecretValueCommand,
  paginateListSecrets,
  ResourceNotFoundException,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";

import type { CloudAccess } from "../story/cloudAccess";
import type { Canary } from "./canaries";
import { fromJson, textsOf } from "./values";

/** Shorter parts of a secret are user names, ports and the like. */
const SHORTEST = 8;

/** What AWS shows in place of a key that it keeps in Secrets Manager, where it is read as any other secret. */
const HIDDEN = /^\W*redacted\W*$/i;

/** Versions that can be read: the one in use, the one before, and one that a rotation is about to put in use. */
const STAGES = ["AWSCURRENT", "AWSPREVIOUS", "AWSPENDING"];

/** Everything that the cloud keeps secret in one account: values of Secrets Manager, and pre-shared keys of VPN tunnels. */
export async function readCloudSecrets(access: CloudAccess): Promise<Canary[]> {
  return [...(await secretValues(access)), ...(await preSharedKeys(access))];
}

async function secretValues(access: CloudAccess): Promise<Canary[]> {
  const client = new SecretsManagerClient(access);
  try {
    const found: Canary[] = [];
    for await (const { SecretList: secrets } of paginateListSecrets({ client }, {})) {
      for (const { ARN: arn } of secrets ?? []) {
        for (const stage of STAGES) {
          const value = arn === undefined ? undefined : await secretValue(client, arn, stage);
          found.push(...partsOf(`the ${stage} value of ${arn ?? ""}`, value ?? ""));
        }
      }
    }
    return found;
  } finally {
    client.destroy();
  }
}

async function secretValue(
  client: SecretsManagerClient,
  arn: string,
  stage: string,
): Promise<string | undefined> {
  try {
    const { SecretString: text } = await client.send(
      new GetSecretValueCommand({ SecretId: arn, VersionStage: stage }),
    );
    return text;
  } catch (cause) {
    if (cause instanceof ResourceNotFoundException) {
      return undefined;
    }
    throw cause;
  }
}

async function preSharedKeys(access: CloudAccess): Promise<Canary[]> {
  const client = new EC2Client(access);
  try {
    const { VpnConnections: connections } = await client.send(new DescribeVpnConnectionsCommand({}));
    return (connections ?? []).flatMap(
      ({ VpnConnectionId: id, CustomerGatewayConfiguration: file, Options: options }) => {
        const inFile = [...(file ?? "").matchAll(/<pre_shared_key>([^<]+)<\/pre_shared_key>/g)].map(
          ([, key]) => key,
        );
        const inOptions = (options?.TunnelOptions ?? []).map(({ PreSharedKey: key }) => key);
        return [...new Set([...inFile, ...inOptions])].flatMap((key) =>
          partsOf(`a pre-shared key of ${id ?? "a VPN connection"}`, key ?? ""),
        );
      },
    );
  } finally {
    client.destroy();
  }
}

/** A secret, and where it is JSON, as those of databases are, its parts. */
function partsOf(name: string, value: string): Canary[] {
  const parts = textsOf(fromJson(value)).map(({ text }) => text);
  return [...new Set([value, ...parts])]
    .filter((text) => Buffer.byteLength(text) >= SHORTEST && !HIDDEN.test(text))
    .map((text) => ({ name, value: text }));
}
