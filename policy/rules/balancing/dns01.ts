import { aliasHostname } from "../../model/hostnames";
import { type Pointer, pointersOf, RECORD } from "../../model/pointers";
import type { Settings } from "../../settings/settings";
import { bad, badNode, type Finding, type StackRule, undetermined, undeterminedNode } from "../rule";

/** Whatever a name points at is here, or somebody has said that it may be elsewhere. */
export const dns01: StackRule = {
  id: "DNS-01",
  scope: "stack",
  evaluate: ({ model, settings }) =>
    model.ofType(RECORD).flatMap((record) =>
      pointersOf(model, record)
        .flatMap((pointer) => findings(pointer, settings))
        .map(({ answer, message }) =>
          answer === "bad"
            ? badNode(record, `${record.name}: ${message}`)
            : undeterminedNode(record, `${record.name}: ${message}`),
        ),
    ),
};

function findings({ at, is, host }: Pointer, settings: Settings): readonly Finding[] {
  switch (is) {
    case "managed":
      return [];
    case "literal":
      return [bad(`${at} is written down, and stays when what it names is replaced.`)];
    case "unresolved":
      return [undetermined(`${at} is not known, and nothing in this stack says where it comes from.`)];
    case "foreign":
      return (settings.inventory.aliasTargets ?? []).some((allowed) => aliasHostname(allowed) === host)
        ? []
        : [bad(`${at} names nothing of this stack, and is not among the inventory's aliasTargets.`)];
  }
}
