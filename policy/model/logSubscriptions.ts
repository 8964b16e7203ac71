import type { StackContext } from "../rules/rule";
import { accountInArn } from "./arn";
import { resolveByName } from "./byName";
import type { Node } from "./resource";
import { areInOneAccount } from "./sameAccount";
import { readText } from "./value";

const GROUP = "aws:cloudwatch/logGroup:LogGroup";
const SUBSCRIPTION = "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter";
const ACCOUNT_POLICY = "aws:cloudwatch/logAccountPolicy:LogAccountPolicy";

/**
 * Whether the audit account gets a copy of what a log group gets: by a subscription of its own, or of its account's. What is
 * in the audit account already needs none.
 */
export function centralLogs(context: StackContext, group: Node): "yes" | "no" | "unknown" {
  const account = context.account(group);
  if (account.is !== "known" || account.kind === "audit") {
    return account.is === "known" ? "yes" : "unknown";
  }
  const answers = [
    ...subscriptionsOf(context, group).map((filter) => leadsToAudit(context, filter)),
    ...accountSubscriptionsOf(context, group),
  ];
  return (["yes", "unknown"] as const).find((answer) => answers.includes(answer)) ?? "no";
}

function subscriptionsOf({ model }: StackContext, group: Node): readonly Node[] {
  return model.ofType(SUBSCRIPTION).filter((filter) => {
    const { nodes, exact } = resolveByName(
      model,
      filter,
      { property: "logGroup", value: filter.props.logGroup, nameProperty: "name" },
      GROUP,
    );
    return exact && nodes.includes(group);
  });
}

function leadsToAudit(context: StackContext, filter: Node): "yes" | "no" | "unknown" {
  const destination = readText(filter.props, "destinationArn");
  if (destination.is === "known") {
    return isAuditArn(context, destination.text) ? "yes" : "no";
  }
  const sources = context.model.sources(filter, "destinationArn");
  return sources.some((source) => isAudit(context, source)) ? "yes" : "unknown";
}

/** An account's policy is a document, with the destination in it. */
function accountSubscriptionsOf(context: StackContext, group: Node): readonly ("yes" | "no" | "unknown")[] {
  return context.model
    .ofType(ACCOUNT_POLICY)
    .filter((policy) => areInOneAccount(context, policy, group) === "yes")
    .filter(({ props }) => {
      const type = readText(props, "policyType");
      return type.is === "known" && type.text === "SUBSCRIPTION_FILTER_POLICY";
    })
    .map(({ props }) => {
      const document = readText(props, "policyDocument");
      if (document.is !== "known") {
        return "unknown";
      }
      const [, arn] = /"DestinationArn"\s*:\s*"([^"]+)"/.exec(document.text) ?? [];
      return arn !== undefined && isAuditArn(context, arn) ? "yes" : "no";
    });
}

function isAuditArn({ settings }: StackContext, arn: string): boolean {
  const account = accountInArn(arn);
  return (
    account.is === "known" &&
    settings.inventory.accounts.some(({ id, role }) => id === account.id && role === "audit")
  );
}

function isAudit(context: StackContext, node: Node): boolean {
  const known = context.account(node);
  return known.is === "known" && known.kind === "audit";
}
