import assert from "node:assert/strict";

import { SessionLogging } from "../../../components/accounts/sessionLogging";
import { type CloudMade, type Registered, registeredBy } from "../../mocks";

const KEY = "arn:aws:kms:eu-west-1:111122223333:key/logs";
const GROUP = "arn:aws:logs:eu-west-1:111122223333:log-group:/duotone/sessions";

const CLOUD_MADE: CloudMade = { "aws:cloudwatch/logGroup:LogGroup": () => ({ arn: GROUP }) };

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string;
}

describe("SessionLogging", () => {
  let registered: readonly Registered[];
  let statements: readonly Statement[];

  before(async () => {
    registered = await registeredBy(
      () => {
        const sessions = new SessionLogging("payments", { logsKeyArn: KEY, logRetentionDays: 400 });
        sessions.instancePolicy.apply((policy) => {
          statements = (JSON.parse(policy) as { Statement: Statement[] }).Statement;
        });
      },
      "update",
      CLOUD_MADE,
    );
  });

  const inputsOf = (type: string) => registered.find((resource) => resource.type === type)?.inputs;

  it("keeps what was typed and shown, encrypted, as long as told", () => {
    assert.deepEqual(inputsOf("aws:cloudwatch/logGroup:LogGroup"), {
      name: "/duotone/sessions",
      retentionInDays: 400,
      kmsKeyId: KEY,
    });
  });

  it("sets the preferences of every session under the one name that AWS reads", () => {
    const { content, ...document } = inputsOf("aws:ssm/document:Document") ?? {};
    assert.deepEqual(document, {
      name: "SSM-SessionManagerRunShell",
      documentType: "Session",
      documentFormat: "JSON",
    });
    const { inputs, ...preferences } = JSON.parse(String(content)) as { inputs: object };
    assert.deepEqual(preferences, {
      schemaVersion: "1.0",
      description: "Session preferences of the account",
      sessionType: "Standard_Stream",
    });
    assert.deepEqual(inputs, {
      cloudWatchLogGroupName: "/duotone/sessions",
      cloudWatchEncryptionEnabled: true,
      cloudWatchStreamingEnabled: true,
      s3BucketName: "",
      s3KeyPrefix: "",
      s3EncryptionEnabled: true,
      kmsKeyId: KEY,
      runAsEnabled: false,
      runAsDefaultUser: "",
      idleSessionTimeout: "15",
      maxSessionDuration: "60",
      shellProfile: { linux: "", windows: "" },
    });
  });

  it("lets instances write into the sessions' log group only, decrypt with the sessions' key only, and nothing else", () => {
    assert.deepEqual(
      statements.map(({ Effect, Action, Resource }) => [Effect, [Action].flat().sort(), Resource]),
      [
        ["Allow", ["logs:CreateLogStream", "logs:PutLogEvents"], `${GROUP}:*`],
        ["Allow", ["logs:DescribeLogGroups", "logs:DescribeLogStreams"], "*"],
        ["Allow", ["kms:Decrypt"], KEY],
      ],
    );
  });
});
