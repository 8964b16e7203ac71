import type { Rule } from "../rule";

export const balancingRules: readonly Rule[] = [];
