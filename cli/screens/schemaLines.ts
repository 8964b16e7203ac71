import { rangeText } from "../../providers/schema/range";
import type { SchemaFact } from "../release/schemaFacts";

/** `core at version 42; prod1 runs on versions 41 to 43, prod2 on version 42`, a line for each service. */
export function schemaLines(schemas: readonly SchemaFact[]): readonly string[] {
  return schemas.map(({ service, standing, runsOn }) => {
    const ranges = Object.entries(runsOn).map(([cluster, range], index) =>
      range === null
        ? `${cluster} does not say what it runs on`
        : `${cluster} ${index === 0 ? "runs " : ""}on ${rangeText(range)}`,
    );
    return [`${service} ${standing}`, ranges.join(", ")].filter((part) => part !== "").join("; ");
  });
}
