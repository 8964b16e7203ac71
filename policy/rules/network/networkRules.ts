import type { Rule } from "../rule";
import { net01 } from "./net01";
import { net02 } from "./net02";
import { net03 } from "./net03";
import { net04 } from "./net04";
import { net05 } from "./net05";
import { net06 } from "./net06";
import { net07 } from "./net07";
import { net08 } from "./net08";
import { net09 } from "./net09";
import { net10 } from "./net10";
import { net11 } from "./net11";
import { net12 } from "./net12";
import { net13 } from "./net13";
import { net14 } from "./net14";

export const networkRules: readonly Rule[] = [
  net01,
  net02,
  net03,
  net04,
  net05,
  net06,
  net07,
  net08,
  net09,
  net10,
  net11,
  net12,
  net13,
  net14,
];
