import { type Estate, readEstate } from "./estate";
import { accountBinding } from "./properties/accountBinding";
import { addressBlocks } from "./properties/addressBlocks";
import { connections } from "./properties/connections";
import { dataTier } from "./properties/dataTier";
import { endpoints } from "./properties/endpoints";
import { grants } from "./properties/grants";
import { guardrails } from "./properties/guardrails";
import { keys } from "./properties/keys";
import { logArchives } from "./properties/logArchives";
import { placement } from "./properties/placement";
import { privateZones } from "./properties/privateZones";
import { references } from "./properties/references";
import { releaseStore } from "./properties/releaseStore";
import { roles } from "./properties/roles";
import { routes } from "./properties/routes";
import { securityGroups } from "./properties/securityGroups";

const PROPERTIES = {
  accountBinding,
  addressBlocks,
  connections,
  dataTier,
  endpoints,
  grants,
  guardrails,
  keys,
  logArchives,
  placement,
  privateZones,
  references,
  releaseStore,
  roles,
  routes,
  securityGroups,
} as const satisfies Record<string, (estate: Estate) => string[]>;

/** What makes verticals be apart. Each has a file of its own in `properties/`, which says what it holds. */
export type Property = keyof typeof PROPERTIES;

export const PROPERTY_NAMES = Object.keys(PROPERTIES) as Property[];

/** Something that joins verticals, or leaves in doubt that they are apart. */
export interface SeparationProblem {
  readonly property: Property;

  /** What it is, in a sentence. */
  readonly problem: string;
}

/**
 * Proves from the exports of an organization's stacks that its verticals are apart.
 *
 * It reads what was made, not the program that made it. What it cannot tell it reports: a provider without an account, a rule
 * that names a list of addresses, an account without tags.
 *
 * @param stackExports What `pulumi stack export` printed of the foundation and of every stack of the root program. All of them: to
 * what is in none, anything might be joined.
 * @returns Empty where they are apart.
 */
export function separationProblems(stackExports: readonly unknown[]): SeparationProblem[] {
  const estate = readEstate(stackExports);
  return PROPERTY_NAMES.flatMap((property) =>
    PROPERTIES[property](estate).map((problem) => ({ property, problem })),
  );
}
