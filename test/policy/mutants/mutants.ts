import { accountMutants } from "./accountMutants";
import { clusterMutants } from "./clusterMutants";
import { configurationMutants } from "./configurationMutants";
import { dataMutants } from "./dataMutants";
import { evidenceMutants } from "./evidenceMutants";
import { foundationMutants } from "./foundationMutants";
import { keyMutants } from "./keyMutants";
import type { Mutant } from "./mutant";
import { networkMutants } from "./networkMutants";

/** Every fault, area by area. */
export const MUTANTS: readonly Mutant[] = [
  ...clusterMutants,
  ...networkMutants,
  ...keyMutants,
  ...evidenceMutants,
  ...dataMutants,
  ...accountMutants,
  ...foundationMutants,
  ...configurationMutants,
];
