import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** What a provider adds to the properties of a type. */
export interface ComputedOutputs {
  /** Properties that are there whatever the program says: those that it leaves out are the cloud's to make. */
  readonly always: readonly string[];

  /** Whether each is text. */
  readonly isText: (property: string) => boolean;

  /** Properties that a program may give. */
  readonly inputs: ReadonlySet<string>;
}

const NONE: ComputedOutputs = { always: [], isText: () => false, inputs: new Set() };
const known = new Map<string, ComputedOutputs>();

/**
 * What a provider makes beside what the program gives, read from the declarations of the package that knows the type:
 * an output that cannot be undefined is given or made.
 *
 * @param type A token, for example `aws:ec2/vpc:Vpc` or `command:local:Command`.
 */
export function computedOutputs(type: string): ComputedOutputs {
  const found = known.get(type) ?? readDeclaration(type);
  known.set(type, found);
  return found;
}

function readDeclaration(type: string): ComputedOutputs {
  const [pkg = "", module = "", name = ""] = type.split(":");
  const file = `${module.includes("/") ? module : `${module}/${name.charAt(0).toLowerCase()}${name.slice(1)}`}.d.ts`;
  const declaration = path.resolve(__dirname, "../../../../node_modules/@pulumi", pkg, file);
  if (!["aws", "command"].includes(pkg) || !existsSync(declaration)) {
    return NONE;
  }
  const text = readFileSync(declaration, "utf8");
  const outputs = new Map(
    [...text.matchAll(/^ {4}readonly (\w+): pulumi\.Output<([^]*?)>;$/gm)].map(
      ([, property = "", of = ""]) => [property, of] as const,
    ),
  );
  const args = text.slice(text.indexOf(`export interface ${name}Args`));
  return {
    always: [...outputs].filter(([, of]) => !of.endsWith("| undefined")).map(([property]) => property),
    isText: (property) => outputs.get(property) === "string",
    inputs: new Set([...args.matchAll(/^ {4}(\w+)\??: /gm)].map(([, property = ""]) => property)),
  };
}
