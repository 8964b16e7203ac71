import assert from "node:assert/strict";

import { deliveryCredentials } from "../../../components/images/deliveryCredentials";
import { FakeAws } from "./fakeAws";

const ROLE = "arn:aws:iam::111122223333:role/delivery";

/** Milliseconds that the fake's credentials are good for. */
let lifetime = 0;

function assumedRole(count: number): string {
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
    <AccessKeyId>key-${count}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
    <Expiration>${new Date(Date.now() + lifetime).toISOString()}</Expiration>
    </Credentials></AssumeRoleResult></AssumeRoleResponse>`;
}

describe("deliveryCredentials", () => {
  const aws: FakeAws = new FakeAws(() => ({ body: assumedRole(aws.calls.length) }));
  beforeEach(async () => {
    lifetime = 3_600_000;
    aws.calls.length = 0;
    await aws.open();
  });
  afterEach(() => aws.close());

  it("asks AWS once for all who share it", async () => {
    const credentials = deliveryCredentials("eu-west-1", ROLE, "duotone-test");
    const all = await Promise.all([credentials(), credentials()]);
    all.push(await credentials());
    assert.deepEqual(
      all.map(({ accessKeyId, sessionToken }) => [accessKeyId, sessionToken]),
      Array.from({ length: 3 }, () => ["key-1", "token"]),
    );
    assert.deepEqual(
      aws.calls.map(({ action, body }) => [action, body.RoleArn, body.RoleSessionName]),
      [["AssumeRole", ROLE, "duotone-test"]],
    );
  });

  it("asks again shortly before they expire", async () => {
    lifetime = 30_000;
    const credentials = deliveryCredentials("eu-west-1", ROLE, "duotone-test");
    assert.equal((await credentials()).accessKeyId, "key-1");
    assert.equal((await credentials()).accessKeyId, "key-2");
  });

  it("uses the caller's own without a role", async () => {
    const { accessKeyId } = await deliveryCredentials("eu-west-1", undefined, "duotone-test")();
    assert.equal(accessKeyId, "test");
    assert.equal(aws.calls.length, 0);
  });
});
