import type { Cast, Difference, Differences } from "./rules";
import { innermost, type Fields, type PackageShape, type Shape } from "./shapes";

/** The argument that version 7 of the SDK adds to every regional type; provider 5 knows it nowhere. */
const REGION = "region";

/** Properties by type that the SDK has and the bridge does not, as paths in the SDK's words, sorted. */
export type PathsByType = Readonly<Record<string, readonly string[]>>;

/** How the SDK and the bridge differ over a table of types. */
export interface Comparison {
  readonly differences: Differences;
  readonly missingInputs: PathsByType;
  readonly missingOutputs: PathsByType;
  /** Inputs, as paths in the SDK's words as far as it has any, that the bridge takes and the SDK does not offer. */
  readonly foreignInputs: PathsByType;
  /** Types that the bridge does not have at all. */
  readonly missingTypes: readonly string[];
  /** Differences that no rule can express: what was found, in words. */
  readonly conflicts: readonly string[];
}

/**
 * Compares every type of the SDK with its counterpart in the bridge, at every depth.
 *
 * Names are paired by equality, then by `named` (pairs that no grammar reveals, such as a subscription's `topic`,
 * which is `topicArn`), then by being singular and plural of one word.
 */
export function compareShapes(
  sdk: PackageShape,
  bridge: PackageShape,
  tokens: ReadonlyMap<string, string>,
  named: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Comparison {
  const differences: Record<string, Record<string, Difference>> = {};
  const missingInputs: Record<string, string[]> = {};
  const missingOutputs: Record<string, string[]> = {};
  const foreignInputs: Record<string, string[]> = {};
  const missingTypes: string[] = [];
  const conflicts: string[] = [];

  for (const [sdkToken, bridgeToken] of tokens) {
    const sdkType = sdk.types[sdkToken];
    const bridgeType = bridge.types[bridgeToken];
    if (sdkType === undefined || bridgeType === undefined) {
      missingTypes.push(sdkToken);
      continue;
    }
    const found = (role: "inputs" | "outputs") =>
      new Pairing(sdk, bridge, named[sdkToken] ?? {}).compare(sdkType[role], bridgeType[role]);
    const inputs = found("inputs");
    const outputs = found("outputs");
    const merged = new Map([...outputs.differences, ...inputs.differences]);
    for (const [path, difference] of outputs.differences) {
      if (JSON.stringify(merged.get(path)) !== JSON.stringify(difference)) {
        conflicts.push(`${sdkToken} ${path}: its input and its output need different rules`);
      }
    }
    conflicts.push(...[...inputs.conflicts, ...outputs.conflicts].map((text) => `${sdkToken} ${text}`));
    setIfAny(differences, sdkToken, sortedObject(merged));
    setIfAny(foreignInputs, sdkToken, inputs.foreign.sort());
    setIfAny(missingInputs, sdkToken, inputs.missing.sort());
    setIfAny(
      missingOutputs,
      sdkToken,
      outputs.missing.filter((path) => !inputs.missing.includes(path)).sort(),
    );
  }
  return {
    differences,
    missingInputs,
    missingOutputs,
    foreignInputs,
    missingTypes,
    conflicts: [...new Set(conflicts)],
  };
}

class Pairing {
  readonly differences = new Map<string, Difference>();
  readonly missing: string[] = [];
  readonly foreign: string[] = [];
  readonly conflicts: string[] = [];
  private readonly open: { readonly pair: string; readonly sdkType: string }[] = [];

  constructor(
    private readonly sdk: PackageShape,
    private readonly bridge: PackageShape,
    private readonly named: Readonly<Record<string, string>>,
  ) {}

  /**
   * Compares one level of properties and everything below it. Gaps are not listed inside a block that contains
   * itself, such as a web ACL statement: Terraform unrolls those a few times only, and the SDK without end.
   */
  compare(sdkFields: Fields, bridgeFields: Fields, prefix = "", listGaps = true): this {
    const met = new Set<string>();
    for (const [name, sdkShape] of Object.entries(sdkFields)) {
      const path = prefix + name;
      const bridgeName = this.counterpart(path, name, sdkFields, bridgeFields);
      const bridgeShape = bridgeName === undefined ? undefined : bridgeFields[bridgeName];
      if (bridgeName === undefined || bridgeShape === undefined) {
        if (listGaps && path !== REGION) {
          this.missing.push(path);
        }
        continue;
      }
      met.add(bridgeName);
      this.compareField(path, name, bridgeName, sdkShape, bridgeShape, listGaps);
    }
    if (listGaps) {
      const strangers = Object.keys(bridgeFields).filter((name) => !met.has(name));
      this.foreign.push(...strangers.map((name) => prefix + name));
    }
    return this;
  }

  private counterpart(
    path: string,
    name: string,
    sdkFields: Fields,
    bridgeFields: Fields,
  ): string | undefined {
    const given = this.named[path];
    if (given !== undefined) {
      return given;
    }
    if (name in bridgeFields) {
      return name;
    }
    return Object.keys(bridgeFields).find((other) => !(other in sdkFields) && stem(other) === stem(name));
  }

  private compareField(
    path: string,
    name: string,
    bridgeName: string,
    sdkShape: Shape,
    bridgeShape: Shape,
    listGaps: boolean,
  ): void {
    const shape =
      sdkShape.kind === "list" && bridgeShape.kind !== "list" && bridgeShape.kind !== "any"
        ? ("listInSdk" as const)
        : sdkShape.kind !== "list" && sdkShape.kind !== "any" && bridgeShape.kind === "list"
          ? ("listInBridge" as const)
          : undefined;
    const cast = this.cast(path, sdkShape, bridgeShape);
    if (bridgeName !== name || shape !== undefined || cast !== undefined) {
      this.differences.set(path, {
        ...(bridgeName === name ? {} : { bridge: bridgeName }),
        ...(shape === undefined ? {} : { shape }),
        ...(cast === undefined ? {} : { cast }),
      });
    }
    this.descend(path, innermost(sdkShape), innermost(bridgeShape), listGaps);
  }

  private cast(path: string, sdkShape: Shape, bridgeShape: Shape): Cast | undefined {
    const from = innermost(sdkShape).kind;
    const to = innermost(bridgeShape).kind;
    if (from === to || from === "any" || to === "any") {
      return undefined;
    }
    if (
      to === "string" &&
      (from === "boolean" || from === "number" || from === "document" || from === "archive")
    ) {
      return from;
    }
    this.conflicts.push(`${path}: ${from} in the SDK, ${to} in the bridge`);
    return undefined;
  }

  private descend(path: string, sdkShape: Shape, bridgeShape: Shape, listGaps: boolean): void {
    if (sdkShape.kind !== "object" || bridgeShape.kind !== "object") {
      return;
    }
    const pair = `${sdkShape.type} ${bridgeShape.type}`;
    if (this.open.some((block) => block.pair === pair)) {
      return;
    }
    const recurs = this.open.some((block) => block.sdkType === sdkShape.type);
    this.open.push({ pair, sdkType: sdkShape.type });
    const sdkFields = this.sdk.objects[sdkShape.type] ?? {};
    const bridgeFields = this.bridge.objects[bridgeShape.type] ?? {};
    this.compare(sdkFields, bridgeFields, `${path}.`, listGaps && !recurs);
    this.open.pop();
  }
}

/** A word without its plural ending, so that `policies` meets `policy` and `indexes` meets `indices`. */
function stem(name: string): string {
  return name
    .toLowerCase()
    .replace(/(indices|indexes)$/, "index")
    .replace(/ies$/, "y")
    .replace(/(ss|x|ch)es$/, "$1")
    .replace(/([^s])s$/, "$1");
}

function sortedObject(differences: ReadonlyMap<string, Difference>): Record<string, Difference> {
  return Object.fromEntries([...differences].sort(([left], [right]) => (left < right ? -1 : 1)));
}

function setIfAny<T extends object>(target: Record<string, T>, key: string, value: T): void {
  if (Object.keys(value).length > 0) {
    target[key] = value;
  }
}
