import type { Register } from "./entry";

/** The two colours. */
export const colours: Register = {};
