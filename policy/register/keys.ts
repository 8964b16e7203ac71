import type { Register } from "./entry";

/** Keys and secrets. */
export const keys: Register = {};
