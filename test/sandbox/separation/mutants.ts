import { accessMutants } from "./accessMutants";
import type { Mutant } from "./mutant";
import { networkMutants } from "./networkMutants";
import { organizationMutants } from "./organizationMutants";

/** Every mutant. They break real exports as well as those of the tests' own company. */
export const MUTANTS: readonly Mutant[] = [...organizationMutants, ...accessMutants, ...networkMutants];
