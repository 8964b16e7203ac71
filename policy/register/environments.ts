import type { Register } from "./entry";

/** Staging and production. */
export const environments: Register = {};
