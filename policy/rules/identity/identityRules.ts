import type { Rule } from "../rule";
import { iam01 } from "./iam01";
import { iam02 } from "./iam02";
import { iam03 } from "./iam03";
import { iam04 } from "./iam04";
import { iam05 } from "./iam05";
import { iam06 } from "./iam06";

export const identityRules: readonly Rule[] = [iam01, iam02, iam03, iam04, iam05, iam06];
