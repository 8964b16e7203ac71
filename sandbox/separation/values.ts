/** What the engine and its plugins keep in a state beside the resource's own fields. */
const BOOKKEEPING = new Set(["__meta", "__pulumi_raw_state_delta", "__defaults", "__internal"]);

/** A text of a state, and where it is. */
export interface StateText {
  /** For example `inputs.ingress[0].cidrBlocks[1]`. */
  readonly path: string;
  readonly text: string;
}

export type Fields = Readonly<Record<string, unknown>>;

/** Every text of a value, with what is in base64 beside its decoded form: user data names buckets and keys as well. */
export function textsOf(value: unknown, path = ""): StateText[] {
  if (typeof value === "string") {
    const decoded = fromBase64(value);
    return [{ path, text: value }, ...(decoded === undefined ? [] : [{ path, text: decoded }])];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => textsOf(item, `${path}[${index}]`));
  }
  return Object.entries(fieldsOf(value))
    .filter(([key]) => !BOOKKEEPING.has(key))
    .flatMap(([key, item]) => textsOf(item, path === "" ? key : `${path}.${key}`));
}

/** The fields of an object; none of anything else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** A text field; undefined where it is absent, empty or no text. */
export function textAt(fields: Fields, key: string): string | undefined {
  const value = fields[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A list field, or a single value as a list of one; empty where it is absent. */
export function listAt(fields: Fields, key: string): readonly unknown[] {
  return asList(fields[key]);
}

export function asList(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) {
    return [];
  }
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

/** The texts of a list field. */
export function textsAt(fields: Fields, key: string): string[] {
  return listAt(fields, key).filter((item): item is string => typeof item === "string" && item !== "");
}

/** What a JSON text holds; undefined where it is none. */
export function fromJson(text: unknown): unknown {
  if (typeof text !== "string") {
    return undefined;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The account of an ARN; undefined where it names none. */
export function accountOfArn(arn: string): string | undefined {
  return /^arn:[^:]+:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1];
}

function fromBase64(text: string): string | undefined {
  if (text.length < 24 || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) {
    return undefined;
  }
  const decoded = Buffer.from(text, "base64").toString("utf8");
  return /^[\x20-\x7e\s]+$/.test(decoded) ? decoded : undefined;
}
