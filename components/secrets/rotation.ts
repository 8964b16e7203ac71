// Runs on AWS Lambda, which has the AWS SDK ready, and must import nothing else. The value is made by Secrets Manager,
// stored there and read there: neither the program's state nor a log ever holds it.
import {
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";

/** Letters and digits; at 5.9 bits each, 64 hold more than any key needs. */
const LENGTH = 64;

/** What Secrets Manager asks a rotation function for. */
export interface RotationEvent {
  readonly Step: string;
  readonly SecretId: string;

  /** Id of the version that is being made. */
  readonly ClientRequestToken: string;
}

/**
 * Rotates one secret by one step; https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 *
 * Every step may come twice and then changes nothing more. The first rotation makes a new secret's first value.
 */
export async function rotate(event: RotationEvent, client: SecretsManagerClient): Promise<void> {
  switch (event.Step) {
    case "createSecret":
      return makeValue(event, client);
    case "setSecret":
    case "testSecret":
      // Nobody else knows the value: there is no other place to set it in, and nothing to try it on.
      return undefined;
    case "finishSecret":
      return makeCurrent(event, client);
    default:
      throw new Error(`Secrets Manager asked for the step "${event.Step}", which no rotation has.`);
  }
}

/** The function's entry point. */
export function handler(event: RotationEvent): Promise<void> {
  return rotate(event, new SecretsManagerClient({}));
}

async function makeValue(event: RotationEvent, client: SecretsManagerClient): Promise<void> {
  if (await hasValue(event, client)) {
    return;
  }
  const { RandomPassword } = await client.send(
    new GetRandomPasswordCommand({ PasswordLength: LENGTH, ExcludePunctuation: true }),
  );
  await client.send(
    new PutSecretValueCommand({
      SecretId: event.SecretId,
      ClientRequestToken: event.ClientRequestToken,
      SecretString: RandomPassword,
      VersionStages: ["AWSPENDING"],
    }),
  );
}

async function hasValue(event: RotationEvent, client: SecretsManagerClient): Promise<boolean> {
  try {
    await client.send(
      new GetSecretValueCommand({ SecretId: event.SecretId, VersionId: event.ClientRequestToken }),
    );
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceNotFoundException") {
      return false;
    }
    throw error;
  }
}

async function makeCurrent(event: RotationEvent, client: SecretsManagerClient): Promise<void> {
  const { VersionIdsToStages: versions = {} } = await client.send(
    new DescribeSecretCommand({ SecretId: event.SecretId }),
  );
  const current = Object.keys(versions).find((version) => versions[version]?.includes("AWSCURRENT"));
  if (current === event.ClientRequestToken) {
    return;
  }
  await client.send(
    new UpdateSecretVersionStageCommand({
      SecretId: event.SecretId,
      VersionStage: "AWSCURRENT",
      MoveToVersionId: event.ClientRequestToken,
      ...(current === undefined ? {} : { RemoveFromVersionId: current }),
    }),
  );
}
