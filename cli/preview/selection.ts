import { checkoutAt } from "./git";
import { type StackPlace, stackPlaces } from "./stackPlaces";
import { namedStacks, touchedStacks } from "./touchedStacks";

/** What is to be previewed. */
export interface PreviewWish {
  /** Folder of the root program that is judged. */
  readonly root: string;

  /** Whether `root` is somebody else's tree: rules, exemptions and inventory are then those of this program's own. */
  readonly isForeign: boolean;

  /** Names of stacks; those that the change touches where there are none. */
  readonly stacks: readonly string[];
  readonly all: boolean;

  /** Whether only the tree's files are checked. */
  readonly filesOnly: boolean;

  /** Where the change began. @default `origin/main`, or else `main` */
  readonly base: string | undefined;
  readonly packFrom: "base" | "worktree";
}

/** The stacks that are previewed, and what they are compared with. */
export interface Selection {
  readonly places: readonly StackPlace[];
  readonly removed: readonly string[];

  /** For people; undefined where nothing was compared. */
  readonly base: { readonly ref: string; readonly commit: string } | undefined;
}

/** Finds out which stacks are to be previewed. Changes nothing and asks nobody but git. */
export async function selectStacks(wish: PreviewWish): Promise<Selection> {
  if (wish.filesOnly) {
    return { places: [], removed: [], base: undefined };
  }
  const places = await stackPlaces(wish.root);
  const isNamed = wish.all || wish.stacks.length > 0;
  const needsBase = !isNamed || (!wish.isForeign && wish.packFrom === "base");
  const checkout = checkoutAt(wish.root);
  const base = needsBase ? await checkout.base(wish.base) : undefined;
  if (wish.stacks.length > 0) {
    return { places: namedStacks(wish.stacks, places), removed: [], base };
  }
  if (wish.all || base === undefined) {
    return { places, removed: [], base };
  }
  return { ...touchedStacks(await checkout.changedSince(base.commit), places), base };
}
