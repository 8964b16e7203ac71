import assert from "node:assert/strict";

import {
  CreateCustomerGatewayCommand,
  CreateVpnConnectionCommand,
  CreateVpnGatewayCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";

import { readCloudSecrets } from "../../../sandbox/separation/cloudSecrets";
import { clientConfig, startTestCloud, stopTestCloud, type TestCloud } from "../cloud/emulator";

describe("readCloudSecrets", function () {
  this.timeout(60_000);
  let cloud: TestCloud;
  before(async () => {
    cloud = await startTestCloud();
  });
  after(() => stopTestCloud(cloud));

  it("finds nothing where nothing is secret", async () => {
    assert.deepEqual(await readCloudSecrets(clientConfig(cloud)), []);
  });

  it("reads a secret, the one before it, and the parts of both", async () => {
    const client = new SecretsManagerClient(clientConfig(cloud));
    const secret = (password: string) => JSON.stringify({ username: "app", password });
    const { ARN: arn } = await client.send(
      new CreateSecretCommand({ Name: "database", SecretString: secret("first-password") }),
    );
    await client.send(new PutSecretValueCommand({ SecretId: arn, SecretString: secret("second-password") }));
    client.destroy();
    const found = await readCloudSecrets(clientConfig(cloud));
    assert.deepEqual(found.map(({ value }) => value).sort(), [
      "first-password",
      "second-password",
      secret("first-password"),
      secret("second-password"),
    ]);
    assert.ok(found.every(({ name }) => name.includes(arn ?? "none") && !name.includes("password")));
  });

  const connect = async (storage?: "SecretsManager") => {
    const client = new EC2Client(clientConfig(cloud));
    const { VpnGateway: gateway } = await client.send(new CreateVpnGatewayCommand({ Type: "ipsec.1" }));
    const { CustomerGateway: customer } = await client.send(
      new CreateCustomerGatewayCommand({ Type: "ipsec.1", BgpAsn: 65000, PublicIp: "198.51.100.7" }),
    );
    const { VpnConnection: connection } = await client.send(
      new CreateVpnConnectionCommand({
        Type: "ipsec.1",
        VpnGatewayId: gateway?.VpnGatewayId,
        CustomerGatewayId: customer?.CustomerGatewayId,
        ...(storage === undefined ? {} : { PreSharedKeyStorage: storage }),
      }),
    );
    client.destroy();
    const id = connection?.VpnConnectionId ?? "none";
    const found = (await readCloudSecrets(clientConfig(cloud))).filter(({ name }) => name.includes(id));
    return { found, configuration: connection?.CustomerGatewayConfiguration ?? "" };
  };

  it("reads the pre-shared keys of a VPN connection", async () => {
    const { found, configuration } = await connect();
    assert.ok(found.length > 0);
    assert.ok(found.every(({ value }) => configuration.includes(value)));
  });

  it("reads pre-shared keys from where they are hidden, and takes no placeholder for one", async () => {
    const { found } = await connect("SecretsManager");
    assert.ok(found.length > 0);
    assert.ok(found.every(({ name, value }) => name.includes(":secret:") && !/redacted/i.test(value)));
  });
});
