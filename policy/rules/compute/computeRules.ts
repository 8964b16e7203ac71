import type { Rule } from "../rule";
import { cmp01 } from "./cmp01";
import { cmp02 } from "./cmp02";
import { cmp03 } from "./cmp03";
import { cmp04 } from "./cmp04";
import { cmp05 } from "./cmp05";
import { cmp06 } from "./cmp06";
import { cmp07 } from "./cmp07";
import { cmp08 } from "./cmp08";
import { cmp09 } from "./cmp09";
import { cmp10 } from "./cmp10";

export const computeRules: readonly Rule[] = [
  cmp01,
  cmp02,
  cmp03,
  cmp04,
  cmp05,
  cmp06,
  cmp07,
  cmp08,
  cmp09,
  cmp10,
];
