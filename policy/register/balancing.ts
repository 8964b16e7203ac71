import type { Register } from "./entry";

/** Load balancers and names. */
export const balancing: Register = {};
