import assert from "node:assert/strict";

import { RotationFunction } from "../../../components/secrets/rotationFunction";
import { ServiceSecret } from "../../../components/secrets/serviceSecret";
import { type Registered, registeredBy } from "../../mocks";

const one = (registered: readonly Registered[], type: string): Readonly<Record<string, unknown>> => {
  const found = registered.filter((resource) => resource.type === type);
  assert.equal(found.length, 1, type);
  return found[0]?.inputs ?? {};
};

describe("a service's secret", () => {
  const declare = () =>
    registeredBy(
      () =>
        new ServiceSecret("core-session-signing", {
          stack: "prod",
          service: "core",
          secret: "session-signing",
          keyArn: "arn:key",
          rotationFunctionArn: "arn:function",
        }),
      "update",
    );

  it("has the vertical's key, 30 days to be had back, and no value", async () => {
    const registered = await declare();
    const secret = one(registered, "aws:secretsmanager/secret:Secret");
    assert.equal(secret["namePrefix"], "duotone/prod/core/session-signing-");
    assert.equal(secret["kmsKeyId"], "arn:key");
    assert.equal(secret["recoveryWindowInDays"], 30);
    assert.deepEqual(
      registered.filter(({ type }) => type === "aws:secretsmanager/secretVersion:SecretVersion"),
      [],
    );
  });

  it("is rotated at once and every 30 days", async () => {
    const registered = await declare();
    assert.deepEqual(one(registered, "aws:secretsmanager/secretRotation:SecretRotation"), {
      secretId: "core-session-signing-id",
      rotationLambdaArn: "arn:function",
      rotateImmediately: true,
      rotationRules: { automaticallyAfterDays: 30 },
    });
  });
});

describe("the rotation function", () => {
  const declare = () =>
    registeredBy(
      () =>
        new RotationFunction("accounts", {
          accountId: "111122223333",
          region: "eu-west-1",
          secretPrefix: "duotone/prod/",
          secretsKeyArn: "arn:secrets-key",
          logsKeyArn: "arn:logs-key",
          logRetentionDays: 400,
        }),
      "update",
    );

  it("is called by Secrets Manager of its own account only", async () => {
    const { principal, sourceAccount } = one(await declare(), "aws:lambda/permission:Permission");
    assert.deepEqual(
      { principal, sourceAccount },
      { principal: "secretsmanager.amazonaws.com", sourceAccount: "111122223333" },
    );
  });

  it("may touch the stack's secrets and nothing else", async () => {
    const { policy } = one(await declare(), "aws:iam/rolePolicy:RolePolicy");
    const { Statement: statements } = JSON.parse(String(policy)) as {
      Statement: { Action: string | string[]; Resource: string }[];
    };
    const everywhere = statements.filter(({ Resource }) => Resource === "*").map(({ Action }) => Action);
    assert.deepEqual(everywhere, ["secretsmanager:GetRandomPassword"]);
    assert.ok(
      statements.some(
        ({ Resource }) => Resource === "arn:aws:secretsmanager:eu-west-1:111122223333:secret:duotone/prod/*",
      ),
    );
  });

  it("carries its code as JavaScript that needs nothing but the AWS SDK", async () => {
    const { code, handler } = one(await declare(), "aws:lambda/function:Function");
    const { assets } = code as { assets: Promise<Record<string, { text: Promise<string> }>> };
    const text = (await (await assets)["index.js"]?.text) ?? "";
    assert.equal(handler, "index.handler");
    assert.match(text, /exports\.handler = handler/);
    assert.deepEqual(
      [...text.matchAll(/require\("([^"]+)"\)/g)].map(([, module]) => module),
      ["@aws-sdk/client-secrets-manager"],
    );
  });

  it("logs to a group with key and end", async () => {
    const { name, kmsKeyId, retentionInDays } = one(await declare(), "aws:cloudwatch/logGroup:LogGroup");
    assert.deepEqual(
      { name, kmsKeyId, retentionInDays },
      { name: "/aws/lambda/accounts-secret-rotation", kmsKeyId: "arn:logs-key", retentionInDays: 400 },
    );
  });
});
