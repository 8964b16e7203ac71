import { dataSubnetsOf } from "../dataSubnets";
import { accountName, type Estate, type EstateResource, fieldsOfResource, place, viewsOf } from "../estate";
import { blocksOf, isInside } from "../networks";
import { routesOf } from "../routeTables";
import { type Fields, fieldsOf, listAt, textAt, textsAt } from "../values";

const ASSOCIATION_TYPE = "aws:ec2/routeTableAssociation:RouteTableAssociation";
const DEFAULT_TABLE_TYPE = "aws:ec2/defaultRouteTable:DefaultRouteTable";
const MAIN_TYPE = "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation";
const ENDPOINT_TYPE = "aws:ec2/vpcEndpoint:VpcEndpoint";

/** What places data stores, by the field that says in which subnets. */
const STORES: Readonly<Record<string, string>> = {
  "aws:docdb/subnetGroup:SubnetGroup": "subnetIds",
  "aws:efs/mountTarget:MountTarget": "subnetId",
  "aws:elasticache/subnetGroup:SubnetGroup": "subnetIds",
  "aws:rds/subnetGroup:SubnetGroup": "subnetIds",
};

const ACL_TYPES = ["aws:ec2/networkAcl:NetworkAcl", "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl"];
const ACL_RULE_TYPE = "aws:ec2/networkAclRule:NetworkAclRule";
const ACL_ASSOCIATION_TYPE = "aws:ec2/networkAclAssociation:NetworkAclAssociation";

/**
 * Nothing in a data tier reaches the internet or is reached from it: its route tables have no route but the network's own, its
 * network ACLs let nothing through but to and from the network's own block, and nothing in it gets a public address. Data
 * stores are nowhere else.
 *
 * Every vertical with a network has a data tier, or there would be nothing to prove.
 */
export function dataTier(estate: Estate): string[] {
  const subnets = dataSubnetsOf(estate);
  const without = estate.verticals.filter((account) => !subnets.some((subnet) => subnet.account === account));
  return [
    ...without.map((account) => `No data tier was found of ${accountName(account)}.`),
    ...subnets.flatMap((subnet) => [
      ...addressProblems(subnet),
      ...routeProblems(estate, subnet),
      ...aclProblems(estate, subnet),
      ...gatewayProblems(estate, subnet),
    ]),
    ...estate.resources.flatMap((resource) => storeProblems(resource, subnets)),
  ];
}

function addressProblems(subnet: EstateResource): string[] {
  const asked = viewsOf(subnet);
  return [
    ...(asked.some((fields) => fields.mapPublicIpOnLaunch === true)
      ? [`${place(subnet)} gives public addresses to what starts in it.`]
      : []),
    ...(asked.some((fields) => textAt(fields, "ipv6CidrBlock") !== undefined)
      ? [`${place(subnet)} has IPv6 addresses, which are all public.`]
      : []),
  ];
}

function routeProblems(estate: Estate, subnet: EstateResource): string[] {
  const tables = tablesOf(estate, subnet);
  const routes = estate.resources.flatMap((resource) =>
    routesOf(resource).filter(
      ({ tableId, targets }) => tables.includes(tableId) && targets.some(([, id]) => id !== "local"),
    ),
  );
  const endpoints = estate.resources.filter(
    (resource) =>
      resource.type === ENDPOINT_TYPE &&
      viewsOf(resource).some((fields) => textsAt(fields, "routeTableIds").some((id) => tables.includes(id))),
  );
  return [
    ...(tables.length === 1 ? [] : [`${place(subnet)} has ${tables.length} route tables, not one.`]),
    ...routes.map(
      ({ destination, targets }) =>
        `${place(subnet)} has a way to ${destination} by ${targets.map((target) => target.join(" ")).join(", ")}.`,
    ),
    ...endpoints.map((endpoint) => `${place(subnet)} has a way out by ${endpoint.name}, a gateway endpoint.`),
  ];
}

