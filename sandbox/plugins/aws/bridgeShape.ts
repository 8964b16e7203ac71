import type { Fields, PackageShape, Shape, TypeShape } from "./shapes";
import { PROVIDER_TYPE } from "./tokens";

/** The parts of a Pulumi package schema that say which properties exist and what form they have. */
export interface BridgeSchema {
  readonly provider?: { readonly inputProperties?: Record<string, PropertySpec> };
  readonly resources?: Record<
    string,
    { inputProperties?: Record<string, PropertySpec>; properties?: Record<string, PropertySpec> }
  >;
  readonly functions?: Record<
    string,
    {
      inputs?: { properties?: Record<string, PropertySpec> };
      outputs?: { properties?: Record<string, PropertySpec> };
    }
  >;
  readonly types?: Record<string, { properties?: Record<string, PropertySpec> }>;
}

interface PropertySpec {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: PropertySpec;
  readonly additionalProperties?: PropertySpec;
}

/**
 * Reduces the bridge's package schema to its shapes, by the bridge's own tokens.
 *
 * The bridge names every nested block by its whole path, so that web ACL rules alone make ten thousand block types.
 * Blocks with the same fields become one here, which leaves a few hundred.
 */
export function bridgeShape(schema: BridgeSchema): PackageShape {
  const blocks = new BlockTable(schema.types ?? {});
  const provider = blocks.fields(schema.provider?.inputProperties);
  const types: Record<string, TypeShape> = { [PROVIDER_TYPE]: { inputs: provider, outputs: provider } };
  for (const [token, resource] of Object.entries(schema.resources ?? {})) {
    types[token] = {
      inputs: blocks.fields(resource.inputProperties),
      outputs: blocks.fields(resource.properties),
    };
  }
  for (const [token, invoke] of Object.entries(schema.functions ?? {})) {
    types[token] = {
      inputs: blocks.fields(invoke.inputs?.properties),
      outputs: blocks.fields(invoke.outputs?.properties),
    };
  }
  return { types, objects: blocks.objects };
}

class BlockTable {
  readonly objects: Record<string, Fields> = {};
  private readonly idOfName = new Map<string, string>();
  private readonly idOfContent = new Map<string, string>();

  constructor(
    private readonly specs: Readonly<Record<string, { properties?: Record<string, PropertySpec> }>>,
  ) {}

  fields(properties: Record<string, PropertySpec> | undefined): Fields {
    return Object.fromEntries(
      Object.entries(properties ?? {}).map(([name, spec]) => [name, this.shape(spec)]),
    );
  }

  private shape(spec: PropertySpec): Shape {
    if (spec.$ref?.startsWith("#/types/") === true) {
      return { kind: "object", type: this.block(decodeURIComponent(spec.$ref.slice("#/types/".length))) };
    }
    switch (spec.type) {
      case "array":
        return { kind: "list", of: spec.items === undefined ? { kind: "any" } : this.shape(spec.items) };
      case "object": {
        const values = spec.additionalProperties;
        return { kind: "map", of: values === undefined ? { kind: "any" } : this.shape(values) };
      }
      case "integer":
      case "number":
        return { kind: "number" };
      case "boolean":
      case "string":
        return { kind: spec.type };
      default:
        return { kind: "any" };
    }
  }

  /** The id of a block type. Terraform's blocks never contain themselves, so this ends. */
  private block(name: string): string {
    const known = this.idOfName.get(name);
    if (known !== undefined) {
      return known;
    }
    const fields = this.fields(this.specs[name]?.properties);
    const content = JSON.stringify(fields);
    const id = this.idOfContent.get(content) ?? String(this.idOfContent.size);
    this.idOfContent.set(content, id);
    this.idOfName.set(name, id);
    this.objects[id] = fields;
    return id;
  }
}
