import type { Register } from "./entry";

/** Images. */
export const images: Register = {};
