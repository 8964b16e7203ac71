import type { Change } from "./previewFacts";
import type { ReportedStep, StackReport } from "./report";

/** Changes of one kind and type in one account. */
export interface PlanGroup {
  readonly change: Change;
  readonly type: string;
  readonly names: readonly string[];
}

/** What happens in one account. */
export interface AccountPlan {
  /** Name of its provider; undefined for what is in no account. */
  readonly account: string | undefined;
  readonly groups: readonly PlanGroup[];
}

/** Something that is lost: it is deleted, or deleted and made anew. */
export interface Loss {
  readonly change: "replace" | "delete" | "forget";
  readonly type: string;
  readonly name: string;
  readonly account: string | undefined;

  /** Properties that make it a replacement. */
  readonly properties: readonly string[];

  /** Why it should be looked at first; undefined where it can be made anew. */
  readonly danger: "protected" | "holds data" | undefined;
}

/** A plan in the order in which people should read it. */
export interface Plan {
  readonly counts: Readonly<Record<Change, number>>;
  readonly losses: readonly Loss[];
  readonly accounts: readonly AccountPlan[];
}

/** What cannot be made anew as it was: it holds data, keys or names that others know. */
const HOLDS_DATA: readonly RegExp[] = [
  /^aws:(?:rds|docdb|neptune|redshift|elasticache|memorydb|dynamodb|efs|fsx|backup|opensearch|timestreamwrite)\//,
  /^aws:s3\/bucket(?:V2)?:/,
  /^aws:ebs\/(?:volume|snapshot):/,
  /^aws:ec2\/(?:ami|eip):/,
  /^aws:kms\/(?:key|replicaKey|externalKey):/,
  /^aws:secretsmanager\/secret:/,
  /^aws:ssm\/parameter:/,
  /^aws:cloudwatch\/logGroup:/,
  /^aws:cloudtrail\//,
  /^aws:organizations\/(?:account|organization|organizationalUnit):/,
  /^aws:route53\/zone:/,
  /^aws:acm\/certificate:/,
  /^aws:sqs\/queue:/,
];

const CHANGES: readonly Change[] = ["delete", "replace", "forget", "update", "create"];

/** Puts a stack's changes into an order for people: what is lost first, then account by account. */
export function planOf({ steps }: Pick<StackReport, "steps">): Plan {
  const counts = Object.fromEntries(
    CHANGES.map((change) => [change, steps.filter((step) => step.change === change).length]),
  ) as Record<Change, number>;
  const accounts = [...new Set(steps.map(({ account }) => account))].sort((a, b) =>
    a === null ? 1 : b === null ? -1 : a < b ? -1 : 1,
  );
  return {
    counts,
    losses: steps.flatMap(lossOf).sort(compareLosses),
    accounts: accounts.map((account) => ({
      account: account ?? undefined,
      groups: groupsOf(steps.filter((step) => step.account === account)),
    })),
  };
}

function lossOf({ change, type, name, account, protect, properties }: ReportedStep): readonly Loss[] {
  if (change === "create" || change === "update") {
    return [];
  }
  const danger = protect
    ? "protected"
    : HOLDS_DATA.some((holds) => holds.test(type))
      ? "holds data"
      : undefined;
  return [{ change, type, name, account: account ?? undefined, properties, danger }];
}

const DANGER = { protected: 0, "holds data": 1 } as const;

function compareLosses(a: Loss, b: Loss): number {
  const key = ({ danger, change, type, name, account }: Loss) =>
    [danger === undefined ? 2 : DANGER[danger], CHANGES.indexOf(change), type, name, account ?? ""].join(
      "\n",
    );
  return key(a) < key(b) ? -1 : 1;
}

function groupsOf(steps: readonly ReportedStep[]): readonly PlanGroup[] {
  return CHANGES.flatMap((change) => {
    const same = steps.filter((step) => step.change === change);
    return [...new Set(same.map(({ type }) => type))].sort().map((type) => ({
      change,
      type,
      names: same
        .filter((step) => step.type === type)
        .map(({ name }) => name)
        .sort(),
    }));
  });
}
