import type { Register } from "./entry";

/** Identity and access. */
export const identity: Register = {};
