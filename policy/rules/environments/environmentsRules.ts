import type { Rule } from "../rule";
import { env01 } from "./env01";
import { env02 } from "./env02";

export const environmentsRules: readonly Rule[] = [env01, env02];
