import { keyText, serviceKey } from "../../components/images/imageCatalogue";
import { promotionProblem } from "../schema/judge";
import type { SchemaReading, SchemaReadings } from "../schema/read";
import type { SchemaRange } from "../schema/state";
import { errorText } from "./failure";
import { mattersWhatRuns } from "./images";
import { type ImagesReading, promotionOf, type Snapshot } from "./promotion";
import type { SwitchCloud } from "./switchCloud";
import type { SchemaReference, SwitchInputs } from "./switchInputs";
import type { Refusal } from "./types";

/**
 * Reads where the schemas of all services stand that have a database: one call for each of their tables, and none where
 * there is none. Never throws: what cannot be read is unreadable.
 */
export async function readSchemas(
  cloud: SwitchCloud,
  { schemas = {} }: Pick<SwitchInputs, "schemas">,
  signal: AbortSignal,
): Promise<SchemaReadings> {
  const tables = new Map<string, { readonly reference: SchemaReference; readonly services: string[] }>();
  for (const [service, reference] of Object.entries(schemas)) {
    const key = `${reference.roleArn ?? ""} ${reference.tableName}`;
    const table = tables.get(key) ?? { reference, services: [] };
    table.services.push(service);
    tables.set(key, table);
  }
  const readings = await Promise.all(
    [...tables.values()].map(async ({ reference, services }) => {
      try {
        return await cloud.readSchemas(reference, services, signal);
      } catch (error) {
        const unreadable = errorText(error, signal);
        return Object.fromEntries(
          services.map((service): [string, SchemaReading] => [service, { unreadable }]),
        );
      }
    }),
  );
  return Object.fromEntries(readings.flatMap((reading) => Object.entries(reading)));
}

/**
 * No name moves to a release that does not run on its database's schema as it is: forward or back, and whoever wants it.
 * A release that the schema has left behind would write what the other cannot read.
 */
export function schemaRefusals(snapshot: Snapshot): readonly Refusal[] {
  const { inputs, schemas = {}, images, unknown } = snapshot;
  if (unknown.length > 0 || !mattersWhatRuns(snapshot)) {
    return [];
  }
  const { activeColor } = inputs;
  const isFirst = promotionOf(snapshot)?.from.length === 0;
  return Object.keys(inputs.schemas ?? {}).flatMap((service): readonly Refusal[] => {
    const release = inputs.releases[activeColor]?.[service];
    const stated = rangeIn(images, inputs, activeColor, service);
    // Of what the catalogue does not tell, gate `images` says so.
    if (release === undefined || stated === undefined) {
      return [];
    }
    const problem = promotionProblem(
      { service, commit: release.commit, range: stated.range },
      schemas[service],
      isFirst,
    );
    return problem === undefined
      ? []
      : [
          {
            gate: "schema",
            property: "activeColor",
            service,
            reason: `${service} on ${activeColor}: ${problem}`,
          },
        ];
  });
}

/**
 * What the image of a service in one colour states of its database's schema.
 *
 * @returns `undefined` where the catalogue was not read, or does not have the image.
 */
export function rangeIn(
  images: ImagesReading | undefined,
  { releases, images: { architectures } }: Pick<SwitchInputs, "releases" | "images">,
  color: string,
  service: string,
): { readonly range: SchemaRange | undefined } | undefined {
  const release = releases[color]?.[service];
  const architecture = architectures[service];
  if (images === undefined || "unreadable" in images || release === undefined || architecture === undefined) {
    return undefined;
  }
  const found = images.images.get(keyText(serviceKey(service, release.commit, architecture)));
  return found && { range: found.image.schema };
}
