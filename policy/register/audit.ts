import type { Register } from "./entry";

/** Evidence. */
export const audit: Register = {};
