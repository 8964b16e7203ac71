import type { Statement } from "../../model/iamDocument";
import { allOf, type Answer, coversEverything, includesAction, not, pins } from "../../model/iamRights";
import { documentsOf, IDENTITY_POLICIES } from "../../model/policyProperties";
import type { Resource } from "../../model/resource";
import type { Finding, ResourceRule } from "../rule";
import { againstDocuments, findingIf } from "./allowedStatements";

/** Actions that are harmful on everything, and the condition keys that make them harmless again. */
interface Harm {
  readonly what: string;
  readonly actions: readonly string[];
  readonly unless: readonly string[];
}

/**
 * Ways to become more than one is: to rewrite a policy or a trust, to take another role, or to run something that has
 * one. Creating or changing a role under a permissions boundary is the way that AWS recommends.
 *
 * https://docs.aws.amazon.com/prescriptive-guidance/latest/privilege-escalation-prevention/ and
 * https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html (KMS.1, KMS.2).
 */
const HARMS: readonly Harm[] = [
  {
    what: "rewrite rights",
    actions: [
      "iam:attachgrouppolicy",
      "iam:attachrolepolicy",
      "iam:attachuserpolicy",
      "iam:deleterolepermissionsboundary",
      "iam:deleterolepolicy",
      "iam:deleteuserpermissionsboundary",
      "iam:detachrolepolicy",
      "iam:putgrouppolicy",
      "iam:putrolepermissionsboundary",
      "iam:putrolepolicy",
      "iam:putuserpermissionsboundary",
      "iam:putuserpolicy",
    ],
    unless: ["iam:permissionsboundary"],
  },
  {
    what: "rewrite policies and trust, or sign in as somebody else",
    actions: [
      "iam:addusertogroup",
      "iam:createaccesskey",
      "iam:createloginprofile",
      "iam:createpolicyversion",
      "iam:setdefaultpolicyversion",
      "iam:updateaccesskey",
      "iam:updateassumerolepolicy",
      "iam:updateloginprofile",
    ],
    unless: [],
  },
  { what: "pass any role on", actions: ["iam:passrole"], unless: [] },
  { what: "take any role", actions: ["sts:assumerole"], unless: [] },
  {
    what: "run commands and code with any role",
    actions: [
      "ec2-instance-connect:sendsshpublickey",
      "glue:updatedevendpoint",
      "lambda:updatefunctioncode",
      "ssm:sendcommand",
      "ssm:startsession",
    ],
    unless: ["aws:resourcetag/*", "ssm:resourcetag/*"],
  },
  {
    what: "decrypt with every key",
    actions: ["kms:decrypt", "kms:reencryptfrom"],
    unless: ["aws:resourcetag/*", "kms:encryptioncontext:*", "kms:resourcealiases", "kms:viaservice"],
  },
];

/** Nobody can give himself more rights, and nobody can decrypt everything. */
export const iam05: ResourceRule = {
  id: "IAM-05",
  scope: "resource",
  types: Object.keys(IDENTITY_POLICIES).sort(),
  evaluate: (resource: Resource): readonly Finding[] =>
    againstDocuments(documentsOf(resource, IDENTITY_POLICIES), (statement, at) =>
      HARMS.flatMap((harm) => againstHarm(harm, statement, at)),
    ),
};

function againstHarm({ what, actions, unless }: Harm, statement: Statement, at: string): readonly Finding[] {
  const open = allOf([coversEverything(statement.resources), not(pins(statement, unless))]);
  const answers = actions.map((action) => ({ action, answer: includesAction(statement.actions, action) }));
  for (const answer of ["yes", "unknown"] as const) {
    const [first, ...others] = answers.filter((one) => one.answer === answer);
    if (first !== undefined && open !== "no") {
      const more = others.length === 0 ? "" : ` and ${others.length} more`;
      const found: Answer = allOf([answer, open]);
      return findingIf(found, `${at} allows to ${what}: ${first.action}${more}, on everything.`);
    }
  }
  return [];
}
