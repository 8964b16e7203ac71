import { aclsOffOf } from "../../model/bucketSettings";
import { type Bucket, bucketsOf } from "../../model/buckets";
import { openDoors } from "../../model/publicAccess";
import type { Node } from "../../model/resource";
import { isInVertical } from "../../model/sameAccount";
import { looksAtOrganization, verticalsLookedAt } from "../../model/stacks";
import {
  badNode,
  missing,
  type StackContext,
  type StackFinding,
  type StackRule,
  undeterminedNode,
} from "../rule";

const ACCOUNT_BLOCK = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock";

/**
 * No bucket is public, and none has access control lists. Beside each bucket's own block there is one per account: of the
 * stack's verticals, and in the organization's stack of the accounts that belong to none. The management account has no
 * buckets.
 */
export const dat01: StackRule = {
  id: "DAT-01",
  scope: "stack",
  evaluate: (context: StackContext): readonly StackFinding[] => [
    ...bucketsOf(context.model).flatMap((bucket) => [...blocks(bucket), ...acls(bucket)]),
    ...context.model.ofType(ACCOUNT_BLOCK).flatMap(doors),
    ...accounts(context),
  ],
};

function blocks(bucket: Bucket): readonly StackFinding[] {
  const found = bucket.companions("publicAccess");
  if (found.length > 0) {
    return found.flatMap(doors);
  }
  return [
    bucket.maybe("publicAccess")
      ? undeterminedNode(bucket.node, "nobody knows yet which bucket its BucketPublicAccessBlock is for.")
      : badNode(bucket.node, "It has no BucketPublicAccessBlock."),
  ];
}

function doors(block: Node): readonly StackFinding[] {
  const { open, unknown } = openDoors(block);
  return [
    ...(open.length > 0 ? [badNode(block, `It does not set ${open.join(", ")} to true.`)] : []),
    ...(unknown.length > 0 ? [undeterminedNode(block, `${unknown.join(", ")} is not known yet.`)] : []),
  ];
}

function acls(bucket: Bucket): readonly StackFinding[] {
  switch (aclsOffOf(bucket)) {
    case "yes":
      return [];
    case "unknown":
      return [
        undeterminedNode(bucket.node, "the objectOwnership of its BucketOwnershipControls is not known yet."),
      ];
    case "absent":
      return [
        badNode(
          bucket.node,
          "It has no BucketOwnershipControls, so that nothing keeps access control lists off.",
        ),
      ];
    case "no":
      return [
        badNode(
          bucket.node,
          "Its BucketOwnershipControls are not `BucketOwnerEnforced`, so that access control lists count.",
        ),
      ];
  }
}

function accounts(context: StackContext): readonly StackFinding[] {
  const { model, settings } = context;
  const found = model.ofType(ACCOUNT_BLOCK);
  const verticals = verticalsLookedAt(model, settings)
    .filter((vertical) => !found.some((block) => isInVertical(context, block, vertical)))
    .map(({ name, stack }) => `the vertical ${name} of ${stack}`);
  const shared = !looksAtOrganization(model, settings)
    ? []
    : settings.inventory.accounts
        .filter(({ role }) => role !== "management")
        .filter(({ role }) => !found.some((block) => isIn(context, block, role)))
        .map(({ role }) => `the ${role} account`);
  return [...verticals, ...shared].map((whose) =>
    missing(`There is no AccountPublicAccessBlock for ${whose}.`),
  );
}

function isIn(context: StackContext, node: Node, role: string): boolean {
  const known = context.account(node);
  return known.is === "known" && known.kind === role;
}
