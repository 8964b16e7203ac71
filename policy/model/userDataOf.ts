import {
  INSTANCE,
  LAUNCH_CONFIGURATION,
  LAUNCH_TEMPLATE,
  machinesOf,
  SPOT_FLEET,
  SPOT_INSTANCE,
} from "./machines";
import type { Resource } from "./resource";
import { readText, type TextReading } from "./value";

/** Properties with user data, by type. The first key of a fleet's is within its specifications. */
const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  [INSTANCE]: ["userData", "userDataBase64"],
  [LAUNCH_CONFIGURATION]: ["userData", "userDataBase64"],
  [LAUNCH_TEMPLATE]: ["userData"],
  [SPOT_FLEET]: ["userData"],
  [SPOT_INSTANCE]: ["userData", "userDataBase64"],
  "aws:imagebuilder/imageRecipe:ImageRecipe": ["userDataBase64"],
  "aws:lightsail/instance:Instance": ["userData"],
};

export const USER_DATA_TYPES: readonly string[] = Object.keys(PROPERTIES);

export interface UserDataReading {
  /** For example `userData` or `launchSpecifications[0].userData`. */
  readonly path: string;

  /** The resource's own property, which its edges are told by. */
  readonly property: string;
  readonly reading: Exclude<TextReading, { readonly is: "absent" }>;
}

/** The user data that a resource gives to instances, as far as there is any. */
export function userDataIn(resource: Resource): readonly UserDataReading[] {
  return machinesOf(resource).flatMap(({ at, props }) =>
    (PROPERTIES[resource.type] ?? []).flatMap((name) => {
      const reading = readText(props, name);
      return reading.is === "absent" || (reading.is === "known" && reading.text === "")
        ? []
        : [{ path: `${at}${name}`, property: at === "" ? name : "launchSpecifications", reading }];
    }),
  );
}
