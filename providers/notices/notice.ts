/** What people and programs are told of. */
export type NoticeKind = "released" | "refused" | "rolled back" | "override used" | "failed";

/** A commit and the image that was baked of it. */
export interface NoticeRelease {
  readonly commit: string;
  readonly imageId: string;
}

/** Something that happened to the public names of a stack. */
export interface Notice {
  readonly kind: NoticeKind;
  readonly stack: string;

  /** The colour that the names moved to, or should have. */
  readonly color: string;

  /** The colours that they left, or should have; empty at the first release. */
  readonly from: readonly string[];

  /** ISO 8601, UTC. */
  readonly at: string;

  /** Who it was, as people know them. */
  readonly by: string;

  /** Number or address of a change or of an issue elsewhere. */
  readonly reference?: string;
  readonly reason?: string;

  /** What the public name of each service reached before, and what it reaches after. */
  readonly services: Readonly<
    Record<string, { readonly old: NoticeRelease | null; readonly new: NoticeRelease | null }>
  >;

  /** The record of it. */
  readonly ledger?: { readonly sequence: number; readonly hash: string };

  /** Why it was refused, why it failed, or which gates were overridden: every reason. */
  readonly reasons?: readonly string[];
}

/**
 * Most characters of a subject: it must have fewer than 100;
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const LONGEST_SUBJECT = 99;

/** Digits of a commit that people need to tell it from others. */
const SHORT_COMMIT = 12;

/** What happened, by kind, of the colour that it happened to. */
const HEADLINES: Readonly<Record<NoticeKind, (color: string) => string>> = {
  released: (color) => `released ${color}`,
  refused: (color) => `refused to release ${color}`,
  "rolled back": (color) => `rolled back to ${color}`,
  "override used": (color) => `released ${color} past its gate, by an override`,
  failed: (color) => `failed to release ${color}`,
};

/** By kind, what the reasons are reasons of. */
const REASONS: Readonly<Record<NoticeKind, string>> = {
  released: "Remarks",
  refused: "Refused because",
  "rolled back": "Remarks",
  "override used": "Overridden",
  failed: "Failed because",
};

/** The subject of a mail: one line of printable ASCII, as SNS demands of it. */
export function subjectOf({ kind, stack, color, reference }: Notice): string {
  const about = reference === undefined ? "" : ` (${reference})`;
  const text = ascii(`duotone ${stack}: ${HEADLINES[kind](color)}${about}`);
  return text.length <= LONGEST_SUBJECT ? text : `${text.slice(0, LONGEST_SUBJECT - 3).trimEnd()}...`;
}

/** The notice for a person, as plain text. */
export function noticeText(notice: Notice): string {
  const { kind, stack, color, from, at, by, reference, reason, ledger, reasons = [] } = notice;
  const moved = from.length === 0 ? `to ${color}, for the first time` : `${from.join(" and ")} to ${color}`;
  const facts = [
    ["When", at],
    ["Who", by],
    ["Names", kind === "refused" ? `${moved}: not moved` : moved],
    ...(reference === undefined ? [] : [["Reference", reference]]),
    ...(reason === undefined ? [] : [["Reason", reason]]),
    ...(ledger === undefined ? [] : [["Ledger", `record ${ledger.sequence}, ${ledger.hash}`]]),
  ];
  return [
    `Stack ${stack}: ${HEADLINES[kind](color)}.`,
    "",
    ...table(facts),
    ...section("Services", table(serviceRows(notice))),
    ...section(
      REASONS[kind],
      reasons.map((line) => `- ${line.replaceAll("\n", "\n    ")}`),
    ),
    "",
  ]
    .join("\n")
    .replace(/[^\P{Cc}\n]/gu, " ");
}

function serviceRows({ services }: Notice): string[][] {
  return Object.entries(services)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([service, { old, new: next }]) => [service, changeText(old, next)]);
}

function changeText(old: NoticeRelease | null, next: NoticeRelease | null): string {
  const short = (release: NoticeRelease | null) => release?.commit.slice(0, SHORT_COMMIT) ?? "nothing";
  if (old === null || old.commit !== next?.commit) {
    return `${short(old)} -> ${short(next)}`;
  }
  return old.imageId === next.imageId
    ? `${short(old)}, as before`
    : `${short(old)} (${old.imageId}) -> ${short(next)} (${next.imageId})`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${line}`)];
}

/** Rows of a name and a text, the texts below each other. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const width = Math.max(0, ...rows.map(([name = ""]) => name.length));
  return rows.map(([name = "", text = ""]) => `${name.padEnd(width)}  ${text}`);
}

/** Letters lose their accents; whatever else is not printable ASCII becomes a question mark, and line breaks a space. */
function ascii(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .replace(/[^ -~]/gu, "?");
}
