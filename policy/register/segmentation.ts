import type { Register } from "./entry";

/** Separation of verticals. */
export const segmentation: Register = {};
