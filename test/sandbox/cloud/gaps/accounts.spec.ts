import assert from "node:assert/strict";
import {
  ListAccountsCommand,
  ListCreateAccountStatusCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import {
  type TestCloud,
  assumeIn,
  clientConfig,
  createAccount,
  createOrganization,
  startTestCloud,
  stopTestCloud,
} from "../emulator";

describe("emulated accounts", function () {
  this.timeout(60_000);

  let cloud: TestCloud;
  let organizations: OrganizationsClient;

  before(async () => {
    cloud = await startTestCloud();
    organizations = new OrganizationsClient(clientConfig(cloud));
    await createOrganization(cloud);
  });

  after(() => stopTestCloud(cloud));

  it("are being made first, and made when asked again", async () => {
    const { begun, ended } = await createAccount(cloud, "first", "first@example.com");
    assert.equal(begun.State, "IN_PROGRESS");
    assert.equal(begun.AccountId, undefined);
    assert.equal(ended.State, "SUCCEEDED");
    assert.match(ended.AccountId ?? "", /^\d{12}$/);
  });

  it("never share an e-mail address, whatever its case", async () => {
    await createAccount(cloud, "one", "shared@example.com");
    const { begun, ended } = await createAccount(cloud, "two", "Shared@example.com");
    for (const status of [begun, ended]) {
      assert.equal(status.State, "FAILED");
      assert.equal(status.FailureReason, "EMAIL_ALREADY_EXISTS");
    }
    const { Accounts } = await organizations.send(new ListAccountsCommand({}));
    assert.equal(Accounts?.filter(({ Name }) => Name === "two").length, 0);
    const { CreateAccountStatuses } = await organizations.send(
      new ListCreateAccountStatusCommand({ States: ["FAILED"] }),
    );
    assert.deepEqual(
      CreateAccountStatuses?.map(({ AccountName }) => AccountName),
      ["two"],
    );
  });

  it("are entered by roles that exist, and by no others; the gateway knows who is who", async () => {
    const { ended } = await createAccount(cloud, "entered", "entered@example.com");
    const account = ended.AccountId ?? "";
    const credentials = await assumeIn(cloud, account);
    await cloud.gateway.resetCalls();
    const { Account } = await new STSClient(clientConfig(cloud, credentials)).send(
      new GetCallerIdentityCommand({}),
    );
    assert.equal(Account, account);
    assert.equal((await cloud.gateway.calls())[0]?.account, account);
    await assert.rejects(assumeIn(cloud, account, "deploy"), {
      name: "AccessDenied",
      message: new RegExp(
        `not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::${account}:role/deploy`,
      ),
    });
    await assert.rejects(assumeIn(cloud, "999988887777"), { name: "AccessDenied" });
  });
});
