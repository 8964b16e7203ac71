import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import type { SiteVpnConfig } from "../../../config";
import { SiteVpn } from "../../../components/network/siteVpn";
import { type CloudMade, type Registered, registeredBy } from "../../mocks";
import { inputsOf } from "./network";

const TOPIC = "arn:aws:sns:eu-west-1:222222222222:duotone-notices";
const KEY = "arn:aws:kms:eu-west-1:111111111111:key/logs";
const TAGS = { Name: "payments", vertical: "payments" };

const CONFIG: SiteVpnConfig = {
  reason: "The clearing house takes payments in its own network only.",
  customerGatewayAddress: "81.2.69.142",
  remoteCidrs: ["192.168.10.0/24", "172.20.0.0/16"],
  asn: 65_000,
};

const MADE: CloudMade = {
  "aws:ec2/vpnConnection:VpnConnection": () => ({ tunnel1Address: "52.1.1.1", tunnel2Address: "52.2.2.2" }),
  "aws:cloudwatch/logGroup:LogGroup": (_, { name }) => ({
    arn: `arn:aws:logs:eu-west-1:111111111111:log-group:${String(name)}`,
  }),
};

function vpnBy(
  config: Partial<SiteVpnConfig> = {},
  mode: "preview" | "update" = "update",
): Promise<Registered[]> {
  return registeredBy(
    () =>
      new SiteVpn("payments", {
        vpcId: "vpc-1",
        appRouteTableIds: ["rtb-a", "rtb-b", "rtb-c"].map((id) => pulumi.output(id)),
        config: { ...CONFIG, ...config },
        logsKeyArn: KEY,
        logRetentionDays: 400,
        noticesTopicArn: TOPIC,
        tags: { vertical: "payments" },
      }),
    mode,
    MADE,
  );
}

const CONNECTION = "aws:ec2/vpnConnection:VpnConnection";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

