import { audit } from "./audit";
import { balancing } from "./balancing";
import { colours } from "./colours";
import { compute } from "./compute";
import { data } from "./data";
import { environments } from "./environments";
import { identity } from "./identity";
import { images } from "./images";
import { keys } from "./keys";
import { logging } from "./logging";
import { network } from "./network";
import { secrets } from "./secrets";
import { segmentation } from "./segmentation";
import { tags } from "./tags";
import type { Register, RegisterEntry } from "./entry";

/** Families of rules, in the order of the documentation. */
export const FAMILIES: readonly { readonly title: string; readonly entries: Register }[] = [
  { title: "Instances, launch templates and groups", entries: compute },
  { title: "Images", entries: images },
  { title: "Secrets and ways around the rules", entries: secrets },
  { title: "Load balancers and names", entries: balancing },
  { title: "The two colours", entries: colours },
  { title: "Staging and production", entries: environments },
  { title: "Networks", entries: network },
  { title: "Separation of verticals", entries: segmentation },
  { title: "Identity and access", entries: identity },
  { title: "Keys and secrets", entries: keys },
  { title: "Tags", entries: tags },
  { title: "Data stores", entries: data },
  { title: "Trails, logs and detection", entries: logging },
  { title: "Evidence", entries: audit },
];

/** What is said of every rule, by id: the single source of titles, levels, references and advice. */
export const REGISTER: Register = Object.assign({}, ...FAMILIES.map(({ entries }) => entries)) as Register;

/** @throws Error where no such rule is registered, which a test rules out. */
export function entryOf(id: string): RegisterEntry {
  const entry = REGISTER[id];
  if (entry === undefined) {
    throw new Error(`rule ${id} is not in the register`);
  }
  return entry;
}
