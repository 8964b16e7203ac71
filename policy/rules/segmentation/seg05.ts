import { leavesAt } from "../../model/references";
import { readFlag } from "../../model/value";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";
import { judgedTies, type Tie } from "./ties";

const ACCOUNT = "aws:organizations/account:Account";
const ACCEPTER = "aws:ram/resourceShareAccepter:ResourceShareAccepter";
const ALL = "aws:ram/resourceShareAssociationsExclusive:ResourceShareAssociationsExclusive";
const PRINCIPAL = "aws:ram/principalAssociation:PrincipalAssociation";
const RESOURCE = "aws:ram/resourceAssociation:ResourceAssociation";
const SHARE = "aws:ram/resourceShare:ResourceShare";

/** ARNs of an organization or of one of its units: everybody in it is meant. */
const ORGANIZATION = /^arn:aws[a-z-]*:organizations::[^:]*:(?:organization|ou)\//;

const PRINCIPALS: readonly Tie[] = [
  { types: [PRINCIPAL], path: ["principal"], to: [ACCOUNT], required: true },
  { types: [ALL], path: ["principals"], to: [ACCOUNT] },
];

const TIES: readonly Tie[] = [
  ...PRINCIPALS,
  { types: [PRINCIPAL, RESOURCE, ALL], path: ["resourceShareArn"], to: [SHARE], required: true },
  { types: [ACCEPTER], path: ["shareArn"], to: [SHARE], required: true },
  { types: [RESOURCE], path: ["resourceArn"], to: [], required: true },
  { types: [ALL], path: ["resourceArns"], to: [] },
];

/** No share of Resource Access Manager leaves its vertical. */
export const seg05: StackRule = {
  id: "SEG-05",
  scope: "stack",
  evaluate: (context): readonly StackFinding[] => [
    ...externalPrincipals(context),
    ...wholeOrganizations(context),
    ...judgedTies("SEG-05", context, TIES),
  ],
};

function externalPrincipals({ model }: StackContext): readonly StackFinding[] {
  return model.ofType(SHARE).flatMap((node) => {
    const flag = readFlag(node.props, "allowExternalPrincipals");
    if (flag === "unknown") {
      return [undeterminedNode(node, "allowExternalPrincipals is not known yet.")];
    }
    return flag === "no"
      ? []
      : [
          badNode(
            node,
            "allowExternalPrincipals is not false, so that accounts outside the organization may join.",
          ),
        ];
  });
}

function wholeOrganizations({ model }: StackContext): readonly StackFinding[] {
  return PRINCIPALS.flatMap(({ types, path }) =>
    model.ofType(...types).flatMap((node) =>
      leavesAt(node.props, path)
        .filter(({ text }) => text !== undefined && ORGANIZATION.test(text))
        .map(({ at }) => badNode(node, `${at} is an organization or a unit of it, and not one account.`)),
    ),
  );
}
