/**
 * The form of a property's value. A `document` is a JSON text that the SDK also takes as an object; an
 * `archive` is files, which Terraform takes as the path of a zip file. */
export type Shape =
  | { readonly kind: "string" | "number" | "boolean" | "document" | "archive" | "any" }
  | { readonly kind: "list" | "map"; readonly of: Shape }
  | { readonly kind: "object"; readonly type: string };

/** The properties of a resource, of an invoke's arguments or result, or of a nested block. */
export type Fields = Readonly<Record<string, Shape>>;

/** What goes into a resource or invoke, and what comes out of it. */
export interface TypeShape {
  readonly inputs: Fields;
  readonly outputs: Fields;
}

/** Types by token, and the nested blocks they refer to by name. */
export interface PackageShape {
  readonly types: Readonly<Record<string, TypeShape>>;
  readonly objects: Readonly<Record<string, Fields>>;
}

/** What a list or map holds, however deeply nested; any other shape itself. */
export function innermost(shape: Shape): Shape {
  return shape.kind === "list" || shape.kind === "map" ? innermost(shape.of) : shape;
}
