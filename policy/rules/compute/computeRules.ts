import type { Rule } from "../rule";
import { cmp01 } from "./cmp01";

export const computeRules: readonly Rule[] = [cmp01];
