import type { Register } from "./entry";

/** Data stores. */
export const data: Register = {};
