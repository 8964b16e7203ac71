import type { Rule } from "../rule";

export const coloursRules: readonly Rule[] = [];
