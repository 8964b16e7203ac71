import { type Account, accountOf, parsedJson } from "../model/accounts";
import type { Node, Resource } from "../model/resource";
import { type StackModel, stackModel } from "../model/stackModel";
import { entryOf } from "../register/register";
import type { Finding, ResourceRule, Rule, StackFinding, StackRule } from "../rules/rule";
import { isRestricted, type Settings, stackOf } from "../settings/settings";
import { exemptionOf } from "./exemptions";
import { Tally } from "./tally";
import { sortedViolations, type Violation } from "./violation";

/** Checks one resource against the rules that need no other, sorted. */
export function checkResource(
  rules: readonly Rule[],
  resource: Resource,
  settings: Settings,
  tally = new Tally(),
): readonly Violation[] {
  const context = { settings, sensitive: isSensitive(resource, settings) };
  const found = rules
    .filter(
      (rule): rule is ResourceRule =>
        rule.scope === "resource" && (rule.types === "every" || rule.types.includes(resource.type)),
    )
    .flatMap((rule) =>
      guarded(rule.id, resource.urn, tally, () =>
        rule
          .evaluate(resource, context)
          .flatMap((finding) => judged(rule.id, finding, resource, context.sensitive, settings, tally)),
      ),
    );
  return sortedViolations(found);
}

/** Checks a whole stack, or several that are looked at together, against the rules that need more than one resource. */
export function checkStack(
  rules: readonly Rule[],
  nodes: readonly Node[],
  settings: Settings,
  tally = new Tally(),
): readonly Violation[] {
  const model = stackModel(nodes);
  const account = accountsOf(model, settings);
  const found = rules
    .filter((rule): rule is StackRule => rule.scope === "stack")
    .flatMap((rule) =>
      guarded(rule.id, undefined, tally, () =>
        rule.evaluate({ model, settings, account }).flatMap((finding) => {
          const node = finding.urn === undefined ? undefined : model.node(finding.urn);
          const sensitive =
            isSensitiveStack(settings) ||
            finding.restricted === true ||
            (node !== undefined && isInRestricted(account(node)));
          return judged(rule.id, finding, node, sensitive, settings, tally);
        }),
      ),
    );
  return sortedViolations(found);
}

/** Whatever a rule throws is a violation of its own, and the other rules go on. */
function guarded(
  rule: string,
  urn: string | undefined,
  tally: Tally,
  run: () => readonly Violation[],
): readonly Violation[] {
  tally.asked(rule);
  try {
    return run();
  } catch (cause) {
    // The message of an unforeseen error may hold a value; its kind may not.
    const kind = cause instanceof Error ? cause.name : typeof cause;
    return [
      {
        rule,
        urn,
        level: "mandatory",
        severity: "high",
        message: `The rule crashed (${kind}), so nothing is proven. This is a fault of the policy pack.`,
      },
    ];
  }
}

function judged(
  rule: string,
  finding: Finding | StackFinding,
  resource: Resource | undefined,
  sensitive: boolean,
  settings: Settings,
  tally: Tally,
): readonly Violation[] {
  const entry = entryOf(rule);
  if (finding.answer === "undetermined" && entry.undetermined === "ignored") {
    return [];
  }
  if (exemptionOf(settings, rule, resource, finding.message) !== undefined) {
    tally.tookBack();
    return [];
  }
  const level = entry.level === "sensitive" ? (sensitive ? "mandatory" : "advisory") : entry.level;
  const said = finding.answer === "undetermined" ? `Cannot prove: ${finding.message}` : finding.message;
  return [
    {
      rule,
      urn: "urn" in finding ? finding.urn : resource?.urn,
      level,
      severity: entry.severity,
      message: `${entry.title}. ${said} ${entry.remediation}`,
    },
  ];
}

function accountsOf(model: StackModel, settings: Settings): (node: Node) => Account {
  const known = new Map<string, Account>();
  return (node) => {
    const account = known.get(node.urn) ?? accountOf(model, node, settings);
    known.set(node.urn, account);
    return account;
  };
}

/** What all production stands on, the organization's own stack, is as sensitive as production. */
function isSensitiveStack(settings: Settings): boolean {
  return stackOf(settings).environment !== "staging";
}

function isInRestricted(account: Account): boolean {
  return account.is === "unknown" || (account.is === "known" && account.restricted);
}

/** A single resource tells its vertical by its provider's default tags. What cannot be told apart is sensitive. */
function isSensitive({ provider }: Resource, settings: Settings): boolean {
  if (isSensitiveStack(settings)) {
    return true;
  }
  if (provider === undefined) {
    return false;
  }
  const tags = parsedJson(provider.props.defaultTags) as
    { readonly tags?: Record<string, unknown> } | undefined;
  const name = tags?.tags?.vertical;
  const vertical = settings.inventory.verticals.find((known) => known.name === name);
  return name !== undefined && (vertical === undefined || isRestricted(vertical));
}
