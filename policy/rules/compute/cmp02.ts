import { asGiven } from "../../model/given";
import { GROUP, LAUNCH_TEMPLATE, MACHINE_TYPES, machinesOf } from "../../model/machines";
import type { Node } from "../../model/resource";
import { readFlag, readList, readText, type Value } from "../../model/value";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

const SUBNET = "aws:ec2/subnet:Subnet";
const ADDRESS = "aws:ec2/eip:Eip";
const ADDRESS_ASSOCIATION = "aws:ec2/eipAssociation:EipAssociation";

/** No public address: none that an instance asks for, none that its subnet gives it, none that is put on it. */
export const cmp02: StackRule = {
  id: "CMP-02",
  scope: "stack",
  evaluate: (context: StackContext): readonly StackFinding[] => [
    ...context.model.ofType(...MACHINE_TYPES).flatMap((node) => asked(asGiven(node))),
    ...context.model.ofType(...MACHINE_TYPES, GROUP).flatMap((node) => givenBySubnet(node, context)),
    ...context.model.ofType(ADDRESS).flatMap((node) => putOn(asGiven(node), "instance")),
    ...context.model
      .ofType(ADDRESS_ASSOCIATION)
      .map((node) => asGiven(node))
      .flatMap((node) => [...putOn(node, "instanceId"), ...putOn(node, "networkInterfaceId")]),
  ],
};

/** Where nothing is said the subnet decides, so that only `false` is enough. In a launch template it is a text. */
function asked(node: Node): readonly StackFinding[] {
  return machinesOf(node).flatMap(({ at, props }) =>
    node.type === LAUNCH_TEMPLATE
      ? interfaces(node, props)
      : refused(node, props, `${at}associatePublicIpAddress`),
  );
}

function interfaces(node: Node, props: Value): readonly StackFinding[] {
  const reading = readList(props, "networkInterfaces");
  if (reading.is === "unknown") {
    return [undeterminedNode(node, "networkInterfaces is not known yet.")];
  }
  const items = reading.is === "known" ? reading.items : [];
  return items.length === 0
    ? [badNode(node, "networkInterfaces is missing, so that the subnet decides about a public address.")]
    : items.flatMap((item, index) =>
        refused(node, item, `networkInterfaces[${index}].associatePublicIpAddress`),
      );
}

function refused(node: Node, props: Value, path: string): readonly StackFinding[] {
  switch (readFlag(props, "associatePublicIpAddress")) {
    case "no":
      return [];
    case "unknown":
      return [undeterminedNode(node, `${path} is not known yet.`)];
    case "yes":
      return [badNode(node, `${path} is true.`)];
    case "absent":
      return [badNode(node, `${path} is missing, so that the subnet decides about a public address.`)];
    case "invalid":
      return [badNode(node, `${path} is neither true nor false.`)];
  }
}

/** Only where it is certain which subnets are meant: a value from a network has edges to its public subnets, too. */
function givenBySubnet(node: Node, { model }: StackContext): readonly StackFinding[] {
  const property = node.type === GROUP ? "vpcZoneIdentifiers" : "subnetId";
  const { nodes: subnets, exact } = model.resolve(node, property, SUBNET);
  return exact
    ? subnets
        .filter(({ props }) => readFlag(props, "mapPublicIpOnLaunch") === "yes")
        .map(({ name }) =>
          badNode(node, `${property} names ${name}, which gives instances public addresses.`),
        )
    : [];
}

function putOn(node: Node, property: string): readonly StackFinding[] {
  const reading = readText(node.props, property);
  return reading.is === "absent" || (reading.is === "known" && reading.text === "")
    ? []
    : [badNode(node, `${property} puts a public address on an instance.`)];
}
