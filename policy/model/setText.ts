import { readText, type TextReading, type Value } from "./value";

/** Reads a text that is set: providers return the empty text for what is not, so that it counts as absent here. */
export function readSetText(from: Value | undefined, ...path: readonly string[]): TextReading {
  const reading = readText(from, ...path);
  return reading.is === "known" && reading.text === "" ? { is: "absent" } : reading;
}
