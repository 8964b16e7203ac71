import assert from "node:assert/strict";

import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { strToU8, zipSync } from "fflate";

import { clientConfig, startTestCloud, stopTestCloud, type TestCloud } from "../emulator";

/** A rotation function as short as it can be: the value is the version's id. */
const CODE = `
const { SecretsManagerClient, PutSecretValueCommand, DescribeSecretCommand, UpdateSecretVersionStageCommand } =
  require("@aws-sdk/client-secrets-manager");
exports.handler = async ({ Step, SecretId, ClientRequestToken: id }) => {
  const client = new SecretsManagerClient({});
  if (Step === "createSecret") {
    await client.send(new PutSecretValueCommand({ SecretId, ClientRequestToken: id, SecretString: id, VersionStages: ["AWSPENDING"] }));
  }
  if (Step === "finishSecret") {
    const { VersionIdsToStages: all } = await client.send(new DescribeSecretCommand({ SecretId }));
    const RemoveFromVersionId = Object.keys(all).find((one) => all[one].includes("AWSCURRENT"));
    await client.send(new UpdateSecretVersionStageCommand({ SecretId, VersionStage: "AWSCURRENT", MoveToVersionId: id, RemoveFromVersionId }));
  }
};`;

describe("emulated rotation of secrets", function () {
  this.timeout(60_000);

  let cloud: TestCloud;
  let secrets: SecretsManagerClient;
  let functionArn: string;

  before(async () => {
    cloud = await startTestCloud();
    const config = clientConfig(cloud);
    secrets = new SecretsManagerClient(config);
    const { Role: role } = await new IAMClient(config).send(
      new CreateRoleCommand({ RoleName: "rotation", AssumeRolePolicyDocument: "{}" }),
    );
    const { FunctionArn: arn = "" } = await new LambdaClient(config).send(
      new CreateFunctionCommand({
        FunctionName: "rotation",
        Runtime: "nodejs22.x",
        Role: role?.Arn,
        Handler: "index.handler",
        Code: { ZipFile: zipSync({ "index.js": strToU8(CODE) }) },
      }),
    );
    functionArn = arn;
  });

  after(() => stopTestCloud(cloud));

  const currentValue = async (id: string): Promise<string | undefined> => {
    try {
      return (await secrets.send(new GetSecretValueCommand({ SecretId: id }))).SecretString;
    } catch {
      return undefined;
    }
  };

  const rotate = (id: string) =>
    secrets.send(
      new RotateSecretCommand({
        SecretId: id,
        RotationLambdaARN: functionArn,
        RotationRules: { AutomaticallyAfterDays: 30 },
      }),
    );

  const until = async (condition: () => Promise<boolean>): Promise<void> => {
    for (const deadline = Date.now() + 30_000; !(await condition());) {
      assert.ok(Date.now() < deadline, "waited 30 s in vain");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  it("runs the function's own code, after the call was answered, and makes the first value", async () => {
    const { ARN: id = "" } = await secrets.send(new CreateSecretCommand({ Name: "empty" }));
    assert.equal(await currentValue(id), undefined);
    await rotate(id);
    await until(async () => (await currentValue(id)) !== undefined);
    const { VersionIdsToStages: versions = {}, RotationEnabled } = await secrets.send(
      new DescribeSecretCommand({ SecretId: id }),
    );
    const value = (await currentValue(id)) ?? "";
    assert.ok(versions[value]?.includes("AWSCURRENT"));
    assert.equal(RotationEnabled, true);
  });

  it("keeps the value before as the previous one", async () => {
    const { ARN: id = "" } = await secrets.send(
      new CreateSecretCommand({ Name: "full", SecretString: "before" }),
    );
    await rotate(id);
    await until(async () => (await currentValue(id)) !== "before");
    const previous = await secrets.send(
      new GetSecretValueCommand({ SecretId: id, VersionStage: "AWSPREVIOUS" }),
    );
    assert.equal(previous.SecretString, "before");
  });

  it("refuses a function that does not exist", async () => {
    const { ARN: id = "" } = await secrets.send(new CreateSecretCommand({ Name: "lost" }));
    await assert.rejects(
      secrets.send(new RotateSecretCommand({ SecretId: id, RotationLambdaARN: `${functionArn}-other` })),
      { name: "ResourceNotFoundException" },
    );
  });
});
