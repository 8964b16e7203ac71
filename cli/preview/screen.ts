import type { Paint } from "../paint";
import { bullets, facts, table } from "../screens/layout";
import { counted, cut, duration } from "../screens/words";
import { planOf, type Loss } from "./plan";
import {
  accountWords,
  CHANGE_WORDS,
  countWords,
  dangerWords,
  evaluationWords,
  findingWords,
  firstOf,
  groupedFindings,
  noStackWords,
  originWords,
  promotionWords,
  verdictWord,
} from "./planWords";
import { isRefused, type PreviewReport, type StackReport } from "./report";

/** Items of a list that are shown; the JSON document has all. */
const MOST_ITEMS = 60;
const MOST_NAMES = 6;

/** Columns from which on a type is cut. */
const WIDEST_TYPE = 56;

/** Everything that a preview found, for a terminal. */
export function previewScreen(report: PreviewReport, columns: number, paint: Paint): string {
  const { problems, files, notes, stacks } = report;
  const refused = isRefused(report);
  const parts = [
    ...stacks.map((stack) => stackScreen(stack, columns, paint)),
    files.length === 0
      ? ""
      : [
          paint.bad("Files: refused"),
          limited(
            files.map(({ file, line, message }) => `${file}:${line}: ${message}`),
            columns,
          ),
        ].join("\n"),
    problems.length === 0 ? "" : limited(problems, columns),
    notes.length === 0 ? "" : facts([{ label: "notes", lines: notes }], columns),
    [
      (refused ? paint.bad : paint.good)(paint.strong(`Preview: ${refused ? "refused" : "passed"}.`)),
      noStackWords(report),
      originWords(report),
    ]
      .filter((line) => line !== "")
      .join("\n"),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function stackScreen(stack: StackReport, columns: number, paint: Paint): string {
  const plan = planOf(stack);
  const { findings, problems, promotion, seconds } = stack;
  const refused = problems.length > 0;
  const parts = [
    paint.strong(`${stack.stack}: ${(refused ? paint.bad : paint.good)(verdictWord(stack))}`),
    refused ? limited(problems, columns) : "",
    findings.length === 0 ? "" : limited(groupedFindings(findings).map(findingWords), columns),
    facts(
      [
        {
          label: "promotion",
          lines: [promotionWords(stack), ...promotion.refusals.map((reason) => `- ${reason}`)],
        },
        { label: "rules", lines: [evaluationWords(stack)] },
        { label: "plan", lines: [countWords(plan, stack)] },
        { label: "took", lines: [duration(seconds * 1_000)] },
      ],
      columns,
    ),
    plan.losses.length === 0
      ? ""
      : [paint.warn("  Deleted or replaced:"), limited(plan.losses.map(lossLine), columns)].join("\n"),
    plan.accounts.length === 0
      ? ""
      : table(
          ["account", "", "", "type", "names"],
          plan.accounts.flatMap(({ account, groups }) =>
            groups.map(({ change, type, names }) => {
              const { shown, more } = firstOf(names, MOST_NAMES);
              return [
                account ?? "none",
                CHANGE_WORDS[change],
                { content: String(names.length), hAlign: "right" as const },
                cut(type, WIDEST_TYPE),
                `${shown.join(", ")}${more === 0 ? "" : `, ${more} more`}`,
              ];
            }),
          ),
        ),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function lossLine(loss: Loss): string {
  const { change, type, name, account, properties } = loss;
  const because = change === "replace" && properties.length > 0 ? ` because of ${properties.join(", ")}` : "";
  const danger = dangerWords(loss);
  return `${CHANGE_WORDS[change]} ${type} ${name} ${accountWords(account)}${because}${danger === undefined ? "" : `: ${danger}`}`;
}

function limited(items: readonly string[], columns: number): string {
  const { shown, more } = firstOf(items, MOST_ITEMS);
  return bullets(
    [...shown, ...(more === 0 ? [] : [`... and ${counted(more, "more line")}; --json has all`])],
    columns,
  );
}
