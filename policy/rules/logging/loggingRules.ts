import type { Rule } from "../rule";
import { auda } from "./auda";
import { audb } from "./audb";
import { audc } from "./audc";
import { audd } from "./audd";
import { aude } from "./aude";
import { audf } from "./audf";
import { audg } from "./audg";

export const loggingRules: readonly Rule[] = [auda, audb, audc, audd, aude, audf, audg];
