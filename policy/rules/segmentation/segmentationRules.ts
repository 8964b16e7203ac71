import type { Rule } from "../rule";

export const segmentationRules: readonly Rule[] = [];
