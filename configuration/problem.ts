import { didYouMean } from "./didYouMean";

/** Characters of a value that a message shows. */
const SHOWN = 80;

/**
 * One mistake in the configuration, in one line.
 *
 * @param path Where, as the stack file and `pulumi config set --path` write it.
 * @param came What is there, as the end of a sentence: `is "x"`, `is missing`.
 * @param allowed What may be there.
 * @param remedy What to do, in full sentences.
 */
export function problem(path: string, came: string, allowed: string, remedy: string): string {
  return `${path} ${came}. Allowed: ${allowed}. ${remedy}`;
}

/** A value as the end of a sentence. The engine itself masks secret values in what a program prints. */
export function is(value: unknown): string {
  if (value === undefined) {
    return "is missing";
  }
  // The engine hands a top-level null over as an empty text.
  if (value === null || value === "") {
    return "is empty";
  }
  const text = JSON.stringify(value);
  return `is ${text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}`;
}

/** A key that nothing reads. */
export function unknownKey(path: string, key: string, known: readonly string[]): string {
  return problem(
    path,
    "is not a setting",
    [...known].sort().join(", "),
    didYouMean(key, known, "Remove it."),
  );
}

/** A name that is used and declared nowhere. */
export function unknownName(path: string, name: string, section: string, known: readonly string[]): string {
  return problem(
    path,
    `names ${JSON.stringify(name)}, which is not in duotone:${section}`,
    known.length === 0 ? "nothing, since none is there" : known.join(", "),
    didYouMean(name, known, `Correct the name, or add it to duotone:${section}.`),
  );
}

/** A path one key deeper: `duotone`, then `duotone:services`, then `duotone:services.core`. */
export function below(path: string, key: string): string {
  return path.includes(":") ? `${path}.${key}` : `${path}:${key}`;
}
