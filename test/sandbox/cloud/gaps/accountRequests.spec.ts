import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import {
  CreateAccountCommand,
  type CreateAccountStatus,
  DescribeAccountCommand,
  DescribeCreateAccountStatusCommand,
  ListAccountsCommand,
  ListCreateAccountStatusCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";

import {
  CREATION_SECONDS_TAG,
  finishAccountRequests,
  setAccountQuota,
} from "../../../../sandbox/cloud/accountRequests";
import { type TestCloud, clientConfig, createOrganization, startTestCloud, stopTestCloud } from "../emulator";

/** Of an account that is made while a test waits. */
const SECONDS = 1;

/** Seconds that an account takes which nobody waits for. */
const LONG = 300;

describe("emulated requests for accounts", function () {
  this.timeout(60_000);

  let cloud: TestCloud;
  let organizations: OrganizationsClient;

  before(async () => {
    cloud = await startTestCloud();
    organizations = new OrganizationsClient(clientConfig(cloud));
    await createOrganization(cloud);
  });

  after(() => stopTestCloud(cloud));

  async function request(name: string, seconds = 0): Promise<CreateAccountStatus> {
    const Tags = [{ Key: CREATION_SECONDS_TAG, Value: String(seconds) }];
    const { CreateAccountStatus: status = {} } = await organizations.send(
      new CreateAccountCommand({ AccountName: name, Email: `${name}@example.com`, Tags }),
    );
    return status;
  }

  async function ask(id: string | undefined): Promise<CreateAccountStatus> {
    const { CreateAccountStatus: status = {} } = await organizations.send(
      new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: id }),
    );
    return status;
  }

  const names = async () =>
    ((await organizations.send(new ListAccountsCommand({}))).Accounts ?? []).map(({ Name }) => Name);

  const inProgress = async () =>
    (
      (await organizations.send(new ListCreateAccountStatusCommand({ States: ["IN_PROGRESS"] })))
        .CreateAccountStatuses ?? []
    ).map(({ AccountName, AccountId }) => ({ AccountName, AccountId }));

  /** Asks Service Quotas in the way of its own SDK. @returns the quota's value, or the error's name */
  async function quota(region: string, code = "L-29A0C5DF"): Promise<unknown> {
    const response = await fetch(cloud.endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "ServiceQuotasV20190624.GetServiceQuota",
        authorization: `AWS4-HMAC-SHA256 Credential=test/20300101/${region}/servicequotas/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify({ ServiceCode: "organizations", QuotaCode: code }),
    });
    const answer = (await response.json()) as { Quota?: { Value: number }; __type?: string };
    return answer.Quota?.Value ?? answer.__type?.split("#").at(-1);
  }

  it("keep an account out of sight until it is made, and its address taken", async () => {
    const { Id: id } = await request("slow", LONG);
    assert.equal((await ask(id)).State, "IN_PROGRESS");
    assert.equal((await ask(id)).AccountId, undefined);
    assert.deepEqual(await inProgress(), [{ AccountName: "slow", AccountId: undefined }]);
    assert.ok(!(await names()).includes("slow"));
    const again = await request("slow");
    assert.equal((await ask(again.Id)).FailureReason, "EMAIL_ALREADY_EXISTS");

    await finishAccountRequests(clientConfig(cloud));
    const { State, AccountId } = await ask(id);
    assert.equal(State, "SUCCEEDED");
    assert.deepEqual(await inProgress(), []);
    assert.equal((await names()).filter((name) => name === "slow").length, 1);
    const { Account } = await organizations.send(new DescribeAccountCommand({ AccountId }));
    assert.equal(Account?.Name, "slow");
  });

  it("are done when their time has passed", async () => {
    const { Id: id } = await request("soon", SECONDS);
    await pause(SECONDS * 1_000);
    assert.equal((await ask(id)).State, "SUCCEEDED");
  });

  it("end at the quota, which is AWS's own until more is granted", async () => {
    assert.equal(await quota("us-east-1"), 10);
    const present = (await names()).length;
    await setAccountQuota(clientConfig(cloud), present + 1);
    assert.equal(await quota("us-east-1"), present + 1);

    const last = await request("last", LONG);
    const tooMany = await request("too-many");
    for (const status of [tooMany, await ask(tooMany.Id)]) {
      assert.deepEqual([status.State, status.FailureReason], ["FAILED", "ACCOUNT_LIMIT_EXCEEDED"]);
    }
    assert.equal((await ask(last.Id)).State, "IN_PROGRESS");
    await setAccountQuota(clientConfig(cloud), present + 2);
    assert.equal((await ask((await request("granted")).Id)).State, "SUCCEEDED");
  });

  it("have a quota in one region and under one code only, as on AWS", async () => {
    assert.equal(await quota("eu-west-1"), "NoSuchResourceException");
    assert.equal(await quota("us-east-1", "L-00000000"), "NoSuchResourceException");
  });
});
