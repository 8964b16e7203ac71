import assert from "node:assert/strict";

import { SecurityServices } from "../../../components/accounts/securityServices";
import { type CloudMade, type Registered, registeredBy } from "../../mocks";

const ROLE = "arn:aws:iam::111122223333:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig";
const RECORDS = {
  bucketName: "duotone-restricted-config",
  keyArn: "arn:aws:kms:eu-west-1:999:key/archive",
};

const CLOUD_MADE: CloudMade = { "aws:iam/serviceLinkedRole:ServiceLinkedRole": () => ({ arn: ROLE }) };

describe("SecurityServices", () => {
  let registered: readonly Registered[];

  before(async () => {
    registered = await registeredBy(
      () => new SecurityServices("payments", { records: RECORDS }),
      "update",
      CLOUD_MADE,
    );
  });

  const inputsOf = (type: string) => {
    const found = registered.filter((resource) => resource.type === type);
    assert.equal(found.length, 1, type);
    return found[0]?.inputs;
  };

  it("looks for attacks, and tells of them within a quarter of an hour", () => {
    assert.deepEqual(inputsOf("aws:guardduty/detector:Detector"), {
      enable: true,
      findingPublishingFrequency: "FIFTEEN_MINUTES",
    });
  });

  it("collects findings by AWS's standards", () => {
    assert.equal(inputsOf("aws:securityhub/account:Account")?.enableDefaultStandards, true);
  });

  it("records every kind of resource, those of no region too, under AWS Config's own role", () => {
    assert.equal(
      inputsOf("aws:iam/serviceLinkedRole:ServiceLinkedRole")?.awsServiceName,
      "config.amazonaws.com",
    );
    assert.deepEqual(inputsOf("aws:cfg/recorder:Recorder"), {
      name: "duotone",
      roleArn: ROLE,
      recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
    });
  });

  it("brings the records to the vertical's archive, encrypted with the archive's key", () => {
    const channel = inputsOf("aws:cfg/deliveryChannel:DeliveryChannel");
    assert.equal(channel?.s3BucketName, RECORDS.bucketName);
    assert.equal(channel.s3KmsKeyArn, RECORDS.keyArn);
  });

  it("has the recorder run", () => {
    assert.deepEqual(inputsOf("aws:cfg/recorderStatus:RecorderStatus"), { name: "duotone", isEnabled: true });
  });
});
