import type { Account } from "../../model/accounts";
import { accountInArn } from "../../model/arn";
import type { Node } from "../../model/resource";
import { stackInUrn } from "../../model/urn";
import { readText } from "../../model/value";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

const SECRET = "aws:secretsmanager/secret:Secret";
const ROTATION = "aws:secretsmanager/secretRotation:SecretRotation";
const KEYS = [
  "aws:kms/alias:Alias",
  "aws:kms/externalKey:ExternalKey",
  "aws:kms/key:Key",
  "aws:kms/replicaExternalKey:ReplicaExternalKey",
  "aws:kms/replicaKey:ReplicaKey",
] as const;

/** Secrets are encrypted with a key of their own account, and replaced by AWS. */
export const key03: StackRule = {
  id: "KEY-03",
  scope: "stack",
  evaluate: (context: StackContext): readonly StackFinding[] => {
    const { model } = context;
    const rotated = new Set(
      model
        .ofType(ROTATION)
        .flatMap((rotation) => model.resolve(rotation, "secretId", SECRET).nodes.map(({ urn }) => urn)),
    );
    return model
      .ofType(SECRET)
      .flatMap((secret) => [
        ...againstKey(secret, context),
        ...(rotated.has(secret.urn) ? [] : [badNode(secret, "No SecretRotation is for this secret.")]),
      ]);
  },
};

function againstKey(secret: Node, context: StackContext): readonly StackFinding[] {
  const key = readText(secret.props, "kmsKeyId");
  if (key.is === "absent") {
    return [badNode(secret, "kmsKeyId is missing, so that AWS's own key encrypts it.")];
  }
  if (key.is === "invalid" || (key.is === "known" && /(?:^|:)alias\/aws\//.test(key.text))) {
    return [badNode(secret, "kmsKeyId is no key of ours.")];
  }
  const own = context.account(secret);
  const { nodes, foreign } = context.model.resolve(secret, "kmsKeyId", ...KEYS);
  const answers = [
    ...nodes.map((found) => isSame(secret, found, context)),
    ...foreign.map((id) => isOf(own, id)),
  ];
  if (answers.includes("yes")) {
    return [];
  }
  // Unknown values come from one of several; if all are another account's, so is the right one.
  return answers.length > 0 && answers.every((answer) => answer === "no")
    ? [badNode(secret, "kmsKeyId is a key of another account.")]
    : [undeterminedNode(secret, "kmsKeyId is a key that nothing here says the account of.")];
}

type Answer = "yes" | "no" | "unknown";

/** Verticals of two stacks may have the same name, so that a name tells within a stack only. */
function isSame(secret: Node, key: Node, context: StackContext): Answer {
  const [one, other] = [context.account(secret), context.account(key)];
  if (one.is !== "known" || other.is !== "known") {
    return "unknown";
  }
  if (one.id !== undefined && other.id !== undefined) {
    return one.id === other.id ? "yes" : "no";
  }
  const [here, there] = [stackInUrn(secret.urn), stackInUrn(key.urn)];
  return one.name === other.name &&
    one.kind === other.kind &&
    here.stack === there.stack &&
    here.project === there.project
    ? "yes"
    : "no";
}

/** Whether an ARN that belongs to nothing here is of the account. */
function isOf(own: Account, arn: string): Answer {
  const id = own.is === "known" ? own.id : undefined;
  const account = accountInArn(arn);
  if (id === undefined || account.is !== "known") {
    return "unknown";
  }
  return account.id === id ? "yes" : "no";
}
