import { TRAIL } from "../../model/objectRecords";
import { looksAtOrganization } from "../../model/stacks";
import type { Node } from "../../model/resource";
import { type Flag, readFlag } from "../../model/value";
import { missing, type StackContext, type StackFinding, type StackRule, unproven } from "../rule";

/**
 * Trails record every account of the inventory: one of the organization, or one in each account. It is the organization's
 * stack that owns the trail; in any other there is nothing to find.
 */
export const aud01: StackRule = {
  id: "AUD-01",
  scope: "stack",
  evaluate: (context: StackContext): readonly StackFinding[] => {
    const { model, settings } = context;
    if (!looksAtOrganization(model, settings)) {
      return [];
    }
    const trails = model.ofType(TRAIL).map((node) => ({ node, ...reachOf(node) }));
    if (trails.some(({ organization }) => organization === "yes")) {
      return [];
    }
    if (trails.some(({ organization }) => organization === "unknown")) {
      return [unproven("whether a trail is the organization's, and switched on, is not known yet.")];
    }
    const recorded = trails.flatMap(({ node, everyRegion }) => {
      const account = context.account(node);
      return everyRegion === "yes" && account.is === "known" ? [account.id] : [];
    });
    const { accounts, verticals } = settings.inventory;
    const left = [
      ...accounts.filter(({ id }) => !recorded.includes(id)).map(({ role }) => role),
      ...verticals
        .filter(({ accountId }) => accountId === undefined || !recorded.includes(accountId))
        .map(({ stack, name }) => `${name} of ${stack}`),
    ];
    return left.length === 0 ? [] : [missing(`No trail records these accounts: ${left.join(", ")}.`)];
  },
};

type Answer = "yes" | "no" | "unknown";

/** Whether a trail is switched on in every region, and whether it is so in every account of the organization. */
function reachOf({ props }: Node): { readonly everyRegion: Answer; readonly organization: Answer } {
  const isOn = readFlag(props, "enableLogging");
  const everyRegion = all([isOn === "absent" ? "yes" : isOn, readFlag(props, "isMultiRegionTrail")]);
  return { everyRegion, organization: all([everyRegion, readFlag(props, "isOrganizationTrail")]) };
}

function all(flags: readonly Flag[]): Answer {
  if (flags.every((flag) => flag === "yes")) {
    return "yes";
  }
  return flags.every((flag) => flag === "yes" || flag === "unknown") ? "unknown" : "no";
}
