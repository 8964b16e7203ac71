import type { Rule } from "../rule";

export const auditRules: readonly Rule[] = [];
