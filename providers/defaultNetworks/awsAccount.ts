import { clientSettings } from "../aws/clientSettings";
import { roleSession, type RoleSession } from "../aws/roleSession";
import { isNamed } from "../switch/failure";
import { contentsOf, known, type Listing } from "./contents";
import type { NetworkCloud, NetworksInputs } from "./types";

/** Tag of an internet gateway that is being removed; its value is the default VPC that it belonged to. */
const MARK = "duotone:default-network";

/** EC2's part of the SDK. Loaded late: it is by far the largest, and a run that changes nothing has no use for it. */
type Sdk = typeof import("@aws-sdk/client-ec2");

/** One account behind its role, its regions one by one. */
export function awsAccount({ roleArn, regions }: NetworksInputs): (region: string) => Promise<NetworkCloud> {
  // STS is asked in the first region: the account may use it.
  const [home = ""] = regions;
  const session = roleSession(roleArn, "duotone-default-networks", home);
  return async (region) => awsNetworks(await import("@aws-sdk/client-ec2"), region, session);
}

function awsNetworks(sdk: Sdk, region: string, credentials: RoleSession): NetworkCloud {
  const client = new sdk.EC2Client({ ...clientSettings(region), credentials });
  return {
    async defaultVpc(abortSignal) {
      const pages = sdk.paginateDescribeVpcs({ client }, filtered("is-default", "true"), { abortSignal });
      const vpcs = await all(pages, ({ Vpcs }) => Vpcs);
      return vpcs.find(({ IsDefault }) => IsDefault === true)?.VpcId;
    },

    contents: async (vpcId, signal) => contentsOf(vpcId, await list(sdk, client, vpcId, signal)),

    async strayGateways(abortSignal) {
      const pages = sdk.paginateDescribeInternetGateways({ client }, filtered("tag-key", MARK), {
        abortSignal,
      });
      const gateways = await all(pages, ({ InternetGateways }) => InternetGateways);
      return known(
        gateways
          .filter(({ Attachments }) => (Attachments ?? []).length === 0)
          .map(({ InternetGatewayId }) => InternetGatewayId),
      );
    },

    async markGateway(gatewayId, vpcId, abortSignal) {
      const command = new sdk.CreateTagsCommand({
        Resources: [gatewayId],
        Tags: [{ Key: MARK, Value: vpcId }],
      });
      await unlessGone("InvalidInternetGatewayID.NotFound", client.send(command, { abortSignal }));
    },

    async detachGateway(gatewayId, vpcId, abortSignal) {
      const command = new sdk.DetachInternetGatewayCommand({ InternetGatewayId: gatewayId, VpcId: vpcId });
      const sent = client.send(command, { abortSignal });
      await unlessGone("Gateway.NotAttached", unlessGone("InvalidInternetGatewayID.NotFound", sent));
    },

    async deleteGateway(gatewayId, abortSignal) {
      const command = new sdk.DeleteInternetGatewayCommand({ InternetGatewayId: gatewayId });
      await unlessGone("InvalidInternetGatewayID.NotFound", client.send(command, { abortSignal }));
    },

    async deleteSubnet(subnetId, abortSignal) {
      const command = new sdk.DeleteSubnetCommand({ SubnetId: subnetId });
      await unlessGone("InvalidSubnetID.NotFound", client.send(command, { abortSignal }));
    },

    async deleteVpc(vpcId, abortSignal) {
      const command = new sdk.DeleteVpcCommand({ VpcId: vpcId });
      await unlessGone("InvalidVpcID.NotFound", client.send(command, { abortSignal }));
    },

    close() {
      client.destroy();
    },
  };
}

async function list(
  sdk: Sdk,
  client: InstanceType<Sdk["EC2Client"]>,
  vpcId: string,
  abortSignal: AbortSignal,
): Promise<Listing> {
  const paged = { client };
  const end = { abortSignal };
  const inVpc = filtered("vpc-id", vpcId);
  const attached = filtered("attachment.vpc-id", vpcId);
  const [
    internetGateways,
    subnets,
    networkInterfaces,
    securityGroups,
    routeTables,
    networkAcls,
    endpoints,
    peerings,
    egressGateways,
    { VpnGateways: vpnGateways = [] },
  ] = await Promise.all([
    all(sdk.paginateDescribeInternetGateways(paged, attached, end), (page) => page.InternetGateways),
    all(sdk.paginateDescribeSubnets(paged, inVpc, end), (page) => page.Subnets),
    all(sdk.paginateDescribeNetworkInterfaces(paged, inVpc, end), (page) => page.NetworkInterfaces),
    all(sdk.paginateDescribeSecurityGroups(paged, inVpc, end), (page) => page.SecurityGroups),
    all(sdk.paginateDescribeRouteTables(paged, inVpc, end), (page) => page.RouteTables),
    all(sdk.paginateDescribeNetworkAcls(paged, inVpc, end), (page) => page.NetworkAcls),
    all(sdk.paginateDescribeVpcEndpoints(paged, inVpc, end), (page) => page.VpcEndpoints),
    all(sdk.paginateDescribeVpcPeeringConnections(paged, {}, end), (page) => page.VpcPeeringConnections),
    all(
      sdk.paginateDescribeEgressOnlyInternetGateways(paged, {}, end),
      (page) => page.EgressOnlyInternetGateways,
    ),
    client.send(new sdk.DescribeVpnGatewaysCommand(attached), end),
  ]);
  return {
    internetGateways,
    subnets,
    networkInterfaces,
    securityGroups,
    routeTables,
    networkAcls,
    endpoints,
    peerings,
    egressGateways,
    vpnGateways,
  };
}

function filtered(name: string, value: string) {
  return { Filters: [{ Name: name, Values: [value] }] };
}

/** Everything that all pages list: where EC2 filters, a page may be empty and not the last. */
async function all<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const page of pages) {
    items.push(...(itemsOf(page) ?? []));
  }
  return items;
}

/** A call that was sent again after its answer was lost finds its work done. */
async function unlessGone(name: string, sent: Promise<unknown>): Promise<void> {
  try {
    await sent;
  } catch (error) {
    if (!isNamed(error, name)) {
      throw error;
    }
  }
}
