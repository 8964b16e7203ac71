import type { PathsByType } from "./comparison";
import { ruleTree, type Differences, type RuleTree } from "./rules";
import type { Fields, PackageShape } from "./shapes";
import {
  camelCase,
  capitalised,
  PROVIDER_TYPE,
  terraformNames,
  tokenTable,
  type TokenTable,
  type TypeTable,
} from "./tokens";
import type { KnownInputs } from "./unknownInputs";

/** What the SDK has and the bridge lacks, and the reverse: the content of `gaps.json`. */
export interface Gaps {
  readonly sdkOnlyInputs: PathsByType;
  readonly sdkOnlyOutputs: PathsByType;
  readonly bridgeOnlyInputs: PathsByType;
}

/** The committed tables that say how the SDK's world maps to Terraform's. */
export interface Tables {
  readonly types: TypeTable;
  readonly differences: Differences;
  readonly gaps: Gaps;
}

/** Everything the plugin knows about the types that it serves. */
export class Catalogue {
  readonly tokens: TokenTable;
  private readonly trees = new Map<string, RuleTree>();

  constructor(
    private readonly tables: Tables,
    private readonly shape: PackageShape,
  ) {
    this.tokens = tokenTable(tables.types);
  }

  /** The Terraform names that the bridge has to load. */
  get terraformNames(): string[] {
    return terraformNames(this.tables.types);
  }

  /**
   * The bridge's token of an SDK type or invoke.
   *
   * @throws Error for one that is not in the table, with what to do
   */
  bridgeToken(token: string): string {
    const found = token === PROVIDER_TYPE ? token : this.tokens.toBridge.get(token);
    if (found === undefined) {
      throw new Error(unknownType(token));
    }
    return found;
  }

  /** The Terraform name behind an SDK token, for matching log lines. */
  terraformName(token: string): string | undefined {
    return this.tables.types.resources[token] ?? this.tables.types.invokes[token];
  }

  /** How the properties of a type differ between the SDK and the bridge. */
  rules(token: string): RuleTree {
    const known = this.trees.get(token);
    if (known !== undefined) {
      return known;
    }
    const tree = ruleTree(this.tables.differences[token]);
    this.trees.set(token, tree);
    return tree;
  }

  /** What inputs a type takes. */
  inputs(token: string): KnownInputs {
    return {
      token,
      rules: this.rules(token),
      fields: this.fields(token),
      objects: this.shape.objects,
      sdkOnly: this.tables.gaps.sdkOnlyInputs[token] ?? [],
      bridgeOnly: this.tables.gaps.bridgeOnlyInputs[token] ?? [],
    };
  }

  /** Whether a type takes an input, by the SDK's name of it. */
  hasInput(token: string, name: string): boolean {
    return (this.rules(token).bySdkName.get(name)?.bridgeName ?? name) in this.fields(token);
  }

  /**
   * What the bridge calls the Terraform id of a type, which the vendor's plugin has among the outputs as `id`: it keeps
   * that name for itself, and takes the resource's, and the provider's where that is an attribute already.
   */
  bridgeId(token: string): string | undefined {
    const terraformName = this.tables.types.resources[token];
    const { outputs = {} } = this.shape.types[this.tokens.toBridge.get(token) ?? ""] ?? {};
    if (terraformName === undefined || "id" in outputs) {
      return undefined;
    }
    const name = `${camelCase(terraformName)}Id`;
    return [`aws${capitalised(name)}`, name].find((candidate) => candidate in outputs);
  }

  private fields(token: string): Fields {
    return this.shape.types[this.bridgeToken(token)]?.inputs ?? {};
  }
}

function unknownType(token: string): string {
  return (
    `The sandbox's aws plugin does not serve ${token}. It serves the types listed in ` +
    `sandbox/plugins/aws/types.json: add the token there with its Terraform name, then run ` +
    `"npx ts-node -T sandbox/plugins/aws/makeTables.ts" and commit what it changes.`
  );
}
