import type { Register } from "./entry";

/** Secrets and ways around the rules. */
export const secrets: Register = {};
