import { counted } from "../screens/words";
import { planOf, type AccountPlan, type Loss, type Plan } from "./plan";
import {
  accountWords,
  CHANGE_WORDS,
  countWords,
  dangerWords,
  evaluationWords,
  firstOf,
  groupedFindings,
  noStackWords,
  originWords,
  promotionWords,
  verdictWord,
} from "./planWords";
import { isRefused, type PreviewReport, type ReportedFinding, type StackReport } from "./report";

/** The first line of the comment, which nobody sees, and by which it is found again. */
export const MARKER = "<!-- duotone preview -->";

/** Characters of a comment that GitHub takes; https://docs.github.com/en/rest/issues/comments, error `body is too long`. */
export const LONGEST_COMMENT = 65_536;

/** Items of a list that are shown, from the most to the fewest: the first that fits is taken. */
const MOST_ITEMS = [200, 80, 30, 10, 3] as const;

/** The comment: the verdict, and for each stack what the gate says and what would happen, in words. */
export function commentOf(report: PreviewReport): string {
  const [first, ...fewer] = MOST_ITEMS;
  let body = bodyOf(report, first);
  for (const most of fewer) {
    if (body.length <= LONGEST_COMMENT) {
      return body;
    }
    body = bodyOf(report, most);
  }
  const end = "\n\n(The rest is left out: there is no more room. The job's log has all of it.)\n";
  return body.length <= LONGEST_COMMENT ? body : `${body.slice(0, LONGEST_COMMENT - end.length)}${end}`;
}

function bodyOf(report: PreviewReport, most: number): string {
  const { problems, files, notes, stacks } = report;
  const parts = [
    MARKER,
    `## Preview: ${isRefused(report) ? "refused" : "passed"}`,
    originWords(report, code),
    noStackWords(report),
    summaryTable(stacks),
    list(problems.map(text), most),
    files.length === 0
      ? ""
      : `### Files: refused\n\n${list(
          files.map(({ file, line, message }) => `${code(`${file}:${line}`)}: ${text(message)}`),
          most,
        )}`,
    ...stacks.map((stack) => stackPart(stack, most)),
    notes.length === 0 ? "" : `### Notes\n\n${list(notes.map(text), most)}`,
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function summaryTable(stacks: readonly StackReport[]): string {
  if (stacks.length === 0) {
    return "";
  }
  const rows = stacks.map((stack) => {
    const { counts } = planOf(stack);
    const mandatory = stack.findings.filter((finding) => finding.mandatory).length;
    const cells = [
      code(stack.stack),
      verdictWord(stack),
      counts.create,
      counts.update,
      counts.replace,
      counts.delete + counts.forget,
      `${mandatory} mandatory, ${stack.findings.length - mandatory} advisory`,
      text(promotionWords(stack)),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    "| stack | gate | created | updated | replaced | deleted | violations | promotion |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function stackPart(stack: StackReport, most: number): string {
  const plan = planOf(stack);
  const parts = [
    `### ${code(stack.stack)}: ${verdictWord(stack)}`,
    blocks(stack.problems, most),
    findingsPart(stack.findings, most),
    stack.promotion.refusals.length === 0
      ? stack.promotion.move === null
        ? ""
        : `**Promotion gate:** ${text(promotionWords(stack))}.`
      : `**Promotion gate: refused**\n\n${list(stack.promotion.refusals.map(text), most)}`,
    `**Rules:** ${evaluationWords(stack)}.`,
    `**Plan:** ${countWords(plan, stack)}`,
    lossesPart(plan, most),
    accountsPart(plan, most),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function findingsPart(findings: readonly ReportedFinding[], most: number): string {
  return findings.length === 0
    ? ""
    : `**Policy**\n\n${list(
        groupedFindings(findings).map(({ rule, mandatory, type, names, message }) => {
          const { shown, more } = firstOf(names, most);
          const rest = more === 0 ? "" : ` and ${more} more`;
          const where = type === null ? "" : ` ${code(type)} ${shown.map(code).join(", ")}${rest}`;
          return `**${text(rule)}**${mandatory ? "" : " (advisory)"}${where}: ${text(message)}`;
        }),
        most,
      )}`;
}

function lossesPart({ losses }: Plan, most: number): string {
  return losses.length === 0 ? "" : `**Deleted or replaced**\n\n${list(losses.map(lossLine), most)}`;
}

function lossLine(loss: Loss): string {
  const { change, type, name, account, properties } = loss;
  const because =
    change === "replace" && properties.length > 0 ? ` because of ${properties.map(code).join(", ")}` : "";
  const danger = dangerWords(loss);
  return `${CHANGE_WORDS[change]} ${code(type)} ${code(name)} ${text(accountWords(account))}${because}${
    danger === undefined ? "" : `: **${danger}**`
  }`;
}

function accountsPart({ accounts }: Plan, most: number): string {
  return accounts.length === 0
    ? ""
    : [
        "<details><summary>Account by account</summary>",
        ...accounts.map((account) => accountPart(account, most)),
        "</details>",
      ].join("\n\n");
}

function accountPart({ account, groups }: AccountPlan, most: number): string {
  const lines = groups.map(({ change, type, names }) => {
    const { shown, more } = firstOf(names, most);
    const rest = more === 0 ? "" : ` and ${more} more`;
    return `${CHANGE_WORDS[change]} ${names.length} × ${code(type)}: ${shown.map(code).join(", ")}${rest}`;
  });
  const title = account === undefined ? "In no account" : `In ${text(account)}`;
  return `${title}\n\n${list(lines, most)}`;
}

function list(items: readonly string[], most: number): string {
  const { shown, more } = firstOf(items, most);
  return [...shown.map((item) => `- ${item}`), ...(more === 0 ? [] : [`- ... and ${more} more`])].join("\n");
}

/** Problems may have several lines, as those of the engine. */
function blocks(problems: readonly string[], most: number): string {
  const { shown, more } = firstOf(problems, most);
  const lines = shown.map((problem) => {
    const [first = "", ...rest] = problem.split("\n");
    const fence = "`".repeat(3);
    const block = rest.join("\n").replaceAll("```", "'''");
    return rest.length === 0
      ? `- ${text(first)}`
      : `- ${text(first)}\n\n${[fence, ...block.split("\n"), fence].map((line) => `  ${line}`).join("\n")}`;
  });
  return [...lines, ...(more === 0 ? [] : [`- ... and ${counted(more, "more problem")}`])].join("\n");
}

function code(value: string): string {
  return `\`${value.replaceAll("`", "'").replaceAll(/\s+/g, " ").replaceAll("|", "¦")}\``;
}

/** Text of others as text: nothing in it is markup, and nobody is called by it. Paired backticks stay. */
function text(value: string): string {
  const parts = value.replaceAll(/\s+/g, " ").split("`");
  return parts.length % 2 === 0
    ? escaped(value.replaceAll(/\s+/g, " "))
    : parts.map((part, index) => (index % 2 === 1 && part !== "" ? code(part) : escaped(part))).join("");
}

function escaped(value: string): string {
  return value.replaceAll(/[\\`*_{}[\]#!|<>~]/g, "\\$&").replaceAll("@", "@\u200b");
}
