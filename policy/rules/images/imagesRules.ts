import type { Rule } from "../rule";
import { img01 } from "./img01";
import { img02 } from "./img02";
import { img03 } from "./img03";
import { img04 } from "./img04";

export const imagesRules: readonly Rule[] = [img01, img02, img03, img04];
