import { isSamePlace, type Place } from "../../model/place";
import { referencesAt } from "../../model/references";
import type { Node } from "../../model/resource";
import { readText } from "../../model/value";
import { verticalsOf } from "../../model/verticals";
import { type StackContext, type StackFinding, undeterminedNode } from "../rule";
import { parsedJson } from "../../model/accounts";
import { judgedReference, nothingElse } from "./crossing";

const CORE = "aws:networkmanager/coreNetwork:CoreNetwork";
const POLICY = "aws:networkmanager/coreNetworkPolicyAttachment:CoreNetworkPolicyAttachment";
const VPC = "aws:ec2/vpc:Vpc";
const VPC_ATTACHMENT = "aws:networkmanager/vpcAttachment:VpcAttachment";

/** Attachments that lead to networks which no resource here describes. */
const OPAQUE = [
  "aws:networkmanager/connectAttachment:ConnectAttachment",
  "aws:networkmanager/dxGatewayAttachment:DxGatewayAttachment",
  "aws:networkmanager/siteToSiteVpnAttachment:SiteToSiteVpnAttachment",
  "aws:networkmanager/transitGatewayPeering:TransitGatewayPeering",
  "aws:networkmanager/transitGatewayRouteTableAttachment:TransitGatewayRouteTableAttachment",
];

interface Member {
  readonly node: Node;
  readonly place: Place;
  readonly core: Node;

  /** What the attachment's tag says, which the network's policy goes by. */
  readonly segment: string;
}

/** Networks of two verticals on one Cloud WAN stay in segments that do not share routes. */
export function coreNetworkFindings(context: StackContext): readonly StackFinding[] {
  const found = context.model.ofType(VPC_ATTACHMENT).map((node) => memberOf(context, node));
  const members = found.flatMap((one) => ("core" in one ? [one] : []));
  return [
    ...context.model
      .ofType(...OPAQUE)
      .map((node) =>
        undeterminedNode(node, "no resource tells what is behind this attachment to a core network."),
      ),
    ...found.flatMap((one) => ("core" in one ? [] : [one])),
    ...members.flatMap((member) => judgedMember(context, member, members)),
  ];
}

function memberOf(context: StackContext, node: Node): Member | StackFinding {
  const [vpc, ...others] = referencesAt(context.model, verticalsOf(context), node, ["vpcArn"], [VPC]).flatMap(
    ({ places }) => places,
  );
  const { nodes } = context.model.resolve(node, "coreNetworkId", CORE);
  const segment = segmentOf(node);
  if (vpc === undefined || vpc.is === "unknown" || others.length > 0) {
    return undeterminedNode(node, "vpcArn does not say whose network is attached.");
  }
  if (nodes[0] === undefined || nodes.length > 1) {
    return undeterminedNode(
      node,
      "coreNetworkId names a core network that this stack does not manage, so that its segments cannot be seen.",
    );
  }
  return segment === undefined
    ? undeterminedNode(node, "neither segmentName nor tags.segment says which segment it is in.")
    : { node, place: vpc, core: nodes[0], segment };
}

function segmentOf({ props }: Node): string | undefined {
  const [name, tag] = [readText(props, "segmentName"), readText(props, "tags", "segment")];
  if (name.is === "known" && name.text !== "") {
    return name.text;
  }
  return tag.is === "known" && tag.text !== "" ? tag.text : undefined;
}

function judgedMember(
  context: StackContext,
  { node, place, core, segment }: Member,
  members: readonly Member[],
): readonly StackFinding[] {
  const judge = { rule: "SEG-02", settings: context.settings, permits: nothingElse };
  const own = verticalsOf(context).ofNode(node);
  return [
    ...judgedReference(judge, node, own, { at: "vpcArn", places: [place] }),
    ...members
      .filter((other) => other.core === core && !isSamePlace(other.place, place))
      .flatMap((other) => {
        const at = `the segment ${other.segment} of ${other.node.name}, which it reaches,`;
        const joined = other.segment === segment ? "yes" : sharing(context, core, segment, other.segment);
        if (joined === "unknown") {
          return [
            undeterminedNode(
              node,
              `no policy that can be read keeps segment ${segment} apart from ${other.segment}.`,
            ),
          ];
        }
        return joined === "yes" ? judgedReference(judge, node, place, { at, places: [other.place] }) : [];
      }),
  ];
}

/** Whether the core network's policy lets two segments share routes, in either direction. */
function sharing(context: StackContext, core: Node, one: string, other: string): "yes" | "no" | "unknown" {
  const policies = context.model
    .ofType(POLICY)
    .filter((policy) => context.model.resolve(policy, "coreNetworkId", CORE).nodes.includes(core));
  const [policy, ...more] = policies;
  const text = readText(policy?.props, "policyDocument");
  const document = text.is === "known" ? parsedJson(text.text) : undefined;
  const actions =
    (document as { readonly "segment-actions"?: unknown } | undefined)?.["segment-actions"] ?? [];
  if (more.length > 0 || typeof document !== "object" || document === null || !Array.isArray(actions)) {
    return "unknown";
  }
  // What an action says of a segment may be a name, a list, everything, or everything but; a name in it is enough.
  const joins = (action: unknown) => {
    const words: unknown[] = [];
    JSON.stringify(action, (key, value: unknown) => {
      words.push(key, value);
      return value;
    });
    return words.includes("*") || words.includes("except") || (words.includes(one) && words.includes(other));
  };
  return actions.some(joins) ? "yes" : "no";
}
