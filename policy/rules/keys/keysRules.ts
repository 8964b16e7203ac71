import type { Rule } from "../rule";
import { key01 } from "./key01";
import { key02 } from "./key02";
import { key03 } from "./key03";
import { key04 } from "./key04";
import { key05 } from "./key05";

export const keysRules: readonly Rule[] = [key01, key02, key03, key04, key05];
