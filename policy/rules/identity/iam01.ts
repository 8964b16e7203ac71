import { allOf, anyOf, coversEverything, includesAction, includesEveryAction } from "../../model/iamRights";
import { documentsOf, IDENTITY_POLICIES } from "../../model/policyProperties";
import type { Resource } from "../../model/resource";
import { readList, readText, type Value } from "../../model/value";
import { bad, type Finding, type ResourceRule, undetermined } from "../rule";
import { againstDocuments, findingIf } from "./allowedStatements";

/**
 * AWS's own policies that give everything, or the rights to give oneself everything.
 *
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const ADMINISTRATORS = [
  "AdministratorAccess",
  "AdministratorAccess-AWSElasticBeanstalk",
  "AdministratorAccess-Amplify",
  "IAMFullAccess",
  "PowerUserAccess",
];

/** Properties that attach policies by ARN. */
const ATTACHMENTS: Readonly<Record<string, string>> = {
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": "policyArn",
  "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": "policyArns",
  "aws:iam/policyAttachment:PolicyAttachment": "policyArn",
  "aws:iam/role:Role": "managedPolicyArns",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "policyArn",
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "policyArns",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": "policyArn",
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": "policyArns",
  "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": "managedPolicyArn",
};

/**
 * No administrators: neither by a statement nor by one of AWS's policies.
 *
 * Conditions do not excuse a statement: what is meant to be an administrator for an emergency has an exemption, with
 * somebody who answers for it.
 */
export const iam01: ResourceRule = {
  id: "IAM-01",
  scope: "resource",
  types: [...new Set([...Object.keys(IDENTITY_POLICIES), ...Object.keys(ATTACHMENTS)])].sort(),
  evaluate: (resource: Resource): readonly Finding[] => [...statements(resource), ...attached(resource)],
};

function statements(resource: Resource): readonly Finding[] {
  return againstDocuments(documentsOf(resource, IDENTITY_POLICIES), ({ actions, resources }, at) => {
    const everything = anyOf([includesEveryAction(actions), includesAction(actions, "iam:zq7k0w")]);
    return findingIf(
      allOf([everything, coversEverything(resources)]),
      `${at} allows every action, or every action of IAM, on everything.`,
    );
  });
}

function attached({ type, props }: Resource): readonly Finding[] {
  return Object.entries(ATTACHMENTS)
    .filter(([of]) => of === type)
    .flatMap(([, property]) => {
      const list = readList(props, property);
      if (list.is === "known") {
        return list.items.flatMap((item) => attachedPolicy(item, property));
      }
      return list.is === "unknown" ? [undetermined(`${property} is not known yet.`)] : [];
    });
}

function attachedPolicy(item: Value, property: string): readonly Finding[] {
  const arn = readText({ item }, "item");
  if (arn.is === "known") {
    const [, name = ""] = /^arn:[^:]*:iam::aws:policy\/(?:.*\/)?([^/]+)$/.exec(arn.text) ?? [];
    return ADMINISTRATORS.includes(name) ? [bad(`${property} attaches ${name}.`)] : [];
  }
  return arn.is === "unknown"
    ? [undetermined(`${property} attaches a policy whose ARN is not known yet.`)]
    : [bad(`${property} attaches something that is no ARN.`)];
}
