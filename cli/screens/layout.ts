import { stripVTControlCharacters } from "node:util";

import Table from "cli-table3";

/** Characters between two columns, and before the first. */
const GAP = "  ";
const MARGIN = "  ";

/** Nothing but blanks between cells, and a line below the head. */
const CHARS = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: MARGIN,
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: GAP,
} as const;

export interface Cell {
  readonly content: string;
  readonly colSpan?: number;
  readonly hAlign?: "left" | "center" | "right";
}

/** Rows as columns of text below a head, without borders. Lines have no blanks at their end. */
export function table(
  head: readonly (string | Cell)[],
  rows: readonly (readonly (string | Cell)[])[],
): string {
  const drawn = new Table({
    chars: CHARS,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  drawn.push([...head], ...rows.map((row) => [...row]));
  const lines = drawn
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
  const [first = "", ...others] = lines;
  const width = Math.max(...lines.map((line) => visibleLength(line)));
  return [first, `${MARGIN}${"─".repeat(Math.max(0, width - MARGIN.length))}`, ...others].join("\n");
}

/** One labelled part of a screen. */
export interface Fact {
  readonly label: string;

  /** Each begins a line of its own. */
  readonly lines: readonly string[];
}

/** Characters of the longest label, with the blanks behind it. */
const LABEL = 12;

/** Labels on the left, what there is to say on the right, wrapped at the screen's width. */
export function facts(all: readonly Fact[], columns: number): string {
  const indent = " ".repeat(MARGIN.length + LABEL);
  return all
    .filter(({ lines }) => lines.length > 0)
    .flatMap(({ label, lines }) =>
      lines
        .flatMap((line) => wrapped(line, columns - indent.length))
        .map((line, index) => (index === 0 ? `${MARGIN}${label.padEnd(LABEL)}${line}` : `${indent}${line}`)),
    )
    .join("\n");
}

/** Reasons as a list, one below the other, wrapped at the screen's width. */
export function bullets(reasons: readonly string[], columns: number): string {
  return reasons
    .flatMap((reason) =>
      reason
        .split("\n")
        .flatMap((line) => wrapped(line, columns - 4))
        .map((line, index) => `${index === 0 ? "  - " : "    "}${line}`),
    )
    .join("\n");
}

/** A text in lines of at most so many characters, broken at blanks. A longer word keeps a line to itself. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && visibleLength(longer) > width) {
      lines.push(line);
      line = `${hanging(text)}${word}`;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

/** What begins with a dash goes on below its first word. */
function hanging(text: string): string {
  return text.startsWith("- ") ? "  " : "";
}

/** Characters that take room: colours take none. */
export function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length;
}
