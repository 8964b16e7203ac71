import type { Guardrail, GuardrailFacts } from "./guardrail";
import { AUDITOR_ROLE, deployingRole } from "./principals";

const PERIMETER =
  "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_examples.html";

/** Services with data or access to give that take resource control policies, since these exist. */
const DATA = ["kms:*", "s3:*", "secretsmanager:*", "sqs:*"];

/** Not a service of AWS acting in its own name, as it does for load balancer logs, trails or instance roles. */
const NOT_A_SERVICE = { "aws:PrincipalIsAWSService": "false" };

/** The identity provider of GitHub Actions. */
const GITHUB = "token.actions.githubusercontent.com";

/**
 * Whose requests the organization's resources answer: for every account, whatever a resource's own policy allows.
 *
 * Resource control policies hold for callers of the management account and of foreign accounts too, where service control
 * policies do not. They do not hold for resources of the management account, nor for service-linked roles.
 */
export function perimeterGuardrails(facts: GuardrailFacts): Guardrail[] {
  return [
    {
      name: "principals-of-organization",
      reason:
        "A bucket, queue, key, secret or role answers to nobody outside, even where its policy was written too wide.",
      source: PERIMETER,
      // AssumeRole only: a federated caller has no organization before it has a role.
      deny: [...DATA, "sts:AssumeRole"],
      when: {
        StringNotEqualsIfExists: { "aws:PrincipalOrgID": facts.organizationId },
        BoolIfExists: NOT_A_SERVICE,
      },
    },
    {
      name: "services-on-own-behalf",
      reason:
        "A service of AWS that acts for somebody else's account must not reach into this organization's.",
      source: PERIMETER,
      deny: [...DATA, "sts:*"],
      when: {
        StringNotEqualsIfExists: { "aws:SourceOrgID": facts.organizationId },
        // Only for the integrations that say for whom they act.
        Null: { "aws:SourceAccount": "false" },
        Bool: { "aws:PrincipalIsAWSService": "true" },
      },
    },
    {
      name: "encrypted-requests",
      reason: "What is encrypted at rest is not sent in the clear.",
      source: PERIMETER,
      deny: [...DATA, "sts:*"],
      when: { Bool: { "aws:SecureTransport": "false" } },
    },
    {
      name: "tokens-of-github-only",
      reason:
        "Of all web identities only the pipelines' are known here; their roles pin repository and branch.",
      source:
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html",
      deny: ["sts:AssumeRoleWithWebIdentity"],
      when: { Null: { [`${GITHUB}:sub`]: "true" } },
    },
    {
      name: "deployers-only",
      reason:
        "The role that the stacks assume may do everything in its account, and AWS lets the whole management account in.",
      source: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html",
      deny: ["sts:AssumeRole*"],
      on: [deployingRole(facts.accountRoleName)],
      except: facts.deployers,
    },
  ];
}

/** Whose requests the resources of restricted verticals answer: their own account's, and those that audit or deploy. */
export function restrictedPerimeterGuardrails(facts: GuardrailFacts): Guardrail[] {
  const elsewhere = {
    StringNotEquals: { "aws:PrincipalAccount": "${aws:ResourceAccount}" },
    BoolIfExists: NOT_A_SERVICE,
  };
  return [
    {
      name: "data-of-own-account",
      reason:
        "Belonging to the same organization is no reason to read another vertical's personal or banking data.",
      source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html",
      deny: DATA,
      when: elsewhere,
    },
    {
      name: "roles-of-own-account",
      reason:
        "From another account come the deployers and the auditor, each into a role that names them, and nobody else.",
      deny: ["sts:AssumeRole"],
      when: elsewhere,
      except: [...facts.deployers, AUDITOR_ROLE],
    },
  ];
}
