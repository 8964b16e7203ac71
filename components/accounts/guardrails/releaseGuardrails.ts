import type { Guardrail, GuardrailFacts } from "./guardrail";
import { deployingRole, LEDGER_OBJECTS, LEDGER_ROLE, RELEASE_TABLES } from "./principals";

/**
 * Who released what stays on record, and what is released next is decided by releases alone: for every account of the
 * organization.
 *
 * The settings of the ledger's bucket and of its keys are those of all evidence, in `evidenceGuardrails` and
 * `dataGuardrails`.
 */
export function releaseGuardrails({ accountRoleName }: GuardrailFacts): Guardrail[] {
  const stacks = [deployingRole(accountRoleName)];
  return [
    {
      name: "ledger-by-its-role",
      reason:
        "A record that anybody else wrote would stand among those of releases until somebody verifies them.",
      deny: ["s3:PutObject", "s3:ReplicateObject"],
      on: [LEDGER_OBJECTS],
      except: [LEDGER_ROLE],
    },
    {
      name: "keep-ledger",
      reason: "A record of the ledger outlives its lock: the chain is proof only while none is missing.",
      source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html",
      deny: ["s3:DeleteObject*", "s3:PutObjectLegalHold", "s3:PutObjectRetention", "s3:ReplicateDelete"],
      on: [LEDGER_OBJECTS],
      except: stacks,
    },
    {
      name: "sign-by-ledgers-role",
      reason: "What the ledger's key signed was released: nobody else may have it sign.",
      source: "https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html",
      deny: ["kms:Sign"],
      when: { "ForAnyValue:StringLike": { "kms:ResourceAliases": "alias/duotone/ledger-*" } },
      except: [LEDGER_ROLE],
    },
    {
      name: "release-tables-by-stacks",
      reason:
        "The queue says who may move the names, and the catalogue which images may run: releases write to them.",
      deny: [
        "dynamodb:BatchWriteItem",
        "dynamodb:Delete*",
        "dynamodb:ImportTable",
        "dynamodb:PartiQLDelete",
        "dynamodb:PartiQLInsert",
        "dynamodb:PartiQLUpdate",
        "dynamodb:Put*",
        "dynamodb:Restore*",
        "dynamodb:Update*",
      ],
      on: [RELEASE_TABLES],
      except: stacks,
    },
  ];
}
