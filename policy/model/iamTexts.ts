import { markedText, UNKNOWN_PART } from "./arn";
import { type PlainObject, UNKNOWN, type Value } from "./value";

/** Something that the grammar of policies does not allow. Its message names the place, never a value. */
export class Malformed extends Error {}

/** The texts of an element, which may be written as one or as a list. */
export interface Texts {
  /** With {@link UNKNOWN_PART} for unknown parts; a text is never wholly unknown. */
  readonly texts: readonly string[];

  /** Whether there are texts that are not known yet. */
  readonly more: boolean;
}

/** An object that has no other keys than the given ones. Names of elements have a case. */
export function objectAt(value: Value | undefined, at: string, keys?: readonly string[]): PlainObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Malformed(`${at} is no object`);
  }
  const object = value as PlainObject;
  const strange = keys === undefined ? [] : Object.keys(object).filter((key) => !keys.includes(key));
  if (strange.length > 0) {
    throw new Malformed(`${at} has elements that no policy has`);
  }
  return object;
}

/** The texts of an element; undefined where it is absent. */
export function textsAt(from: PlainObject, element: string, at: string): Texts | undefined {
  const value = from[element];
  return value === undefined || value === null ? undefined : textsOf(value, `${at}.${element}`);
}

/** @param scalars Whether numbers and truth values are read as text, too. */
export function textsOf(value: Value, at: string, scalars = false): Texts {
  const list = Array.isArray(value) ? (value as readonly Value[]) : [value];
  if (list.length === 0) {
    throw new Malformed(`${at} is an empty list`);
  }
  const texts = list.flatMap((item) => {
    if (item === UNKNOWN) {
      return [];
    }
    const isScalar = scalars && (typeof item === "number" || typeof item === "boolean");
    if (!isScalar && (typeof item !== "string" || item === "")) {
      throw new Malformed(`${at} is no text`);
    }
    return [markedText(`${item}`)];
  });
  const known = texts.filter((text) => text !== UNKNOWN_PART);
  return { texts: known, more: known.length < list.length };
}
