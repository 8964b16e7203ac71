import assert from "node:assert/strict";

import * as aws from "@pulumi/aws";

import { AccountBaseline } from "../../../components/accounts/accountBaseline";
import { type Registered, registeredBy } from "../../mocks";

const ROLE = "arn:aws:iam::111122223333:role/OrganizationAccountAccessRole";
const VOLUMES_KEY = "arn:aws:kms:eu-west-1:111122223333:key/volumes";
const LOGS_KEY = "arn:aws:kms:eu-west-1:111122223333:key/logs";
const RECORDS = { bucketName: "duotone-restricted-config", keyArn: "arn:aws:kms:eu-west-1:1:key/archive" };

function declared(mode: "preview" | "update", restricted = false): Promise<Registered[]> {
  return registeredBy(() => {
    const provider = new aws.Provider("payments", { region: "eu-west-1" });
    new AccountBaseline(
      "payments",
      {
        roleArn: ROLE,
        regions: ["eu-west-1", "eu-central-1"],
        volumesKeyArn: VOLUMES_KEY,
        logsKeyArn: LOGS_KEY,
        logRetentionDays: 400,
        ...(restricted ? { records: RECORDS } : {}),
      },
      { provider },
    );
  }, mode);
}

const line = ({ type, name }: Registered) => `${type} ${name}`;

/** What each setting must say, by type: the whole of its inputs. */
const SETTINGS: Readonly<Record<string, object>> = {
  "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": {
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  },
  "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess": { state: "block-new-sharing" },
  "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess": { state: "block-all-sharing" },
  "aws:ebs/encryptionByDefault:EncryptionByDefault": { enabled: true },
  "aws:ebs/defaultKmsKey:DefaultKmsKey": { keyArn: VOLUMES_KEY },
  "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults": {
    httpEndpoint: "enabled",
    httpTokens: "required",
    httpPutResponseHopLimit: 1,
  },
  "aws:ec2/serialConsoleAccess:SerialConsoleAccess": { enabled: false },
  "aws:iam/accountPasswordPolicy:AccountPasswordPolicy": {
    minimumPasswordLength: 14,
    passwordReusePrevention: 24,
    requireLowercaseCharacters: true,
    requireUppercaseCharacters: true,
    requireNumbers: true,
    requireSymbols: true,
    maxPasswordAge: 90,
    allowUsersToChangePassword: true,
  },
  "aws:accessanalyzer/analyzer:Analyzer": { analyzerName: "duotone-account", type: "ACCOUNT" },
};

describe("AccountBaseline", function () {
  this.timeout(20_000);

  let plain: readonly Registered[];
  let restricted: readonly Registered[];

  before(async () => {
    plain = await declared("update");
    restricted = await declared("update", true);
  });

  for (const [type, inputs] of Object.entries(SETTINGS)) {
    it(`says once what it must for ${type}`, () => {
      const found = plain.filter((resource) => resource.type === type);
      assert.deepEqual(
        found.map((resource) => resource.inputs),
        [inputs],
      );
    });
  }

  it("has the default network of every allowed region removed, by the account's own role", () => {
    const [networks] = plain.filter(({ type }) => type.endsWith(":DefaultNetworks"));
    assert.deepEqual(networks?.inputs.regions, ["eu-west-1", "eu-central-1"]);
    assert.equal(networks.inputs.roleArn, ROLE);
  });

  it("watches a restricted account, and no other", () => {
    const watchers = (resources: readonly Registered[]) =>
      resources.map(({ type }) => type).filter((type) => /guardduty|cfg\/|securityhub/.test(type));
    assert.deepEqual(watchers(plain), []);
    assert.deepEqual(watchers(restricted), [
      "aws:cfg/deliveryChannel:DeliveryChannel",
      "aws:cfg/recorder:Recorder",
      "aws:cfg/recorderStatus:RecorderStatus",
      "aws:guardduty/detector:Detector",
      "aws:securityhub/account:Account",
    ]);
  });

  it("gives out what an instance's role needs for logged sessions", async () => {
    const policies: unknown[] = [];
    await registeredBy(() => {
      const baseline = new AccountBaseline("payments", {
        roleArn: ROLE,
        regions: ["eu-west-1"],
        volumesKeyArn: VOLUMES_KEY,
        logsKeyArn: LOGS_KEY,
        logRetentionDays: 400,
      });
      baseline.instancePolicy.apply((policy) => policies.push(JSON.parse(policy)));
    }, "update");
    assert.match(JSON.stringify(policies), /logs:PutLogEvents/);
  });

  it("registers the same in preview and in update, all with its account's provider", async () => {
    assert.deepEqual((await declared("preview", true)).map(line), restricted.map(line));
    const strays = restricted.filter(
      ({ type, provider }) => type.startsWith("aws:") && !provider.includes("::payments::"),
    );
    assert.deepEqual(strays.map(line), []);
  });
});
