import type { Rule } from "../rule";
import { aud01 } from "./aud01";
import { aud02 } from "./aud02";
import { aud03 } from "./aud03";
import { aud04 } from "./aud04";

export const auditRules: readonly Rule[] = [aud01, aud02, aud03, aud04];
