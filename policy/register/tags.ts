import type { Register } from "./entry";

/** Tags. */
export const tags: Register = {};
