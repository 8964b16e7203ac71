import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { ARCHITECTURES } from "../../components/images/architecture";
import { bakeImage, type BakeTools } from "../../images/bakeImage";
import type { BakePlace } from "../../images/bakeRequest";
import { readBaseStates, takenVersions } from "../../images/baseStates";
import { nextVersion, type UpdateRules, updateReasons, withBaseVersion } from "../../images/baseUpdates";
import { openDeliveryAccount } from "../../images/deliveryAccount";
import { usageError } from "../cliError";
import { FOUNDATION, type StackPlace } from "../preview/stackPlaces";
import type { Session } from "../session";
import { catalogueAccess } from "./catalogueAccess";

/** Whether new base images have to be baked, and as which version. */
export interface BaseCheck {
  /** One sentence each; none where those that there are will do. */
  readonly reasons: readonly string[];
  readonly version: string;
}

/** Asks the delivery account. Changes nothing. */
export async function checkBases(place: BakePlace, rules: UpdateRules): Promise<BaseCheck> {
  const account = await openDeliveryAccount(place);
  try {
    const [states, taken] = await Promise.all([readBaseStates(account), takenVersions(account, rules.now)]);
    return { reasons: updateReasons(states, rules), version: nextVersion(rules.now, taken) };
  } finally {
    account.close();
  }
}

/** Bakes a version for every architecture. What was baked of it before is not baked again. */
export async function bakeBases(
  place: BakePlace,
  version: string,
  tools: BakeTools,
): Promise<Readonly<Record<string, string>>> {
  const baked = await Promise.all(
    ARCHITECTURES.map((architecture) =>
      bakeImage(
        { ...place, kind: "base", version, architecture },
        {
          ...tools,
          report: (line) => {
            tools.report(`${architecture}: ${line}`);
          },
        },
      ),
    ),
  );
  return Object.fromEntries(baked.map(({ architecture, imageId }) => [architecture, imageId]));
}

/**
 * Writes a base version into the files of the root program's stacks.
 *
 * @returns The files that changed.
 * @throws CliError where a file has no baseVersion or more than one; nothing is written then.
 */
export async function setBaseVersion(
  root: string,
  places: readonly StackPlace[],
  version: string,
): Promise<readonly string[]> {
  const files = await Promise.all(
    places
      .filter(({ folder }) => folder !== FOUNDATION)
      .map(async ({ file }) => {
        const text = await readFile(path.join(root, file), "utf8");
        return { file, text, changed: withBaseVersion(text, version) };
      }),
  );
  const unclear = files.filter(({ changed }) => changed === undefined).map(({ file }) => file);
  if (unclear.length > 0) {
    throw usageError(
      `${unclear.join(", ")} must have baseVersion exactly once, on a line of its own. Set it to "${version}" by hand.`,
    );
  }
  const changed = files.filter((one) => one.changed !== one.text);
  for (const { file, text, changed: next } of changed) {
    await writeFile(path.join(root, file), next ?? text);
  }
  return changed.map(({ file }) => file);
}

const PLACE_OUTPUTS = ["artifactBucket", "imageKeyArn", "buildInstanceProfile", "buildSubnetId"] as const;

/**
 * Where base images are baked, and with what, from the foundation's stack.
 *
 * @throws CliError naming every output that it does not have.
 */
export async function bakePlace(
  root: string,
  places: readonly StackPlace[],
  open: (place: StackPlace) => Promise<Session>,
): Promise<BakePlace> {
  const { region, roleArn, tableName } = await catalogueAccess(root, places, open);
  const foundation = places.find(({ folder }) => folder === FOUNDATION);
  const outputs = foundation === undefined ? {} : await (await open(foundation)).outputs();
  const text = (name: (typeof PLACE_OUTPUTS)[number]) => {
    const value = outputs[name];
    return typeof value === "string" ? value : "";
  };
  const missing = PLACE_OUTPUTS.filter((name) => text(name) === "");
  if (missing.length > 0) {
    throw usageError(
      `Stack ${foundation?.name ?? FOUNDATION} does not have the outputs ${missing.join(", ")}. Run \`pulumi up\` in foundation/ first.`,
    );
  }
  return {
    region,
    roleArn,
    catalogueTable: tableName,
    artifactBucket: text("artifactBucket"),
    kmsKeyArn: text("imageKeyArn"),
    instanceProfile: text("buildInstanceProfile"),
    subnetId: text("buildSubnetId"),
    consumerAccountIds: [],
  };
}
