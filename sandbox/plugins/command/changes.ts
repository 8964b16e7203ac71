import { isDeepStrictEqual } from "node:util";

import { isInternalName } from "./inputs";
import type { PropertyMap } from "./values";

export type ChangeKind = "add" | "delete" | "update";

/** One input that changed; `replaces` where only a new resource will do. */
export interface Change {
  readonly property: string;
  readonly kind: ChangeKind;
  readonly replaces: boolean;
}

/** What the vendor's state holds beside the inputs. */
const OUTPUTS: ReadonlySet<string> = new Set(["stdout", "stderr", "assets", "archive"]);

/** The inputs within a resource's state, for an engine that does not send the old inputs by themselves. */
export function inputsOfState(state: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(state).filter(([name]) => !OUTPUTS.has(name)));
}

/**
 * What changed between two sets of inputs.
 *
 * Any changed trigger replaces; the documentation's "updated, if `update` is given" is not what 1.2.1 does. A value
 * that became secret, or ceased to be, counts as changed: so it does for the vendor's plugin, which then runs the
 * command once more.
 */
export function changesBetween(olds: PropertyMap, news: PropertyMap): Change[] {
  const names = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
    (name) => !isInternalName(name),
  );
  return names.sort().flatMap((name) => {
    const before = olds[name];
    const after = news[name];
    if (isDeepStrictEqual(before, after)) {
      return [];
    }
    const kind = before === undefined ? "add" : after === undefined ? "delete" : "update";
    return [{ property: name, kind, replaces: name === "triggers" }];
  });
}
