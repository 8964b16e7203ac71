import type { Rule } from "../rule";
import { seg01 } from "./seg01";
import { seg02 } from "./seg02";
import { seg03 } from "./seg03";
import { seg04 } from "./seg04";
import { seg05 } from "./seg05";
import { seg06 } from "./seg06";
import { seg07 } from "./seg07";
import { seg08 } from "./seg08";
import { seg09 } from "./seg09";
import { seg10 } from "./seg10";
import { seg11 } from "./seg11";
import { seg12 } from "./seg12";
import { seg13 } from "./seg13";

export const segmentationRules: readonly Rule[] = [
  seg01,
  seg02,
  seg03,
  seg04,
  seg05,
  seg06,
  seg07,
  seg08,
  seg09,
  seg10,
  seg11,
  seg12,
  seg13,
];
