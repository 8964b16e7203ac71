import type * as resource from "@pulumi/pulumi/proto/resource_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

import { UNKNOWN_ON_THE_WIRE } from "../host";

export type Json = JavaScriptValue;
export type Properties = Readonly<Record<string, Json>>;

/** How the SDK marks an object that stands for something else, and what it may stand for. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e";

/** Properties of a request. */
export function propertiesOf(struct: ReturnType<resource.RegisterResourceRequest["getObject"]>): Properties {
  return (struct?.toJavaScript() ?? {}) as Properties;
}

/** Properties as a policy gets them: secrets in clear, and of a resource its id or, for want of one, its URN. */
export function inClear(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(inClear);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const { [SIGNATURE]: kind, ...rest } = value as Record<string, Json>;
  if (kind === SECRET) {
    return inClear(rest.value ?? null);
  }
  if (kind === REFERENCE) {
    return rest.id === undefined ? (rest.urn ?? null) : rest.id === "" ? UNKNOWN_ON_THE_WIRE : rest.id;
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inClear(inner as Json)]));
}

/** Text of a property, or what stands for it. */
export function textOf(value: Json | undefined, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}

/** Whether a part of a value is unknown. */
export function holdsUnknown(value: unknown): boolean {
  return JSON.stringify(value ?? null).includes(UNKNOWN_ON_THE_WIRE);
}
