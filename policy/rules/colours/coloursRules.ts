import type { Rule } from "../rule";
import { bg01 } from "./bg01";
import { bg02 } from "./bg02";
import { bg03 } from "./bg03";
import { bg04 } from "./bg04";
import { bg05 } from "./bg05";
import { bg06 } from "./bg06";
import { bg07 } from "./bg07";

export const coloursRules: readonly Rule[] = [bg01, bg02, bg03, bg04, bg05, bg06, bg07];
