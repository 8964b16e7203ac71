/**
 * For runs that make or remove a whole stack: the state is written once, at the end, and not twice for each of a
 * thousand resources, which takes longer than all else. What is lost with it, a state to go on from after a kill,
 * nobody misses here; runs that are killed, and all that users would do every day, write it as always.
 */
export const STATE_AT_THE_END = { PULUMI_SKIP_CHECKPOINTS: "true" };
