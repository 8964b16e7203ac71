import type { Register } from "./entry";

/** Networks. */
export const network: Register = {};
