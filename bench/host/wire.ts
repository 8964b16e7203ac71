import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** A value as it is sent: secrets and unknowns are objects and texts of their own, and are left as they are. */
export type Json = JavaScriptValue;

export function jsonOf(struct: Struct | undefined): Record<string, Json> {
  return struct?.toJavaScript() ?? {};
}

export function structOf(values: Readonly<Record<string, unknown>>): Struct {
  return Struct.fromJavaScript(values as Record<string, Json>);
}
