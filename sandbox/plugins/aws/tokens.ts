/** The types that the plugin serves: the SDK's token of each, and the Terraform name behind it. */
export interface TypeTable {
  readonly resources: Readonly<Record<string, string>>;
  readonly invokes: Readonly<Record<string, string>>;
}

/** The SDK's tokens and the bridge's, either way. */
export interface TokenTable {
  readonly toBridge: ReadonlyMap<string, string>;
  readonly toSdk: ReadonlyMap<string, string>;
}

/** The type of the account providers themselves, which is the same on both sides. */
export const PROVIDER_TYPE = "pulumi:providers:aws";

/** Builds the two-way table of tokens. */
export function tokenTable(types: TypeTable): TokenTable {
  const pairs = [
    ...Object.entries(types.resources).map(([sdk, terraform]) => [sdk, resourceToken(terraform)] as const),
    ...Object.entries(types.invokes).map(([sdk, terraform]) => [sdk, invokeToken(terraform)] as const),
  ];
  return { toBridge: new Map(pairs), toSdk: new Map(pairs.map(([sdk, bridge]) => [bridge, sdk])) };
}

/** Every Terraform name in the table, once: what the bridge has to load. */
export function terraformNames(types: TypeTable): string[] {
  return [...new Set([...Object.values(types.resources), ...Object.values(types.invokes)])].sort();
}

/** The bridge's token of a Terraform resource: `aws_vpc` is `aws:index/vpc:Vpc`. */
export function resourceToken(terraformName: string): string {
  const name = camelCase(terraformName);
  return `aws:index/${name}:${capitalised(name)}`;
}

/** The bridge's token of a Terraform data source: `aws_ami` is `aws:index/getAmi:getAmi`. */
export function invokeToken(terraformName: string): string {
  const name = `get${capitalised(camelCase(terraformName))}`;
  return `aws:index/${name}:${name}`;
}

/** The parts of a URN. The name may itself contain `::`. */
export interface UrnParts {
  readonly stackAndProject: string;
  readonly parentTypes: readonly string[];
  readonly type: string;
  readonly name: string;
}

/** Splits `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`, or `undefined` for anything else. */
export function parseUrn(urn: string): UrnParts | undefined {
  const match = /^(urn:pulumi:.*?::.*?)::(.*?)::(.*)$/s.exec(urn);
  const [, stackAndProject, types, name] = match ?? [];
  if (stackAndProject === undefined || types === undefined || name === undefined) {
    return undefined;
  }
  const parentTypes = types.split("$");
  const type = parentTypes.pop() ?? "";
  return { stackAndProject, parentTypes, type, name };
}

/** The type at the end of a URN, or the empty string. */
export function typeOfUrn(urn: string): string {
  return parseUrn(urn)?.type ?? "";
}

/** The same URN with its last type replaced; a URN of another form is returned as it is. */
export function withUrnType(urn: string, type: (current: string) => string): string {
  const parts = parseUrn(urn);
  return parts === undefined
    ? urn
    : `${parts.stackAndProject}::${[...parts.parentTypes, type(parts.type)].join("$")}::${parts.name}`;
}

export function camelCase(terraformName: string): string {
  return terraformName
    .replace(/^aws_/, "")
    .replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

export function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
