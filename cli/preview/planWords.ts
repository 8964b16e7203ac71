import { counted, listed } from "../screens/words";
import type { Change } from "./previewFacts";
import type { Loss, Plan } from "./plan";
import type { PreviewReport, ReportedFinding, StackReport } from "./report";

/** What is done, as one reads it before a resource. */
export const CHANGE_WORDS: Readonly<Record<Change, string>> = {
  create: "create",
  update: "update",
  replace: "replace",
  delete: "delete",
  forget: "forget",
};

const PAST: readonly (readonly [change: Change, word: string])[] = [
  ["delete", "deleted"],
  ["replace", "replaced"],
  ["forget", "left to themselves"],
  ["update", "updated"],
  ["create", "created"],
];

/** `2 replaced, 14 updated and 3 created; 590 stay as they are`, and whether that is all. */
export function countWords({ counts }: Plan, stack: CountedStack): string {
  const { unchanged } = stack;
  const changes = PAST.flatMap(([change, word]) => (counts[change] > 0 ? [`${counts[change]} ${word}`] : []));
  const ended = endedEarly(stack);
  if (changes.length > 0) {
    return `${listed(changes)}; ${unchanged} stay as they are.${ended ? " The preview ended before the rest." : ""}`;
  }
  if (!ended) {
    return `Nothing changes: all ${counted(unchanged, "resource")} stay as they are.`;
  }
  return unchanged === 0
    ? "Not known: the preview ended before the first resource."
    : `Not known: the preview ended early. Of what it came to, nothing changes (${counted(unchanged, "resource")}).`;
}

type CountedStack = Pick<StackReport, "unchanged" | "evaluation" | "problems">;

/** The rules for the whole stack come last: where they did not run, nor did the rest of the preview. */
function endedEarly({ evaluation, problems }: CountedStack): boolean {
  return evaluation === null && problems.length > 0;
}

/** `in accounts`, or where it is otherwise. */
export function accountWords(account: string | undefined): string {
  return account === undefined ? "in no account" : `in ${account}`;
}

/** Why a loss should be looked at first. */
export function dangerWords({ danger, change }: Loss): string | undefined {
  if (danger === "protected") {
    return "it is protected, so the engine will refuse";
  }
  if (danger === "holds data") {
    return change === "forget" ? "it holds data, keys or names" : "its data, keys or names go with it";
  }
  return undefined;
}

/** `98 looked at 610 resources; 34 findings are exempt`. */
export function evaluationWords({ evaluation }: Pick<StackReport, "evaluation">): string {
  if (evaluation === null) {
    return "not all of them ran";
  }
  const { rules, resources, exempt } = evaluation;
  const rest = exempt === 0 ? "" : `; ${counted(exempt, "finding")} ${exempt === 1 ? "is" : "are"} exempt`;
  return `${rules} looked at ${counted(resources, "resource")}${rest}`;
}

/** What the promotion gate says, and the names that would move. */
export function promotionWords({ promotion: { refusals, move }, problems }: StackReport): string {
  if (refusals.length > 0) {
    return "refused";
  }
  if (move === null) {
    return "no public name moves";
  }
  const would = `${counted(move.names, "name")} from ${move.from} to ${move.to}`;
  return problems.length === 0 ? `passed, would move ${would}` : `would move ${would}`;
}

/** `passed`, or `refused`. */
export function verdictWord({ problems }: Pick<StackReport, "problems">): string {
  return problems.length === 0 ? "passed" : "refused";
}

/** The first of a list, and how many there are besides. */
export function firstOf<T>(
  items: readonly T[],
  most: number,
): { readonly shown: readonly T[]; readonly more: number } {
  return { shown: items.slice(0, most), more: Math.max(0, items.length - most) };
}

/** What a rule says in the same words of several resources of a type. */
export interface FindingGroup extends Pick<ReportedFinding, "rule" | "mandatory" | "type" | "message"> {
  readonly names: readonly string[];
}

/**
 * Findings that say the same of several resources, as one, in the order of their first. Where each message has its own
 * resource's name in it, the name is `each`.
 */
export function groupedFindings(findings: readonly ReportedFinding[]): readonly FindingGroup[] {
  const singles = findings.map(({ name, ...finding }) => ({
    ...finding,
    names: name === null ? [] : [name],
  }));
  return joined(
    joined(singles, ({ message }) => message),
    ofEach,
  );
}

/** Groups that say the same by these words, as one. */
function joined(
  groups: readonly FindingGroup[],
  words: (group: FindingGroup) => string,
): readonly FindingGroup[] {
  const known = new Map<string, FindingGroup>();
  for (const group of groups) {
    const { rule, mandatory, type, names } = group;
    const message = words(group);
    const key = JSON.stringify([rule, mandatory, type, message]);
    const before = known.get(key);
    known.set(key, before === undefined ? group : { ...before, message, names: [...before.names, ...names] });
  }
  return [...known.values()];
}

/** A finding about one resource, in words that hold for others. Parts of longer names stay. */
function ofEach({ message, names: [name, ...others] }: FindingGroup): string {
  return name === undefined || others.length > 0
    ? message
    : message
        .split(/(?<=\s)/)
        .map((word) => (word.trimEnd().replace(/[.,:]$/, "") === name ? word.replace(name, "each") : word))
        .join("");
}

/** A finding in a line of its own. */
export function findingWords({ rule, mandatory, type, names, message }: FindingGroup): string {
  const where = type === null ? "" : ` ${type} ${names.join(", ")}`;
  return `${rule}${mandatory ? "" : " (advisory)"}${where}: ${message}`;
}

/** What a report is about, and what it goes by. */
export function originWords(
  { base, packFrom }: Pick<PreviewReport, "base" | "packFrom">,
  code: (text: string) => string = (text) => text,
): string {
  return [
    base === null ? "" : `Compared with ${code(base)}.`,
    packFrom === null ? "" : `Rules, exemptions and inventory from ${code(packFrom)}.`,
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

/** Why no stack is shown; nothing where there are some, or where something was in the way of them. */
export function noStackWords({ stacks, problems, base }: PreviewReport): string {
  if (stacks.length > 0 || problems.length > 0) {
    return "";
  }
  return base === null ? "No stack was previewed." : "The change touches no stack.";
}
