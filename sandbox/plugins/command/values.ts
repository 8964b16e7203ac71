import { specialSecretSig, specialSigKey, unknownValue } from "@pulumi/pulumi/runtime/rpc";

/** A property as the engine sends it: JSON, with marked objects for secrets and one reserved string for unknowns. */
export type PropertyValue = null | boolean | number | string | PropertyValue[] | PropertyMap;
export interface PropertyMap {
  [name: string]: PropertyValue;
}

/** Stands in a preview for a value that only an update can know. */
export const UNKNOWN: string = unknownValue;

export function isMap(value: PropertyValue | undefined): value is PropertyMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value itself, with every secret mark taken off, at any depth. */
export function withoutSecretMarks(value: PropertyValue): PropertyValue {
  if (Array.isArray(value)) {
    return value.map(withoutSecretMarks);
  }
  if (!isMap(value)) {
    return value;
  }
  if (value[specialSigKey] === specialSecretSig) {
    return withoutSecretMarks(value["value"] ?? null);
  }
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withoutSecretMarks(part)]));
}

/** Whether the value, or anything in it, is marked secret. */
export function containsSecret(value: PropertyValue): boolean {
  if (Array.isArray(value)) {
    return value.some(containsSecret);
  }
  return (
    isMap(value) && (value[specialSigKey] === specialSecretSig || Object.values(value).some(containsSecret))
  );
}

export function asSecret(value: PropertyValue): PropertyMap {
  return { [specialSigKey]: specialSecretSig, value };
}
