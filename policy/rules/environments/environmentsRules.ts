import type { Rule } from "../rule";

export const environmentsRules: readonly Rule[] = [];
