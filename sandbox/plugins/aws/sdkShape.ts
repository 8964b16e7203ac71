import * as path from "node:path";
import ts from "typescript";
import type { Fields, PackageShape, Shape, TypeShape } from "./shapes";
import { PROVIDER_TYPE, type TypeTable } from "./tokens";

/**
 * Reads the shapes of the table's types from the SDK's own type files, by the SDK's tokens.
 *
 * @param sdkDir - the folder of `@pulumi/aws`
 * @throws Error naming every type whose file or declarations are missing
 */
export function sdkShape(sdkDir: string, types: TypeTable): PackageShape {
  const tokens = [PROVIDER_TYPE, ...Object.keys(types.resources), ...Object.keys(types.invokes)];
  const files = tokens.map((token) => ({ token, file: typeFile(sdkDir, token) }));
  const program = ts.createProgram(
    files.map(({ file }) => file),
    {
      strict: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      types: [],
    },
  );
  const reader = new ShapeReader(program.getTypeChecker());
  const shapes: Record<string, TypeShape> = {};
  const missing: string[] = [];
  for (const { token, file } of files) {
    const source = program.getSourceFile(file);
    const shape = source === undefined ? undefined : reader.typeShape(source, token);
    if (shape === undefined) {
      missing.push(`${token}: no declarations of it in ${file}`);
    } else {
      shapes[token] = shape;
    }
  }
  if (missing.length > 0) {
    throw new Error(`Types that @pulumi/aws does not declare:\n - ${missing.join("\n - ")}`);
  }
  return { types: shapes, objects: reader.objects };
}

function typeFile(sdkDir: string, token: string): string {
  const modulePath =
    token === PROVIDER_TYPE ? "provider" : (token.split(":")[1] ?? "").replace(/^index\//, "");
  return path.join(sdkDir, `${modulePath}.d.ts`);
}

class ShapeReader {
  readonly objects: Record<string, Fields> = {};

  constructor(private readonly checker: ts.TypeChecker) {}

  /** The shape of the type that a file declares, or `undefined` where the file lacks a part of it. */
  typeShape(source: ts.SourceFile, token: string): TypeShape | undefined {
    const name = token === PROVIDER_TYPE ? "Provider" : (token.split(":")[2] ?? "");
    if (name.startsWith("get")) {
      const capitalised = name.charAt(0).toUpperCase() + name.slice(1);
      const result = declared(source, `${capitalised}Result`);
      const args = declared(source, `${capitalised}Args`);
      return result && { inputs: args ? this.fieldsOf(args) : {}, outputs: this.fieldsOf(result) };
    }
    const args = declared(source, `${name}Args`);
    const resource = declared(source, name);
    return args && resource && { inputs: this.fieldsOf(args), outputs: this.outputsOf(resource) };
  }

  private fieldsOf(declaration: ts.Declaration): Fields {
    return this.fields(this.checker.getTypeAtLocation(declaration).getProperties());
  }

  /** The properties that a resource class itself declares; `id` and `urn` come from its base class. */
  private outputsOf(declaration: ts.Declaration): Fields {
    const own = this.checker.getTypeAtLocation(declaration).getProperties();
    return this.fields(own.filter((property) => property.valueDeclaration?.parent === declaration));
  }

  private fields(properties: readonly ts.Symbol[]): Fields {
    const result: Record<string, Shape> = {};
    for (const property of properties) {
      const declaration = property.valueDeclaration;
      if (
        declaration !== undefined &&
        (ts.isPropertySignature(declaration) || ts.isPropertyDeclaration(declaration)) &&
        declaration.type !== undefined
      ) {
        result[property.name] = this.shape(declaration.type);
      }
    }
    return result;
  }

  /** Reads the written type, because the checker spreads `Output<boolean>` into unions of lifted objects. */
  private shape(node: ts.TypeNode): Shape {
    if (ts.isParenthesizedTypeNode(node)) {
      return this.shape(node.type);
    }
    if (ts.isArrayTypeNode(node)) {
      return { kind: "list", of: this.shape(node.elementType) };
    }
    if (ts.isUnionTypeNode(node)) {
      return this.unionShape(node);
    }
    if (ts.isTypeLiteralNode(node)) {
      const entry = node.members.find(ts.isIndexSignatureDeclaration);
      return entry === undefined ? { kind: "any" } : { kind: "map", of: this.shape(entry.type) };
    }
    if (ts.isTypeReferenceNode(node) && /(^|\.)(Input|Output)$/.test(node.typeName.getText())) {
      const [inner] = node.typeArguments ?? [];
      return inner === undefined ? { kind: "any" } : this.shape(inner);
    }
    return this.namedShape(this.checker.getTypeFromTypeNode(node));
  }

  /**
   * What a union is on the wire: `string | Topic` is the string, since the engine sends a resource as its id, and
   * `string | PolicyDocument` is a document.
   */
  private unionShape(node: ts.UnionTypeNode): Shape {
    const members = node.types
      .filter((member) => member.kind !== ts.SyntaxKind.UndefinedKeyword && !isNull(member))
      .map((member) => this.shape(member));
    // A single file or an archive, as S3 takes them, is no path of a zip file.
    const scalar = members.find(({ kind }) => kind !== "object" && kind !== "any" && kind !== "archive");
    const document = members.some(
      (member) => member.kind === "object" && member.type.endsWith("PolicyDocument"),
    );
    return scalar?.kind === "string" && document
      ? { kind: "document" }
      : (scalar ?? members[0] ?? { kind: "any" });
  }

  private namedShape(type: ts.Type): Shape {
    const members = type.isUnion() ? type.types : [type];
    const all = (flag: ts.TypeFlags) => members.every((member) => (member.flags & flag) !== 0);
    if (all(ts.TypeFlags.StringLike)) {
      return { kind: "string" };
    }
    if (all(ts.TypeFlags.NumberLike)) {
      return { kind: "number" };
    }
    if (all(ts.TypeFlags.BooleanLike)) {
      return { kind: "boolean" };
    }
    const symbol = type.getSymbol();
    if (symbol?.name === "Archive") {
      return { kind: "archive" };
    }
    return symbol !== undefined && (symbol.flags & ts.SymbolFlags.Interface) !== 0
      ? { kind: "object", type: this.block(symbol, type) }
      : { kind: "any" };
  }

  private block(symbol: ts.Symbol, type: ts.Type): string {
    const name = this.checker.getFullyQualifiedName(symbol);
    if (!(name in this.objects)) {
      // The entry stands before its fields are read, because some blocks contain themselves.
      this.objects[name] = {};
      this.objects[name] = this.fields(type.getProperties());
    }
    return name;
  }
}

function isNull(node: ts.TypeNode): boolean {
  return ts.isLiteralTypeNode(node) && node.literal.kind === ts.SyntaxKind.NullKeyword;
}

function declared(source: ts.SourceFile, name: string): ts.Declaration | undefined {
  return source.statements.find(
    (statement): statement is ts.InterfaceDeclaration | ts.ClassDeclaration =>
      (ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement)) &&
      statement.name?.text === name,
  );
}
