import type { Register } from "./entry";

/** Trails, logs and detection. */
export const logging: Register = {};
