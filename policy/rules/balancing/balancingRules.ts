import type { Rule } from "../rule";
import { dns01 } from "./dns01";
import { lb01 } from "./lb01";
import { lb02 } from "./lb02";
import { lb03 } from "./lb03";
import { lb04 } from "./lb04";
import { lb05 } from "./lb05";
import { lb06 } from "./lb06";
import { lb07 } from "./lb07";
import { lb08 } from "./lb08";

export const balancingRules: readonly Rule[] = [lb01, lb02, lb03, lb04, lb05, lb06, lb07, lb08, dns01];