describe("SiteVpn", () => {
  it("connects the gateway of the network with that of the other side", async () => {
    const registered = await vpnBy();
    assert.deepEqual(inputsOf(registered, "aws:ec2/vpnGateway:VpnGateway", "payments"), {
      vpcId: "vpc-1",
      tags: TAGS,
    });
    assert.deepEqual(inputsOf(registered, "aws:ec2/customerGateway:CustomerGateway", "payments"), {
      type: "ipsec.1",
      ipAddress: "81.2.69.142",
      bgpAsn: "65000",
      tags: TAGS,
    });
    const { type, customerGatewayId, vpnGatewayId, staticRoutesOnly, presharedKeyStorage } = inputsOf(
      registered,
      CONNECTION,
      "payments",
    );
    assert.deepEqual(
      { type, customerGatewayId, vpnGatewayId, staticRoutesOnly, presharedKeyStorage },
      {
        type: "ipsec.1",
        customerGatewayId: "payments-id",
        vpnGatewayId: "payments-id",
        staticRoutesOnly: true,
        presharedKeyStorage: "SecretsManager",
      },
    );
  });

  it("gives the larger numbers of autonomous systems where AWS takes them", async () => {
    for (const [asn, expected] of [
      [2_147_483_647, { bgpAsn: "2147483647", bgpAsnExtended: undefined }],
      [2_147_483_648, { bgpAsn: undefined, bgpAsnExtended: "2147483648" }],
    ] as const) {
      const registered = await vpnBy({ asn });
      const { bgpAsn, bgpAsnExtended } = inputsOf(
        registered,
        "aws:ec2/customerGateway:CustomerGateway",
        "payments",
      );
      assert.deepEqual({ bgpAsn, bgpAsnExtended }, expected);
    }
  });

  it("takes only strong ciphers in both tunnels, logs both, and gives no key of its own", async () => {
    const inputs = inputsOf(await vpnBy(), CONNECTION, "payments");
    for (const tunnel of ["tunnel1", "tunnel2"]) {
      const settings = Object.entries(inputs).flatMap(([key, value]) =>
        key.startsWith(tunnel) ? [[key.slice(tunnel.length), value] as const] : [],
      );
      assert.deepEqual(Object.fromEntries(settings), {
        IkeVersions: ["ikev2"],
        Phase1EncryptionAlgorithms: ["AES256-GCM-16"],
        Phase1IntegrityAlgorithms: ["SHA2-384", "SHA2-512"],
        Phase1DhGroupNumbers: [19, 20, 21],
        Phase1LifetimeSeconds: 28_800,
        Phase2EncryptionAlgorithms: ["AES256-GCM-16"],
        Phase2IntegrityAlgorithms: ["SHA2-384", "SHA2-512"],
        Phase2DhGroupNumbers: [19, 20, 21],
        Phase2LifetimeSeconds: 3600,
        DpdTimeoutAction: "restart",
        DpdTimeoutSeconds: 30,
        StartupAction: "start",
        LogOptions: {
          cloudwatchLogOptions: {
            logEnabled: true,
            logGroupArn: "arn:aws:logs:eu-west-1:111111111111:log-group:/aws/vendedlogs/duotone/site-vpn",
            logOutputFormat: "json",
          },
        },
      });
    }
  });

  it("keeps the tunnels' logs encrypted, under a name that log delivery may write to", async () => {
    const name = "payments-site-vpn";
    assert.deepEqual(inputsOf(await vpnBy(), "aws:cloudwatch/logGroup:LogGroup", name), {
      name: "/aws/vendedlogs/duotone/site-vpn",
      retentionInDays: 400,
      kmsKeyId: KEY,
      tags: TAGS,
    });
  });

  it("routes each remote block, and tells the app tier's tables alone", async () => {
    const registered = await vpnBy();
    const routes = registered.filter(({ type }) => type === "aws:ec2/vpnConnectionRoute:VpnConnectionRoute");
    assert.deepEqual(
      routes.map(({ name, inputs }) => [name, inputs["vpnConnectionId"], inputs["destinationCidrBlock"]]),
      [
        ["payments-to-172.20.0.0-16", "payments-id", "172.20.0.0/16"],
        ["payments-to-192.168.10.0-24", "payments-id", "192.168.10.0/24"],
      ],
    );
    const propagations = registered.filter(
      ({ type }) => type === "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation",
    );
    assert.deepEqual(
      propagations.map(({ name, inputs }) => [name, inputs["vpnGatewayId"], inputs["routeTableId"]]),
      [
        ["payments-app-1", "payments-id", "rtb-a"],
        ["payments-app-2", "payments-id", "rtb-b"],
        ["payments-app-3", "payments-id", "rtb-c"],
      ],
    );
  });

  it("rings for each tunnel that is down or not heard of, says what to do, and tells when it is up again", async () => {
    const registered = await vpnBy();
    for (const [tunnel, address] of [
      [1, "52.1.1.1"],
      [2, "52.2.2.2"],
    ] as const) {
      const { alarmDescription, ...inputs } = inputsOf(registered, ALARM, `payments-vpn-tunnel-${tunnel}`);
      assert.deepEqual(inputs, {
        name: `payments-vpn-tunnel-${tunnel}`,
        namespace: "AWS/VPN",
        metricName: "TunnelState",
        dimensions: { TunnelIpAddress: address },
        statistic: "Maximum",
        comparisonOperator: "LessThanThreshold",
        threshold: 1,
        period: 300,
        evaluationPeriods: 2,
        treatMissingData: "breaching",
        alarmActions: [TOPIC],
        okActions: [TOPIC],
        tags: { vertical: "payments" },
      });
      const description = String(alarmDescription);
      assert.match(
        description,
        new RegExp(`^Tunnel ${tunnel} of the VPN of payments to 81\\.2\\.69\\.142 is down`),
      );
      assert.match(description, /log group \/aws\/vendedlogs\/duotone\/site-vpn/);
      // AWS takes 1,024 characters.
      assert.ok(description.length <= 1024);
    }
  });

  it("registers the same resources in preview and in update", async () => {
    const names = async (mode: "preview" | "update") =>
      (await vpnBy({}, mode)).map(({ type, name }) => `${type} ${name}`);
    assert.deepEqual(await names("preview"), await names("update"));
  });
});
