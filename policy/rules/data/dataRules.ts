import type { Rule } from "../rule";
import { dat01 } from "./dat01";
import { dat02 } from "./dat02";
import { dat03 } from "./dat03";
import { dat04 } from "./dat04";
import { dat05 } from "./dat05";
import { dat06 } from "./dat06";
import { dat07 } from "./dat07";
import { dat08 } from "./dat08";
import { dat09 } from "./dat09";

export const dataRules: readonly Rule[] = [dat01, dat02, dat03, dat04, dat05, dat06, dat07, dat08, dat09];
