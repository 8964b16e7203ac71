import {
  CreateDefaultVpcCommand,
  DescribeInternetGatewaysCommand,
  DescribeVpcsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";

import { accountAccessProvider } from "../../providers/accountAccess";
import { defaultNetworksProvider } from "../../providers/defaultNetworks";
import { keptOnDestroyProvider } from "../../providers/keptOnDestroy";
import type { CloudAccess } from "../story/cloudAccess";
import { given } from "../twoColours/clients";
import type { Cycle } from "./cycle";
import { found, NOTHING_FOUND } from "./findings";
import { providerText } from "./providerText";

/** The region whose default network is removed: nothing else of the kills is there. */
const REGIONS = ["eu-central-1"];

/** Makes the role through which an account's own providers work in it. @returns its ARN */
export async function makeAccountRole(access: CloudAccess, name: string): Promise<string> {
  const iam = new IAMClient(access);
  try {
    const trust = { Version: "2012-10-17", Statement: [] };
    const { Role } = await iam.send(
      new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) }),
    );
    return given(Role?.Arn, "a role");
  } finally {
    iam.destroy();
  }
}

/** The wait for an account: it changes nothing, so that all it can lose is what the engine knows. */
export async function accessCycle(roleArn: string): Promise<Cycle> {
  const inputs = {
    accountName: "prod-accounts",
    role: roleArn,
    region: "eu-west-1",
    version: 1,
    __provider: await providerText(accountAccessProvider),
  };
  return {
    title: "account access",
    operations: [
      { title: "creation", wanted: inputs, settled: () => Promise.resolve(NOTHING_FOUND) },
      { title: "deletion", wanted: "nothing", settled: () => Promise.resolve(NOTHING_FOUND) },
    ],
    interrupted: () => Promise.resolve(NOTHING_FOUND),
    look: () => Promise.resolve({}),
  };
}

/** The removal of an account's default networks, which AWS makes anew for the next round. */
export async function networksCycle(access: CloudAccess, roleArn: string): Promise<Cycle> {
  const inputs = {
    regions: REGIONS,
    roleArn,
    version: 1,
    __provider: await providerText(defaultNetworksProvider),
  };
  const clients = REGIONS.map((region) => new EC2Client({ ...access, region }));
  const look = () => Promise.all(clients.map(defaultNetworkIn));
  return {
    title: "default networks",
    operations: [
      {
        title: "creation",
        wanted: inputs,
        settled: async () => {
          const regions = await look();
          return found({
            byHand: regions.flatMap(({ region, vpcs }) => vpcs.map((vpc) => `${vpc} is left in ${region}`)),
            orphans: regions.flatMap(({ region, strays }) =>
              strays.map((gateway) => `${gateway} in ${region} is attached to nothing`),
            ),
          });
        },
      },
    ],
    interrupted: () => Promise.resolve(NOTHING_FOUND),
    look,
    reset: async () => {
      for (const client of clients) {
        const { vpcs } = await defaultNetworkIn(client);
        if (vpcs.length === 0) {
          await client.send(new CreateDefaultVpcCommand({}));
        }
      }
    },
    close: () => {
      for (const client of clients) {
        client.destroy();
      }
    },
  };
}

async function defaultNetworkIn(client: EC2Client): Promise<{
  readonly region: string;
  readonly vpcs: readonly string[];
  readonly strays: readonly string[];
}> {
  const [{ Vpcs = [] }, { InternetGateways = [] }, region] = await Promise.all([
    client.send(new DescribeVpcsCommand({ Filters: [{ Name: "is-default", Values: ["true"] }] })),
    client.send(new DescribeInternetGatewaysCommand({})),
    client.config.region(),
  ]);
  return {
    region,
    vpcs: Vpcs.map(({ VpcId }) => given(VpcId, "a VPC's id")),
    strays: InternetGateways.filter(({ Attachments = [] }) => Attachments.length === 0).map(
      ({ InternetGatewayId }) => given(InternetGatewayId, "a gateway's id"),
    ),
  };
}

/** The list of what a stack keeps: it calls nothing, and says its word at the end. */
export async function keptCycle(): Promise<Cycle> {
  const kept = [{ what: "account 111111111111", why: "It holds data.", whatToDo: "Close it by hand." }];
  const inputs = { kept, __provider: await providerText(keptOnDestroyProvider) };
  return {
    title: "kept on destroy",
    operations: [
      { title: "creation", wanted: inputs, settled: () => Promise.resolve(NOTHING_FOUND) },
      { title: "deletion", wanted: "nothing", settled: () => Promise.resolve(NOTHING_FOUND) },
    ],
    interrupted: () => Promise.resolve(NOTHING_FOUND),
    look: () => Promise.resolve({}),
  };
}
