import { CheckFailure } from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { InputProblem } from "./unknownInputs";
import type { ValueMap } from "./values";

/** The properties in a message; an empty map where the field is not set. */
export function propertiesOf(struct: Struct | undefined): ValueMap {
  return struct?.toJavaScript() ?? {};
}

/** The message field for some properties. */
export function structOf(properties: ValueMap): Struct {
  return Struct.fromJavaScript(properties);
}

/** Changes the properties in a message field; a field that is not set stays so. */
export function converted(
  struct: Struct | undefined,
  change: (properties: ValueMap) => ValueMap,
): Struct | undefined {
  return struct === undefined ? undefined : structOf(change(propertiesOf(struct)));
}

/** The message for an input that is refused. */
export function failure({ property, reason }: InputProblem): CheckFailure {
  return new CheckFailure().setProperty(property).setReason(reason);
}

/** The text of a caught error. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
