import assert from "node:assert/strict";

import { CreateServiceLinkedRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateGrantCommand,
  CreateKeyCommand,
  KMSClient,
  ListGrantsCommand,
  RetireGrantCommand,
} from "@aws-sdk/client-kms";

import {
  assumeIn,
  clientConfig,
  createAccount,
  createOrganization,
  startTestCloud,
  stopTestCloud,
  type TestCloud,
} from "../emulator";

describe("emulated grants of keys", function () {
  this.timeout(60_000);

  let cloud: TestCloud;
  before(async () => {
    cloud = await startTestCloud();
    await createOrganization(cloud);
  });

  after(() => stopTestCloud(cloud));

  it("are made by an account for a key of another, listed there, and retired, once their grantee exists", async () => {
    const { KeyMetadata } = await new KMSClient(clientConfig(cloud)).send(new CreateKeyCommand({}));
    const KeyId = KeyMetadata?.Arn;
    const other = (await createAccount(cloud, "consumer")).ended.AccountId ?? "";
    const credentials = await assumeIn(cloud, other);
    const keys = new KMSClient(clientConfig(cloud, credentials));
    const grantTo = (GranteePrincipal: string) =>
      keys.send(new CreateGrantCommand({ KeyId, GranteePrincipal, Operations: ["Decrypt"], Name: "images" }));

    const missing = `arn:aws:iam::${other}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`;
    await assert.rejects(grantTo(missing), { name: "InvalidArnException" });
    const { Role } = await new IAMClient(clientConfig(cloud, credentials)).send(
      new CreateServiceLinkedRoleCommand({ AWSServiceName: "autoscaling.amazonaws.com" }),
    );
    assert.equal(Role?.Arn, missing);

    const { GrantId } = await grantTo(missing);
    const list = async () => (await keys.send(new ListGrantsCommand({ KeyId }))).Grants ?? [];
    assert.deepEqual(
      (await list()).map((grant) => [grant.GrantId, grant.GranteePrincipal, grant.Operations]),
      [[GrantId, missing, ["Decrypt"]]],
    );
    await keys.send(new RetireGrantCommand({ KeyId, GrantId }));
    assert.deepEqual(await list(), []);
  });
});
