/** How the shape of a value differs between the SDK and the bridge. */
export type ShapeDifference =
  /** A list of at most one block in the bridge; the block itself, or nothing, in the SDK. */
  | "listInBridge"
  /** A list of at most one block in the SDK; the block itself, or nothing, in the bridge. */
  | "listInSdk";

/**
 * The SDK's type of a value that the bridge holds as a string. A document may be an object or its JSON text, an
 * archive is the path of a zip file. */
export type Cast = "boolean" | "number" | "document" | "archive";

/** One line of `renames.json`: how one property of one type differs. Absent fields mean "no difference". */
export interface Difference {
  readonly bridge?: string;
  readonly shape?: ShapeDifference;
  readonly cast?: Cast;
}

/** All differences by Pulumi type, then by the SDK's property path (`rules.filter.and`). */
export type Differences = Readonly<Record<string, Readonly<Record<string, Difference>>>>;

/** A difference, placed in the tree of the type's properties. */
export interface FieldRule {
  readonly sdkName: string;
  readonly bridgeName: string;
  readonly shape: ShapeDifference | undefined;
  readonly cast: Cast | undefined;
  readonly fields: RuleTree;
}

/** The rules for one level of properties, by either name. */
export interface RuleTree {
  readonly bySdkName: ReadonlyMap<string, FieldRule>;
  readonly byBridgeName: ReadonlyMap<string, FieldRule>;
}

/** The tree of a type that is the same on both sides. */
export const NO_RULES: RuleTree = { bySdkName: new Map(), byBridgeName: new Map() };

/** Builds the rule tree of one type from its lines in `renames.json`. */
export function ruleTree(differences: Readonly<Record<string, Difference>> | undefined): RuleTree {
  return differences === undefined ? NO_RULES : subtree(Object.entries(differences));
}

function subtree(lines: readonly (readonly [string, Difference])[]): RuleTree {
  if (lines.length === 0) {
    return NO_RULES;
  }
  const names = new Set(lines.map(([path]) => firstSegment(path)));
  const rules = [...names].map((sdkName): FieldRule => {
    const own = lines.find(([path]) => path === sdkName)?.[1];
    const below = lines
      .filter(([path]) => path.startsWith(`${sdkName}.`))
      .map(([path, difference]) => [path.slice(sdkName.length + 1), difference] as const);
    return {
      sdkName,
      bridgeName: own?.bridge ?? sdkName,
      shape: own?.shape,
      cast: own?.cast,
      fields: subtree(below),
    };
  });
  return {
    bySdkName: new Map(rules.map((rule) => [rule.sdkName, rule])),
    byBridgeName: new Map(rules.map((rule) => [rule.bridgeName, rule])),
  };
}

function firstSegment(path: string): string {
  return path.split(".", 1)[0] ?? path;
}
