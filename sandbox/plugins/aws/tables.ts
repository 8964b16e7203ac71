import type { Tables } from "./catalogue";
import gaps from "./gaps.json";
import renames from "./renames.json";
import types from "./types.json";

/** The committed tables, as one object. `makeTables.ts` writes the computed ones. */
export function committedTables(): Tables {
  return { types, differences: renames as Tables["differences"], gaps };
}
