import assert from "node:assert/strict";

import * as aws from "@pulumi/aws";

import { LogDeliveryAccess } from "../../foundation/logDeliveryAccess";
import { type Registered, registeredBy } from "../mocks";

const AUDIT = "200000000002";

describe("LogDeliveryAccess", function () {
  this.timeout(20_000);

  let resources: readonly Registered[];
  before(async () => {
    resources = await registeredBy(() => {
      const provider = new aws.Provider("audit", { region: "eu-west-1" });
      new LogDeliveryAccess("log-delivery", { auditAccountId: AUDIT }, { provider });
    }, "update");
  });

  const statements = (type: string, name: string, key: string) => {
    const inputs = resources.find((one) => one.type === type && one.name === name)?.inputs ?? {};
    return (JSON.parse(String(inputs[key])) as { Statement: Record<string, unknown>[] }).Statement;
  };
  const trust = (name: string) => statements("aws:iam/role:Role", name, "assumeRolePolicy");
  const rights = (name: string) => statements("aws:iam/rolePolicy:RolePolicy", name, "policy");

  it("gives CloudWatch Logs a role that hands records to the archives' streams", () => {
    assert.deepEqual(
      trust("log-delivery-subscription").map(({ Principal }) => Principal),
      [{ Service: "logs.amazonaws.com" }],
    );
    assert.deepEqual(
      rights("log-delivery-subscription").map(({ Action, Resource }) => [Action, Resource]),
      [
        [
          ["firehose:PutRecord", "firehose:PutRecordBatch"],
          `arn:aws:firehose:*:${AUDIT}:deliverystream/duotone-logs-*`,
        ],
      ],
    );
  });

  it("gives Firehose, for streams of the audit account alone, a role that writes to buckets of log groups", () => {
    assert.deepEqual(
      trust("log-delivery-delivery").map(({ Principal, Condition }) => [Principal, Condition]),
      [[{ Service: "firehose.amazonaws.com" }, { StringEquals: { "sts:ExternalId": AUDIT } }]],
    );
    const given = rights("log-delivery-delivery");
    const actions = given.flatMap(({ Action }) => Action as string | string[]);
    assert.deepEqual(
      actions.filter((action) => /^s3:Get(?!BucketLocation)|Delete|\*/.test(action)),
      [],
    );
    const written = given.find(({ Sid }) => Sid === "WriteToArchives");
    assert.deepEqual(written?.["Resource"], [
      "arn:aws:s3:::duotone-restricted-logs-*/*",
      "arn:aws:s3:::duotone-logs-*/*",
    ]);
  });
});
