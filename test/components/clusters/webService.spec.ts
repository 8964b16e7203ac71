import assert from "node:assert/strict";

import { WebService } from "../../../components/clusters/webService";
import type { NetworkReference } from "../../../components/network/verticalNetwork";
import { registeredBy } from "../../mocks";

const NETWORK: NetworkReference = {
  cidr: "10.21.0.0/16",
  vpcId: "vpc-1",
  publicSubnetIds: ["subnet-public"],
  appSubnetIds: ["subnet-app"],
};

/** What may call the balancer: by the rule's name, from where and on which port. */
async function callersOf(
  internal: boolean,
  remoteCidrs?: readonly string[],
): Promise<readonly (readonly [string, unknown, unknown])[]> {
  const registered = await registeredBy(
    () =>
      new WebService("prod1-checkout", {
        port: 8443,
        healthPath: "/health",
        internal,
        certificateArn: "arn:aws:acm:eu-west-1:111111111111:certificate/1",
        deletionProtection: true,
        protect: true,
        boot: {
          service: "checkout",
          cluster: "prod1",
          commit: "a".repeat(40),
          region: "eu-west-1",
          port: 8443,
        },
        imageId: "ami-1",
        instanceType: "t4g.small",
        min: 1,
        max: 1,
        capacityTimeout: "0",
        network: remoteCidrs === undefined ? NETWORK : { ...NETWORK, remoteCidrs },
        instancePolicy: "{}",
        noticesTopicArn: "arn:aws:sns:eu-west-1:222222222222:notices",
        secretArns: {},
        tags: {},
      }),
    "update",
  );
  return registered
    .filter(({ type, name }) => type.endsWith(":SecurityGroupIngressRule") && name.includes("-balancer-"))
    .map(({ name, inputs }) => [name, inputs["cidrIpv4"], inputs["toPort"]]);
}

describe("WebService", () => {
  const remoteCidrs = ["192.168.40.0/24", "172.20.0.0/16"];

  it("takes calls from inside its network only where it is internal", async () => {
    assert.deepEqual(await callersOf(true), [
      ["prod1-checkout-balancer-http", "10.21.0.0/16", 80],
      ["prod1-checkout-balancer-https", "10.21.0.0/16", 443],
    ]);
  });

  it("takes HTTPS from behind the site VPN too, where there is one", async () => {
    assert.deepEqual(await callersOf(true, remoteCidrs), [
      ["prod1-checkout-balancer-http", "10.21.0.0/16", 80],
      ["prod1-checkout-balancer-https", "10.21.0.0/16", 443],
      ["prod1-checkout-balancer-https-from-172.20.0.0-16", "172.20.0.0/16", 443],
      ["prod1-checkout-balancer-https-from-192.168.40.0-24", "192.168.40.0/24", 443],
    ]);
  });

  it("has no rule of its own for the site VPN where it is open to everybody", async () => {
    assert.deepEqual(await callersOf(false, remoteCidrs), [
      ["prod1-checkout-balancer-http", "0.0.0.0/0", 80],
      ["prod1-checkout-balancer-https", "0.0.0.0/0", 443],
    ]);
  });
});
