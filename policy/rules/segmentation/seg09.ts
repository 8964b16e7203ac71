import { type KeyUse, keyUses } from "../../model/keyUses";
import type { Place } from "../../model/place";
import type { Node } from "../../model/resource";
import type { StackModel } from "../../model/stackModel";
import { readText } from "../../model/value";
import { type Verticals, verticalsOf } from "../../model/verticals";
import { badNode, type StackContext, type StackFinding, type StackRule } from "../rule";
import { isOwnArchive } from "./archives";
import { judgedReference, type Permission } from "./crossing";
import { keyPolicies } from "./keyPolicies";
import { judgedTies, type Tie } from "./ties";

const ALIAS = "aws:kms/alias:Alias";
const KEYS = [
  "aws:kms/externalKey:ExternalKey",
  "aws:kms/key:Key",
  "aws:kms/replicaExternalKey:ReplicaExternalKey",
  "aws:kms/replicaKey:ReplicaKey",
];

/** AWS's own keys, in an ARN or alone: everybody who may use the service may use them, and nobody can forbid it. */
const AWS_KEY = /(?:^|:)alias\/aws\//;

/** A key's id, or the name of an alias, which both mean a key of one's own account. */
const OWN = /^(?:alias\/|mrk-[0-9a-f]{32}$|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$)/;

const GRANT = "aws:kms/grant:Grant";
const LINKED_ROLE = "aws:iam/serviceLinkedRole:ServiceLinkedRole";

const GRANTS: readonly Tie[] = ["granteePrincipal", "retiringPrincipal"].map((property) => ({
  types: [GRANT],
  path: [property],
  to: ["aws:iam/role:Role", "aws:iam/user:User", LINKED_ROLE],
}));

const AUTO_SCALING = "autoscaling.amazonaws.com";
const AUTO_SCALING_ROLE =
  /^arn:aws:iam::\d{12}:role\/aws-service-role\/autoscaling\.amazonaws\.com\/AWSServiceRoleForAutoScaling$/;

/** Nothing is encrypted with a key of another vertical, and no key lets another vertical in. */
export const seg09: StackRule = {
  id: "SEG-09",
  scope: "stack",
  evaluate: (context): readonly StackFinding[] => {
    const verticals = verticalsOf(context);
    return [
      ...context.model.nodes
        .filter(({ type }) => type.startsWith("aws:"))
        .flatMap((node) => keyUses(node).flatMap((use) => judgedUse(context, verticals, node, use))),
      ...judgedTies("SEG-09", context, GRANTS),
      ...keyPolicies(context, verticals),
    ];
  },
};

const permits: Permission = (from, to) =>
  isOwnArchive(from, to) || (from.is === "shared" && to.is === "shared" && to.keptFor === undefined);

/** A vertical starts the delivery account's images, and so its own groups need a grant of their key. */
const permitsImages: Permission = (from, to) =>
  permits(from, to) ||
  (from.is === "vertical" && to.is === "shared" && to.role === "delivery" && to.keptFor === undefined);

function isGrantToAutoScaling(model: StackModel, node: Node): boolean {
  if (node.type !== GRANT) {
    return false;
  }
  const [role, ...others] = model.sources(node, "granteePrincipal");
  if (role === undefined) {
    const grantee = readText(node.props, "granteePrincipal");
    return grantee.is === "known" && AUTO_SCALING_ROLE.test(grantee.text);
  }
  const service = role.type === LINKED_ROLE ? readText(role.props, "awsServiceName") : undefined;
  return others.length === 0 && service?.is === "known" && service.text === AUTO_SCALING;
}

function judgedUse(
  { model, settings }: StackContext,
  verticals: Verticals,
  node: Node,
  { at, text, property }: KeyUse,
): readonly StackFinding[] {
  const from = verticals.ofNode(node);
  if (text !== undefined && AWS_KEY.test(text)) {
    return from.is === "vertical" && !from.restricted
      ? []
      : [badNode(node, `${at} is a key of AWS's own, whose policy nobody can narrow.`)];
  }
  const nodes = text === undefined ? model.sources(node, property, ...KEYS, ALIAS) : keysNamed(model, text);
  const judge = {
    rule: "SEG-09",
    settings,
    permits: isGrantToAutoScaling(model, node) ? permitsImages : permits,
  };
  return judgedReference(judge, node, from, { at, places: placesOf(verticals, nodes, text, from) });
}

/** Keys by id, ARN or alias. */
function keysNamed(model: StackModel, text: string): readonly Node[] {
  const byId = model.ofType(...KEYS).filter(({ props }) => {
    const id = readText(props, "keyId");
    return id.is === "known" && id.text === text;
  });
  return [...model.named(text, ...KEYS, ALIAS), ...byId];
}

function placesOf(
  verticals: Verticals,
  nodes: readonly Node[],
  text: string | undefined,
  from: Place,
): readonly Place[] {
  if (nodes.length > 0) {
    return nodes.map((key) => verticals.ofNode(key));
  }
  if (text === undefined) {
    return [{ is: "unknown", why: "it is not known yet, and no key of this stack is where it comes from" }];
  }
  return [OWN.test(text) ? from : verticals.ofText(text)];
}
