import type { Guardrail, GuardrailFacts } from "./guardrail";
import { deployingRole, OWN_ROLES } from "./principals";

/**
 * Services that answer in one region for all, so that denying the region would deny the service.
 *
 * Shorter than AWS's example on purpose: what duotone's accounts do not use (CloudFront, Global Accelerator,
 * certificates or firewalls in us-east-1, the marketplace) stays denied, and so do the regional calls that the example lets pass
 * (KMS, Config, S3 outside its list calls).
 */
const GLOBAL_SERVICES = [
  "account:*",
  "budgets:*",
  "ce:*",
  "cur:*",
  "ec2:DescribeRegions",
  "health:*",
  "iam:*",
  "organizations:*",
  "pricing:*",
  "route53:*",
  "route53domains:*",
  "s3:GetBucketLocation",
  "s3:ListAllMyBuckets",
  "shield:*",
  "sts:*",
  "support:*",
  "supportplans:*",
  "trustedadvisor:*",
];

/** Where an account belongs, who gets into it, and with what: for every account of the organization. */
export function accountGuardrails({ regions, accountRoleName }: GuardrailFacts): Guardrail[] {
  const deploying = deployingRole(accountRoleName);
  return [
    {
      name: "stay-in-organization",
      reason:
        "An account that leaves, or is closed, leaves all guardrails behind; closing cannot be undone after 90 days.",
      source:
        "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html",
      deny: ["organizations:LeaveOrganization", "account:CloseAccount"],
    },
    {
      name: "keep-address-and-regions",
      reason:
        "The root address is how an account is found again, and a region switched on is one more place to watch.",
      deny: [
        "account:AcceptPrimaryEmailUpdate",
        "account:DisableRegion",
        "account:EnableRegion",
        "account:StartPrimaryEmailUpdate",
      ],
    },
    {
      name: "no-root",
      reason:
        "The root user is bound by no policy of the account and names no person. Sessions that the management account " +
        "opens for a single root task are let through: they repair what locks everybody else out.",
      source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-access-management.html",
      deny: ["*"],
      when: {
        ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:root" },
        Null: { "aws:AssumedRoot": "true" },
      },
    },
    {
      name: "no-iam-users",
      reason: "People and programs come through roles, with credentials that end by themselves.",
      source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
      deny: [
        "iam:CreateAccessKey",
        "iam:CreateLoginProfile",
        "iam:CreateServiceSpecificCredential",
        "iam:CreateUser",
        "iam:UpdateAccessKey",
        "iam:UploadSigningCertificate",
        "iam:UploadSSHPublicKey",
      ],
    },
    {
      name: "no-private-keys-in-or-out",
      reason: "ACM makes the private keys of certificates, and they never leave it.",
      deny: ["acm:ExportCertificate", "acm:ImportCertificate", "iam:UploadServerCertificate"],
    },
    {
      name: "no-second-directory",
      reason:
        "Who works here is decided in the company's one directory, not in an instance of an account's own.",
      source: "https://docs.aws.amazon.com/singlesignon/latest/userguide/control-account-instance.html",
      deny: ["sso:CreateInstance"],
    },
    {
      name: "sign-in-by-stacks",
      reason: "A new identity provider, or a weaker password policy, is a new door: the stacks declare them.",
      deny: [
        "iam:CreateOpenIDConnectProvider",
        "iam:CreateSAMLProvider",
        "iam:DeleteAccountPasswordPolicy",
        "iam:UpdateAccountPasswordPolicy",
        "iam:UpdateOpenIDConnectProviderThumbprint",
        "iam:UpdateSAMLProvider",
        "rolesanywhere:CreateTrustAnchor",
      ],
      except: [deploying],
    },
    {
      name: "roles-of-stacks",
      reason:
        "Whoever changes the trust or the rights of these roles gets what they may do, this policy's exemptions included.",
      deny: [
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:DeleteRole*",
        "iam:DetachRolePolicy",
        "iam:PutRole*",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole*",
      ],
      on: [deploying, OWN_ROLES],
      except: [deploying],
    },
    {
      name: "allowed-regions",
      reason: "Data stays where the company says it is, and nothing runs where nobody looks.",
      source:
        "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html",
      denyAllBut: GLOBAL_SERVICES,
      when: { StringNotEquals: { "aws:RequestedRegion": regions } },
    },
  ];
}
