import { usageError } from "../cliError";
import { FOUNDATION, type StackPlace } from "./stackPlaces";

/** Folders and files that no stack is made of. Whatever is neither here nor a stack's file touches every stack. */
const TOUCHES_NONE: readonly RegExp[] = [
  /^(?:docs|test|bench|sandbox|cli|\.ci|\.github|\.vscode)\//,
  /(?:^|\/)[^/]+\.md$/,
  /^(?:Makefile|LICENSE|CODEOWNERS|eslint\.config\.mjs)$/,
  /^\.(?:editorconfig|gitignore|gitattributes|mocharc\.json|npmrc|prettierignore|prettierrc\.json)$/,
];

/** A stack's file: a change of it touches that stack alone. */
const STACK_FILE = /(?:^|\/)Pulumi\.[^/]+\.ya?ml$/;

export interface Touched {
  readonly places: readonly StackPlace[];

  /** Stack files that the change removes: their stacks cannot be previewed, and keep running. */
  readonly removed: readonly string[];
}

/**
 * The stacks that a change touches.
 *
 * A stack's file touches its stack. Everything that a program could read touches all stacks, for components are shared
 * by both projects, and what the foundation declares is what the other stacks stand on.
 *
 * @param files Changed paths, relative to the root.
 */
export function touchedStacks(files: readonly string[], places: readonly StackPlace[]): Touched {
  const stackFiles = new Set(files.filter((file) => isStackFile(file)));
  const all = files.some((file) => !isStackFile(file) && !TOUCHES_NONE.some((none) => none.test(file)));
  const known = new Set(places.map(({ file }) => file));
  return {
    places: all ? places : places.filter(({ file }) => stackFiles.has(file)),
    removed: [...stackFiles].filter((file) => !known.has(file)).sort(),
  };
}

function isStackFile(file: string): boolean {
  return STACK_FILE.test(file) && (!file.includes("/") || file.startsWith(`${FOUNDATION}/`));
}

/**
 * The stacks of these names: `prod`, or `duotone/prod`.
 *
 * @throws CliError where there is none, or more than one.
 */
export function namedStacks(names: readonly string[], places: readonly StackPlace[]): readonly StackPlace[] {
  const found = names.map((name) => {
    const [place, ...others] = places.filter((known) => known.name === name || known.stack === name);
    if (place === undefined) {
      throw usageError(
        `There is no file of a stack "${name}". The stacks are: ${places.map((known) => known.name).join(", ")}.`,
      );
    }
    if (others.length > 0) {
      throw usageError(`Several projects have a stack "${name}". Name the project, too: ${place.name}`);
    }
    return place;
  });
  return places.filter((place) => found.includes(place));
}
