import { auditRules } from "./audit/auditRules";
import { balancingRules } from "./balancing/balancingRules";
import { coloursRules } from "./colours/coloursRules";
import { computeRules } from "./compute/computeRules";
import { dataRules } from "./data/dataRules";
import { environmentsRules } from "./environments/environmentsRules";
import { identityRules } from "./identity/identityRules";
import { imagesRules } from "./images/imagesRules";
import { keysRules } from "./keys/keysRules";
import { loggingRules } from "./logging/loggingRules";
import { networkRules } from "./network/networkRules";
import { secretsRules } from "./secrets/secretsRules";
import { segmentationRules } from "./segmentation/segmentationRules";
import { tagsRules } from "./tags/tagsRules";
import type { Rule } from "./rule";

/** Every rule of the pack, family by family. */
export const RULES: readonly Rule[] = [
  ...computeRules,
  ...imagesRules,
  ...secretsRules,
  ...balancingRules,
  ...coloursRules,
  ...environmentsRules,
  ...networkRules,
  ...segmentationRules,
  ...identityRules,
  ...keysRules,
  ...tagsRules,
  ...dataRules,
  ...loggingRules,
  ...auditRules,
];
