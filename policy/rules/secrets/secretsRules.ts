import type { Rule } from "../rule";
import { sec01 } from "./sec01";
import { sec03 } from "./sec03";
import { sec04 } from "./sec04";
import { sec05 } from "./sec05";

export const secretsRules: readonly Rule[] = [sec01, sec03, sec04, sec05];
