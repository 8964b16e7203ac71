import { readFileSync } from "node:fs";
import path from "node:path";

import { parse } from "yaml";
import { z } from "zod";

/** Values of a stack by full key, structured ones as objects. */
export type Raw = Record<string, unknown>;

/** Values to change, by the path as messages write it, for example `duotone:services.core.port`; `undefined` removes. */
export type Edits = Readonly<Record<string, unknown>>;

const stackFile = z.object({ config: z.record(z.string(), z.unknown()) });

/** The committed file of a stack. */
export function stackText(stack: string): string {
  return readFileSync(path.join(__dirname, "..", "..", `Pulumi.${stack}.yaml`), "utf8");
}

/** The values of a committed stack file, as the engine hands them to the program. */
export function committed(stack: string): Raw {
  const { config } = stackFile.parse(parse(stackText(stack)));
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      typeof value === "object" || typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

/** A copy of the values with some of them changed. */
export function edited(values: Raw, edits: Edits): Raw {
  const copy = structuredClone(values);
  for (const [place, value] of Object.entries(edits)) {
    const [first = "", ...rest] = place.split(".");
    const keys = [first, ...rest];
    const last = keys.pop() ?? "";
    const section = keys.reduce<Raw>((outer, key) => {
      const inner = outer[key];
      if (typeof inner !== "object" || inner === null) {
        throw new Error(`${place}: there is no section ${key}.`);
      }
      return inner as Raw;
    }, copy);
    if (value === undefined) {
      Reflect.deleteProperty(section, last);
    } else {
      section[last] = value;
    }
  }
  return copy;
}
