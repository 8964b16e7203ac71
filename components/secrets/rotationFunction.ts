import { readFileSync } from "node:fs";
import * as path from "node:path";

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import ts from "typescript";

import { roleWithRights } from "../accounts/roleWithRights";
import { archivedLogGroup, type LogKeeping } from "../observability/archivedLogGroup";

/** Seconds that one step may take: three calls of Secrets Manager, each tried again where it is throttled. */
const TIMEOUT_SECONDS = 30;

const LAMBDA_TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

export interface RotationFunctionArgs extends LogKeeping {
  /** The vertical's account. */
  readonly accountId: pulumi.Input<string>;
  readonly region: string;

  /** Names of the secrets that it may touch begin with this, for example `duotone/prod/`. */
  readonly secretPrefix: string;
  readonly secretsKeyArn: pulumi.Input<string>;
}

/** The function that gives a vertical's secrets their values, the first one and every next one. */
export class RotationFunction extends pulumi.ComponentResource {
  /** Known once Secrets Manager may call the function. */
  public readonly arn: pulumi.Output<string>;

  public constructor(name: string, args: RotationFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:secrets:RotationFunction", name, undefined, opts);

    const functionName = `${name}-secret-rotation`;
    const logGroup = archivedLogGroup(
      functionName,
      { groupName: `/aws/lambda/${functionName}`, ...args },
      { parent: this },
    );
    const role = this.createRole(functionName, args, logGroup);
    const rotation = new aws.lambda.Function(
      functionName,
      {
        name: functionName,
        description: "Makes new values of secrets",
        runtime: "nodejs22.x",
        architectures: ["arm64"],
        handler: "index.handler",
        code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(rotationCode()) }),
        role,
        timeout: TIMEOUT_SECONDS,
      },
      // Lambda would make the log group by itself, without key and for ever.
      { parent: this, dependsOn: [logGroup] },
    );
    const permission = new aws.lambda.Permission(
      functionName,
      {
        function: rotation.name,
        action: "lambda:InvokeFunction",
        principal: "secretsmanager.amazonaws.com",
        // Without it, a secret of any account could name this function.
        sourceAccount: args.accountId,
      },
      { parent: this },
    );

    this.arn = pulumi.all([rotation.arn, permission.id]).apply(([arn]) => arn);
    this.registerOutputs({ arn: this.arn });
  }

  /** A role that may write these secrets and its own log, and nothing else. Its ARN is known once it has its rights. */
  private createRole(
    name: string,
    args: RotationFunctionArgs,
    logGroup: aws.cloudwatch.LogGroup,
  ): pulumi.Output<string> {
    return roleWithRights(
      name,
      {
        role: { description: "Rotation of secrets", assumeRolePolicy: LAMBDA_TRUST },
        rights: {
          policy: pulumi.jsonStringify({
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Action: [
                  "secretsmanager:DescribeSecret",
                  "secretsmanager:GetSecretValue",
                  "secretsmanager:PutSecretValue",
                  "secretsmanager:UpdateSecretVersionStage",
                ],
                Resource: pulumi.interpolate`arn:aws:secretsmanager:${args.region}:${args.accountId}:secret:${args.secretPrefix}*`,
              },
              // It names no secret and reads none.
              { Effect: "Allow", Action: "secretsmanager:GetRandomPassword", Resource: "*" },
              {
                Effect: "Allow",
                Action: ["kms:Decrypt", "kms:GenerateDataKey"],
                Resource: args.secretsKeyArn,
                Condition: {
                  StringEquals: { "kms:ViaService": `secretsmanager.${args.region}.amazonaws.com` },
                },
              },
              {
                Effect: "Allow",
                Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                Resource: pulumi.interpolate`${logGroup.arn}:*`,
              },
            ],
          }),
        },
      },
      this,
    );
  }
}

/** The code of `rotation.ts` in JavaScript, as Lambda runs it. The same text on every machine, so that no run sees a change. */
function rotationCode(): string {
  const source = readFileSync(path.join(__dirname, "rotation.ts"), "utf8");
  return ts.transpileModule(source, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      newLine: ts.NewLineKind.LineFeed,
    },
  }).outputText;
}
