import { type Guardrail, leftOpen } from "../../model/guardrails";
import { type DocumentReading, readDocument } from "../../model/iamDocument";
import { POLICY, policiesOn, UNIT } from "../../model/organizationalUnits";
import type { Node } from "../../model/resource";
import { looksAtOrganization } from "../../model/stacks";
import { isPartlyUnknown, readText } from "../../model/value";
import { isRestricted } from "../../settings/settings";
import {
  badNode,
  missing,
  type StackContext,
  type StackFinding,
  type StackRule,
  undeterminedNode,
} from "../rule";

const ACCOUNT = "aws:organizations/account:Account";

/** https://github.com/aws-samples/service-control-policy-examples */
const GUARDRAILS: readonly Guardrail[] = [
  { what: "leaving the organization", actions: ["organizations:leaveorganization"] },
  {
    what: "changing trails",
    actions: [
      "cloudtrail:deletetrail",
      "cloudtrail:puteventselectors",
      "cloudtrail:stoplogging",
      "cloudtrail:updatetrail",
    ],
  },
  { what: "deleting flow logs", actions: ["ec2:deleteflowlogs"] },
  {
    what: "joining networks",
    actions: ["ec2:acceptvpcpeeringconnection", "ec2:createvpcpeeringconnection"],
  },
  {
    what: "sharing resources",
    actions: ["ram:associateresourceshare", "ram:createresourceshare", "ram:updateresourceshare"],
  },
  {
    what: "deleting keys in less than 30 days",
    actions: ["kms:schedulekeydeletion"],
    when: { operator: "NumericLessThan", key: "kms:schedulekeydeletionpendingwindowindays", value: "30" },
  },
];

/** Of units with personal or banking data. */
const RESTRICTED: readonly Guardrail[] = [
  {
    what: "new ways to the internet",
    actions: [
      "ec2:attachinternetgateway",
      "ec2:createegressonlyinternetgateway",
      "ec2:createinternetgateway",
    ],
  },
];

/**
 * Service control policies back up the rules that a program can get around, in every organizational unit. The organization's
 * stack owns them; in any other there is nothing to find. A unit holds personal or banking data where an account of such a
 * vertical is put into it, which shows where the stacks are looked at together, or where it is called `restricted`.
 */
export const aud04: StackRule = {
  id: "AUD-04",
  scope: "stack",
  evaluate: (context: StackContext): readonly StackFinding[] => {
    const { model, settings } = context;
    if (!looksAtOrganization(model, settings)) {
      return [];
    }
    const units = model.ofType(UNIT);
    const documents = new Map(
      model.ofType(POLICY).map((policy) => [policy, readDocument(policy.props, "content")]),
    );
    return units.length === 0
      ? [missing("There is no OrganizationalUnit that service control policies could be attached to.")]
      : units.flatMap((unit) => finding(context, unit, documents));
  },
};

function finding(
  context: StackContext,
  unit: Node,
  documentsOf: ReadonlyMap<Node, DocumentReading>,
): readonly StackFinding[] {
  const policies = policiesOn(context.model, unit);
  const documents = policies.flatMap((policy) => documentsOf.get(policy) ?? []);
  const wanted = [...GUARDRAILS, ...(holdsRestricted(context, unit) ? RESTRICTED : [])];
  const open = wanted.flatMap((guardrail) => {
    const actions = leftOpen(documents, guardrail);
    return actions.length === 0 ? [] : [`${guardrail.what} (${actions.join(", ")})`];
  });
  if (open.length === 0) {
    return [];
  }
  return [
    policies.some(({ props }) => isPartlyUnknown(props.content))
      ? undeterminedNode(unit, "the content of its service control policies is not known yet.")
      : badNode(unit, `No service control policy denies ${open.join(", ")}.`),
  ];
}

function holdsRestricted({ model, settings }: StackContext, unit: Node): boolean {
  const name = readText(unit.props, "name");
  return (
    (name.is === "known" && name.text === "restricted") ||
    model.ofType(ACCOUNT).some((account) => {
      const email = readText(account.props, "email");
      const vertical = settings.inventory.verticals.find(
        (known) => email.is === "known" && known.email === email.text,
      );
      return (
        vertical !== undefined &&
        isRestricted(vertical) &&
        model.resolve(account, "parentId", UNIT).nodes.includes(unit)
      );
    })
  );
}
