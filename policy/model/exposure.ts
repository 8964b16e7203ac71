import { type Addresses, spansOf } from "./addresses";
import { isInternet, publicPart } from "./cidr";
import type { Traffic } from "./ports";
import type { SecurityRule } from "./securityRules";

/** A rule that lets traffic through between its group and the internet, or that may. */
export interface Exposure {
  readonly rule: SecurityRule;

  /** `unknown`: `why` says what cannot be known. */
  readonly open: "yes" | "unknown";

  /** A clause, for example `is open to the internet`. */
  readonly why: string;
}

/**
 * The rules that are open to the internet, by themselves or with the other rules of a group of theirs: an internet that
 * is cut into small blocks is one all the same.
 *
 * @param rules Of one direction.
 * @param concerns Whether a rule's traffic is what is asked about.
 */
export function exposures(
  rules: readonly SecurityRule[],
  concerns: (traffic: Traffic) => "yes" | "no" | "unknown",
): readonly Exposure[] {
  const asked = rules.filter(({ traffic }) => concerns(traffic) !== "no");
  const openGroups = openOnesOf(asked.filter(({ traffic }) => concerns(traffic) === "yes"));
  return asked.flatMap((rule): readonly Exposure[] => {
    const spans = spansOf(rule.addresses);
    const alone = isInternet(spans);
    const unread = rule.addresses.find(({ is }) => is === "unknown");
    if (concerns(rule.traffic) === "yes") {
      if (alone) {
        return [{ rule, open: "yes", why: "is open to the internet" }];
      }
      if (publicPart(spans).length > 0 && groupKeys(rule).some((key) => openGroups.has(key))) {
        return [{ rule, open: "yes", why: "is, with the group's other rules, open to the internet" }];
      }
      return unread === undefined ? [] : [{ rule, open: "unknown", why: saidOf(rule, unread) }];
    }
    const unknown = rule.traffic.is === "unknown" ? `cannot be read, because ${rule.traffic.why}` : "";
    return alone || unread !== undefined
      ? [{ rule, open: "unknown", why: unread === undefined ? unknown : saidOf(rule, unread) }]
      : [];
  });
}

function openOnesOf(rules: readonly SecurityRule[]): ReadonlySet<string> {
  const byGroup = new Map<string, SecurityRule[]>();
  for (const rule of rules) {
    for (const key of groupKeys(rule)) {
      byGroup.set(key, [...(byGroup.get(key) ?? []), rule]);
    }
  }
  return new Set(
    [...byGroup]
      .filter(([, own]) => isInternet(own.flatMap(({ addresses }) => spansOf(addresses))))
      .map(([key]) => key),
  );
}

/** What the rules of one group have in common; a rule whose group is not known is alone. */
function groupKeys({ groups }: SecurityRule): readonly string[] {
  return [...groups.nodes.map(({ urn }) => urn), ...groups.foreign];
}

function saidOf({ path }: SecurityRule, unread: Addresses): string {
  const why = unread.is === "unknown" ? unread.why : "";
  return unread.path === path ? why : `names ${unread.path}, which ${why}`;
}

/** How a message names a rule: the place in its resource, or the resource. */
export function placeOf({ path }: Pick<SecurityRule, "path">): string {
  return path === "" ? "The rule" : path;
}
