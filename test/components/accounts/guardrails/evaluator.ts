import type { GuardrailPolicy } from "../../../../components/accounts/guardrails/guardrailPolicies";
import { type Statement, statementsOf } from "../../../../components/accounts/guardrails/policyDocument";

export const ORGANIZATION = "o-exampleorg";
export const MANAGEMENT = "100000000001";
export const DELIVERY = "100000000002";
export const AUDIT = "100000000003";
/** The account of a vertical that is not restricted. */
export const MARKETING = "100000000004";
/** The account of a restricted vertical. */
export const BANKING = "100000000005";
/** An account outside the organization. */
export const FOREIGN = "900000000009";

const MEMBERS: readonly string[] = [DELIVERY, AUDIT, MARKETING, BANKING];

/** Values of condition keys in a request. */
export type Context = Readonly<Record<string, string>>;

/** One request as AWS judges it. */
export interface Request {
  /** ARN of the caller, of a session its role's; the name of a service, or `anybody` for a request without signature. */
  readonly who: string;
  readonly action: string;

  /** The resource's ARN. @default - some resource without a name */
  readonly on?: string;

  /** The account that the resource is in. @default - the caller's */
  readonly in?: string;

  /** Condition keys beyond those that follow from the above. */
  readonly with?: Context;
}

/** The statements of a policy, and whom they are attached above. */
export type Attached = Pick<GuardrailPolicy, "type" | "target"> & {
  readonly statements: readonly Statement[];
};

export function attached(policies: readonly GuardrailPolicy[]): Attached[] {
  return policies.map(({ type, target, guardrails }) => ({
    type,
    target,
    statements: statementsOf(type, guardrails),
  }));
}

/** Whether any policy that is attached above the caller's account, or the resource's, denies the request. */
export function isDenied(policies: readonly Attached[], request: Request): boolean {
  const context = contextOf(request);
  return policies.some(({ type, target, statements }) => {
    const account = context.get(
      type === "SERVICE_CONTROL_POLICY" ? "aws:PrincipalAccount" : "aws:ResourceAccount",
    );
    const applies = MEMBERS.includes(account ?? "") && (target === "root" || account === BANKING);
    return applies && statements.some((statement) => matches(statement, request, context));
  });
}

function contextOf({ who, in: resourceAccount, with: given }: Request): Map<string, string> {
  const account = /^arn:aws:iam::(\d{12}):/.exec(who)?.[1];
  const service = who.endsWith(".amazonaws.com");
  const member = account === MANAGEMENT || MEMBERS.includes(account ?? "");
  const entries: (readonly [string, string | undefined])[] = [
    ["aws:RequestedRegion", "eu-west-1"],
    ["aws:SecureTransport", "true"],
    ["aws:PrincipalArn", account === undefined ? undefined : who],
    ["aws:PrincipalAccount", account],
    ["aws:PrincipalOrgID", member ? ORGANIZATION : undefined],
    ["aws:PrincipalIsAWSService", account === undefined && !service ? undefined : String(service)],
    ["aws:ResourceAccount", resourceAccount ?? account],
    ...Object.entries(given ?? {}),
  ];
  return new Map(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function matches(statement: Statement, request: Request, context: ReadonlyMap<string, string>): boolean {
  const named = (patterns: string | readonly string[], value: string) =>
    listOf(patterns).some((pattern) => like(pattern, value));
  const byAction =
    statement.NotAction === undefined
      ? named(statement.Action ?? [], request.action)
      : !named(statement.NotAction, request.action);
  return (
    byAction &&
    named(statement.Resource, request.on ?? "arn:aws:example:::nothing") &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) =>
        holds(operator, context.get(key), listOf(values), context),
      ),
    )
  );
}

type Test = (actual: string, wanted: string) => boolean;

const TESTS: Readonly<Record<string, Test>> = {
  StringEquals: (actual, wanted) => actual === wanted,
  Bool: (actual, wanted) => actual === wanted,
  // Of the values that a key has; no request here has more than one.
  "ForAnyValue:StringLike": (actual, wanted) => like(wanted, actual),
  ArnLike: (actual, wanted) => like(wanted, actual),
  NumericLessThan: (actual, wanted) => Number(actual) < Number(wanted),
};

/** A negated operator holds when none of the values matches, and so does it without the key. */
const NEGATED: Readonly<Record<string, string>> = { StringNotEquals: "StringEquals", ArnNotLike: "ArnLike" };

function holds(
  operator: string,
  actual: string | undefined,
  wanted: readonly string[],
  context: ReadonlyMap<string, string>,
): boolean {
  if (operator === "Null") {
    return wanted.includes(String(actual === undefined));
  }
  const base = operator.replace(/IfExists$/, "");
  const test = TESTS[NEGATED[base] ?? base];
  if (test === undefined) {
    throw new Error(`The evaluator does not know the operator ${operator}.`);
  }
  if (actual === undefined) {
    return base !== operator || base in NEGATED;
  }
  const any = wanted.some((value) => test(actual, withVariables(value, context)));
  return base in NEGATED ? !any : any;
}

function withVariables(value: string, context: ReadonlyMap<string, string>): string {
  return value.replace(/\$\{([^}]+)\}/g, (_, key: string) => context.get(key) ?? "");
}

function listOf(values: string | readonly string[]): readonly string[] {
  return typeof values === "string" ? [values] : values;
}

const COMPILED = new Map<string, RegExp>();

/** Wildcards over the whole text; the patterns here have none that could cross a colon by mistake. */
function like(pattern: string, value: string): boolean {
  const compiled =
    COMPILED.get(pattern) ?? new RegExp(`^${pattern.split("*").map(literally).join(".*")}$`, "i");
  COMPILED.set(pattern, compiled);
  return compiled.test(value);
}

function literally(text: string): string {
  return text.replace(/[^\w]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
