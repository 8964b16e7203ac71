import { ImageError } from "./imageError";

/**
 * States of an image in the catalogue:
 *
 * - `available`: baked and registered;
 * - `deployed-to-staging`: a stack that bakes has run it, so that production may;
 * - `deprecated`: what runs it may go on, and nothing new should start to;
 * - `revoked`: nothing may run it. For ever: what was unsafe is baked anew from another commit.
 */
export const IMAGE_STATES = ["available", "deployed-to-staging", "deprecated", "revoked"] as const;
export type ImageState = (typeof IMAGE_STATES)[number];

/** One step in an image's life. */
export interface StateChange {
  readonly state: ImageState;

  /** ISO 8601. */
  readonly at: string;

  /** ARN of the caller. */
  readonly by: string;
  readonly reason: string;
}

/** Where an image may go from a state. */
const NEXT: Readonly<Record<ImageState, readonly ImageState[]>> = {
  available: ["deployed-to-staging", "deprecated", "revoked"],
  "deployed-to-staging": ["deprecated", "revoked"],
  deprecated: ["revoked"],
  revoked: [],
};

/**
 * Says whether a change of state is to be written.
 *
 * @returns False where the image is in that state already.
 * @throws ImageError where the state cannot follow on the image's.
 */
export function isStateChange(what: string, from: ImageState, to: ImageState): boolean {
  if (from === to) {
    return false;
  }
  if (!NEXT[from].includes(to)) {
    const next =
      NEXT[from].length === 0 ? "That is final" : `From there it can become ${NEXT[from].join(" or ")}`;
    throw new ImageError(`${what} is ${from} and cannot become ${to}. ${next}.`);
  }
  return true;
}

/** Whether an image was ever in that state: what came later takes nothing back. */
export function wasDeployedToStaging({
  stateChanges,
}: {
  readonly stateChanges: readonly Pick<StateChange, "state">[];
}): boolean {
  return stateChanges.some(({ state }) => state === "deployed-to-staging");
}

/** The states from which an image may come to a state. */
export function statesBefore(to: ImageState): readonly ImageState[] {
  return IMAGE_STATES.filter((from) => NEXT[from].includes(to));
}
