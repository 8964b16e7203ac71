import { isGiven } from "../../model/given";
import { type Reference, referencesAt } from "../../model/references";
import type { Node } from "../../model/resource";
import { leavesAt } from "../../model/references";
import { readText } from "../../model/value";
import { verticalsOf } from "../../model/verticals";
import { badNode, type StackContext, type StackFinding, type StackRule } from "../rule";
import { judgedReference, nothingElse } from "./crossing";
import { judgedTies, type Tie } from "./ties";

const ACCOUNT = "aws:organizations/account:Account";
const ACCEPTER = "aws:ec2/vpcEndpointConnectionAccepter:VpcEndpointConnectionAccepter";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const PRINCIPAL = "aws:ec2/vpcEndpointServiceAllowedPrinciple:VpcEndpointServiceAllowedPrinciple";
const SERVICE = "aws:ec2/vpcEndpointService:VpcEndpointService";

/** Names of AWS's own services. Those of everybody else's are `com.amazonaws.vpce.<region>.vpce-svc-<id>`. */
const AWS_SERVICE =
  /^(?:(?:cn\.)?com\.amazonaws\.(?!vpce\.)[a-z0-9-]+|aws\.(?:api|sagemaker)\.[a-z0-9-]+)\.(?!.*vpce-svc-)[a-z0-9.-]+$/;

const TIES: readonly Tie[] = [
  { types: [PRINCIPAL], path: ["vpcEndpointServiceId"], to: [SERVICE], required: true },
  { types: [ENDPOINT], path: ["vpcId"], to: ["aws:ec2/vpc:Vpc"], required: true },
  {
    types: [ENDPOINT],
    path: ["resourceConfigurationArn"],
    to: ["aws:vpclattice/resourceConfiguration:ResourceConfiguration"],
  },
  {
    types: [ENDPOINT],
    path: ["serviceNetworkArn"],
    to: ["aws:vpclattice/serviceNetwork:ServiceNetwork"],
  },
  { types: [ACCEPTER], path: ["vpcEndpointServiceId"], to: [SERVICE], required: true },
  { types: [ACCEPTER], path: ["vpcEndpointId"], to: [ENDPOINT], required: true },
];

/** No PrivateLink between verticals. */
export const seg04: StackRule = {
  id: "SEG-04",
  scope: "stack",
  evaluate: (context): readonly StackFinding[] => [
    ...context.model.ofType(SERVICE).flatMap((node) => principals(context, node, "allowedPrincipals")),
    ...context.model.ofType(PRINCIPAL).flatMap((node) => principals(context, node, "principalArn")),
    ...context.model.ofType(ENDPOINT).flatMap((node) => service(context, node)),
    ...judgedTies("SEG-04", context, TIES),
  ],
};

function principals(context: StackContext, node: Node, property: string): readonly StackFinding[] {
  const verticals = verticalsOf(context);
  const references = referencesAt(context.model, verticals, node, [property], [ACCOUNT]);
  // A service that names nobody lets nobody in; a permission that names nobody is none that can be read.
  if (references.length === 0 && node.type === PRINCIPAL) {
    return [badNode(node, `${property} is not set.`)];
  }
  return references.flatMap((reference) =>
    reference.text === "*"
      ? [badNode(node, `${reference.at} is \`*\`, so that every account in the world may connect.`)]
      : judgedReference(judge(context), node, verticals.ofNode(node), reference),
  );
}

/** An endpoint of a service that is not AWS's own must be of a service of its own vertical. */
function service(context: StackContext, node: Node): readonly StackFinding[] {
  const { model } = context;
  const verticals = verticalsOf(context);
  const [leaf] = leavesAt(node.props, ["serviceName"]);
  if (leaf === undefined || (leaf.text !== undefined && AWS_SERVICE.test(leaf.text))) {
    return [];
  }
  if (!isGiven(node, "serviceName") && isLattice(node)) {
    return [];
  }
  const nodes =
    leaf.text === undefined
      ? model.sources(node, "serviceName", SERVICE)
      : model.ofType(SERVICE).filter(({ props }) => {
          const name = readText(props, "serviceName");
          return name.is === "known" && name.text === leaf.text;
        });
  const places: Reference["places"] =
    nodes.length === 0
      ? [{ is: "unknown", why: "it is no service of AWS, and this stack does not manage it" }]
      : nodes.map((found) => verticals.ofNode(found));
  return judgedReference(judge(context), node, verticals.ofNode(node), { at: "serviceName", places });
}

/** Endpoints of VPC Lattice have no service name of their own until AWS gives them one. */
function isLattice(node: Node): boolean {
  return ["resourceConfigurationArn", "serviceNetworkArn"].some(
    (property) => isGiven(node, property) && leavesAt(node.props, [property]).length > 0,
  );
}

function judge({ settings }: StackContext) {
  return { rule: "SEG-04", settings, permits: nothingElse };
}