/** The tables that a subnet is associated with; where it is with none, the network's main one. */
function tablesOf(estate: Estate, subnet: EstateResource): string[] {
  const ofType = (type: string, key: string, id: unknown) =>
    estate.resources.filter((resource) => resource.type === type && fieldsOfResource(resource)[key] === id);
  const associated = ofType(ASSOCIATION_TYPE, "subnetId", subnet.id).flatMap(
    (association) => textAt(fieldsOfResource(association), "routeTableId") ?? [],
  );
  if (associated.length > 0) {
    return [...new Set(associated)];
  }
  const { vpcId } = fieldsOfResource(subnet);
  const main = [
    ...ofType(MAIN_TYPE, "vpcId", vpcId).flatMap(({ outputs }) => textAt(outputs, "routeTableId") ?? []),
    ...ofType(DEFAULT_TABLE_TYPE, "vpcId", vpcId).flatMap(({ id }) => id ?? []),
  ];
  return main.slice(0, 1);
}

function aclProblems(estate: Estate, subnet: EstateResource): string[] {
  const own = blocksOf(estate)
    .filter(
      ({ account, resource }) => account === subnet.account && resource.id === fieldsOfResource(subnet).vpcId,
    )
    .map(({ cidr }) => cidr);
  const ids = aclsOf(estate, subnet);
  const entries = estate.resources.flatMap((resource) => entriesOf(resource, ids));
  const open = entries
    .filter(({ action }) => action !== "deny")
    .map((entry) => textAt(entry, "cidrBlock") ?? textAt(entry, "ipv6CidrBlock") ?? "an unknown block")
    .filter((cidr) => !isInside(cidr, own))
    .map(
      (cidr) =>
        `${place(subnet)} has a network ACL that lets ${cidr} through, which is not the network's own.`,
    );
  return [
    ...(ids.length === 1 ? [] : [`${place(subnet)} has ${ids.length} network ACLs, not one.`]),
    ...new Set(open),
  ];
}

function aclsOf(estate: Estate, { id }: EstateResource): string[] {
  const ids = estate.resources.flatMap((resource) => {
    if (ACL_TYPES.includes(resource.type)) {
      return viewsOf(resource).some((fields) => textsAt(fields, "subnetIds").includes(id ?? ""))
        ? (resource.id ?? [])
        : [];
    }
    return resource.type === ACL_ASSOCIATION_TYPE && resource.inputs.subnetId === id
      ? (textAt(resource.inputs, "networkAclId") ?? [])
      : [];
  });
  return [...new Set(ids)];
}

/** Entries of network ACLs, inline ones and those of resources of their own. */
function entriesOf(resource: EstateResource, aclIds: readonly string[]): Fields[] {
  if (ACL_TYPES.includes(resource.type) && aclIds.includes(resource.id ?? "")) {
    return viewsOf(resource).flatMap((fields) =>
      [...listAt(fields, "ingress"), ...listAt(fields, "egress")].map(fieldsOf),
    );
  }
  return resource.type === ACL_RULE_TYPE && aclIds.includes(String(resource.inputs.networkAclId))
    ? [{ ...resource.inputs, action: resource.inputs.ruleAction }]
    : [];
}

/** Gateways that stand in the subnet: they have public addresses, whatever the subnet's own routes are. */
function gatewayProblems(estate: Estate, subnet: EstateResource): string[] {
  return estate.resources
    .filter(({ type }) => type === "aws:ec2/natGateway:NatGateway")
    .filter((gateway) => fieldsOfResource(gateway).subnetId === subnet.id)
    .map((gateway) => `${place(gateway)} stands in ${subnet.name}, in the data tier.`);
}

function storeProblems(store: EstateResource, subnets: readonly EstateResource[]): string[] {
  const field = STORES[store.type];
  const ids = field === undefined ? [] : viewsOf(store).flatMap((fields) => textsAt(fields, field));
  return [...new Set(ids)]
    .filter((id) => subnets.find((subnet) => subnet.id === id)?.account !== store.account)
    .map((id) => `${place(store)} is in ${id}, which is not of its account's data tier.`);
}
