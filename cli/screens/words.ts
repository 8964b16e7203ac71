/** `4 s`, `1 min 20 s`: a length of time in milliseconds for people; below ten seconds with a tenth. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1_000;
  if (seconds < 9.95) {
    return `${seconds.toFixed(1)} s`;
  }
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 3_600), "h"],
    [Math.floor((whole % 3_600) / 60), "min"],
    [whole % 60, "s"],
  ] as const;
  // Nobody needs the seconds of hours.
  return parts
    .filter(([count], index) => count > 0 && !(index === 2 && whole >= 3_600))
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

/** `1 name`, `2 names`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}

/** Digits of a commit by which people know it; as many as git shows. */
const COMMIT_DIGITS = 7;

export function shortCommit(commit: string): string {
  return commit.slice(0, COMMIT_DIGITS);
}

/** Characters of an image id that are shown where there is little room: `ami-` and eight digits. */
const IMAGE_CHARACTERS = 12;

/** Columns from which on images are shown in full. */
const ROOM_FOR_IMAGES = 110;

/** An image id, as much of it as there is room for. */
export function imageText(imageId: string, columns: number): string {
  return columns >= ROOM_FOR_IMAGES ? imageId : imageId.slice(0, IMAGE_CHARACTERS);
}

/** A moment in UTC to the minute: `2026-11-21 16:05`. */
export function minuteOf(at: string | number): string {
  return new Date(at).toISOString().slice(0, 16).replace("T", " ");
}

/** How long each phase took, and all of them: `queue 4.0 s, preview 21 s, update 26 s; together 51 s`. */
export function tookWords(took: readonly (readonly [phase: string, milliseconds: number])[]): string {
  const total = took.reduce((sum, [, milliseconds]) => sum + milliseconds, 0);
  const each = took.map(([phase, milliseconds]) => `${phase} ${duration(milliseconds)}`);
  return `${each.join(", ")}; together ${duration(total)}`;
}

/** Who a name or an ARN is: of an ARN the last part, which names the session or the user. */
export function personOf(name: string): string {
  return name.startsWith("arn:") ? (name.split("/").at(-1) ?? name) : name;
}

/** A text that is cut where there is no more room for it in a table. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
