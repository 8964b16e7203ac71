import assert from "node:assert/strict";

import {
  CreateCustomerGatewayCommand,
  type CreateVpnConnectionCommandInput,
  CreateVpnConnectionCommand,
  CreateVpnGatewayCommand,
  DeleteVpnConnectionCommand,
  DescribeCustomerGatewaysCommand,
  DescribeVpnConnectionsCommand,
  EC2Client,
  type VpnConnection,
} from "@aws-sdk/client-ec2";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

import { clientConfig, startTestCloud, stopTestCloud, type TestCloud } from "../emulator";

describe("emulated site-to-site VPNs", function () {
  this.timeout(60_000);

  let cloud: TestCloud;
  let ec2: EC2Client;

  before(async () => {
    cloud = await startTestCloud();
    ec2 = new EC2Client(clientConfig(cloud));
  });

  after(() => stopTestCloud(cloud));

  async function connect(asked: Partial<CreateVpnConnectionCommandInput> = {}): Promise<VpnConnection> {
    const { VpnGateway } = await ec2.send(new CreateVpnGatewayCommand({ Type: "ipsec.1" }));
    const { CustomerGateway } = await ec2.send(
      new CreateCustomerGatewayCommand({ Type: "ipsec.1", BgpAsn: 65000, PublicIp: "81.2.69.142" }),
    );
    const { VpnConnection: made } = await ec2.send(
      new CreateVpnConnectionCommand({
        Type: "ipsec.1",
        CustomerGatewayId: CustomerGateway?.CustomerGatewayId,
        VpnGatewayId: VpnGateway?.VpnGatewayId,
        ...asked,
      }),
    );
    const { VpnConnections: [described] = [] } = await ec2.send(
      new DescribeVpnConnectionsCommand({ VpnConnectionIds: [made?.VpnConnectionId ?? ""] }),
    );
    assert.ok(described);
    return described;
  }

  const tunnelsOf = ({ Options: options }: VpnConnection) => options?.TunnelOptions ?? [];

  const keysInFile = ({ CustomerGatewayConfiguration: file = "" }: VpnConnection) =>
    [...file.matchAll(/<pre_shared_key>([^<]*)</g)].map(([, key]) => key);

  it("have addresses and keys of their own, also in the other side's file", async () => {
    const [one, other] = [await connect(), await connect()];
    const tunnels = [...tunnelsOf(one), ...tunnelsOf(other)];
    for (const part of ["OutsideIpAddress", "TunnelInsideCidr", "PreSharedKey"] as const) {
      assert.equal(new Set(tunnels.map((tunnel) => tunnel[part])).size, 4, part);
    }
    assert.ok(tunnels.every(({ PreSharedKey: key = "" }) => /^[A-Za-z][A-Za-z0-9._]{31}$/.test(key)));
    assert.deepEqual(
      keysInFile(one),
      tunnelsOf(one).map(({ PreSharedKey: key }) => key),
    );
    for (const { OutsideIpAddress: address } of tunnelsOf(one)) {
      assert.ok(one.CustomerGatewayConfiguration?.includes(`<ip_address>${address ?? ""}</ip_address>`));
    }
    assert.ok(one.CustomerGatewayConfiguration?.includes("<ip_address>81.2.69.142</ip_address>"));
    assert.equal(one.PreSharedKeyArn, undefined);
  });

  it("keep what they were asked for, and say nothing of the rest", async () => {
    const connection = await connect({
      Options: {
        StaticRoutesOnly: true,
        TunnelOptions: [
          {
            IKEVersions: [{ Value: "ikev2" }],
            Phase1DHGroupNumbers: [{ Value: 20 }],
            Phase2EncryptionAlgorithms: [{ Value: "AES256-GCM-16" }],
            DPDTimeoutAction: "restart",
            DPDTimeoutSeconds: 40,
          },
          {},
        ],
      },
    });
    const own = ["OutsideIpAddress", "TunnelInsideCidr", "PreSharedKey"];
    const [first, second] = tunnelsOf(connection).map((tunnel) =>
      Object.fromEntries(Object.entries(tunnel).filter(([part]) => !own.includes(part))),
    );
    const LogOptions = { CloudWatchLogOptions: { LogEnabled: false } };
    assert.deepEqual(first, {
      IkeVersions: [{ Value: "ikev2" }],
      Phase1DHGroupNumbers: [{ Value: 20 }],
      Phase2EncryptionAlgorithms: [{ Value: "AES256-GCM-16" }],
      DpdTimeoutAction: "restart",
      DpdTimeoutSeconds: 40,
      LogOptions,
    });
    assert.deepEqual(second, { LogOptions });
    assert.equal(connection.Options?.StaticRoutesOnly, true);
  });

  it("hide keys that Secrets Manager keeps, until the connection is deleted", async () => {
    const secrets = new SecretsManagerClient(clientConfig(cloud));
    const connection = await connect({ PreSharedKeyStorage: "SecretsManager" });
    assert.deepEqual(keysInFile(connection), ["REDACTED", "REDACTED"]);
    assert.deepEqual(
      tunnelsOf(connection).map(({ PreSharedKey: key }) => key),
      ["REDACTED", "REDACTED"],
    );
    const read = new GetSecretValueCommand({ SecretId: connection.PreSharedKeyArn });
    const { SecretString: text = "" } = await secrets.send(read);
    const keys = Object.values(JSON.parse(text) as Record<string, string>);
    assert.equal(new Set(keys).size, 2);
    assert.ok(keys.every((key) => key.length === 32));
    await ec2.send(new DeleteVpnConnectionCommand({ VpnConnectionId: connection.VpnConnectionId }));
    await assert.rejects(secrets.send(read), { name: "ResourceNotFoundException" });
  });

  it("keep large numbers of the other side's autonomous system", async () => {
    const { CustomerGateway: made } = await ec2.send(
      new CreateCustomerGatewayCommand({
        Type: "ipsec.1",
        BgpAsnExtended: 4_200_000_001,
        PublicIp: "81.2.69.142",
      }),
    );
    const { CustomerGateways: [found] = [] } = await ec2.send(
      new DescribeCustomerGatewaysCommand({ CustomerGatewayIds: [made?.CustomerGatewayId ?? ""] }),
    );
    assert.deepEqual([found?.BgpAsn, found?.BgpAsnExtended], [undefined, "4200000001"]);
  });

  for (const [title, asked, name] of [
    [
      "refuse a log group that does not exist",
      {
        LogOptions: {
          CloudWatchLogOptions: {
            LogEnabled: true,
            LogGroupArn: "arn:aws:logs:eu-west-1:123456789012:log-group:/none",
          },
        },
      },
      "InvalidParameterValue",
    ],
    [
      "refuse a second phase that outlives the first",
      { Phase1LifetimeSeconds: 3600 },
      "InvalidParameterCombination",
    ],
  ] as const) {
    it(title, async () => {
      await assert.rejects(connect({ Options: { TunnelOptions: [asked, {}] } }), { name });
    });
  }
});
