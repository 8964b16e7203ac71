import type { Rule } from "../rule";
import { tag01 } from "./tag01";
import { tag02 } from "./tag02";

export const tagsRules: readonly Rule[] = [tag01, tag02];
