import { accountOfArn, asList, type Fields, fieldsOf, fromJson, textsAt } from "./values";

/** Whom one statement of a policy lets in. */
export type Grantee =
  | { readonly kind: "service"; readonly name: string }
  /** A principal of one account: the account itself (its root), a role or a user. */
  | { readonly kind: "account"; readonly id: string; readonly arn: string }
  /** Everybody whom the conditions leave. `accounts` are those they name; empty where they name none. */
  | { readonly kind: "anyone"; readonly accounts: readonly string[] }
  | { readonly kind: "other"; readonly name: string };

/** Condition keys whose values are accounts. */
const ACCOUNT_KEYS = ["aws:principalaccount", "aws:sourceaccount", "aws:sourceowner", "kms:calleraccount"];

/** Condition keys whose values are ARNs of who asks. */
const ARN_KEYS = ["aws:principalarn", "aws:sourcearn"];

/** Operators that let through only what equals one of the values, or is like it. */
const BINDING = /^(foranyvalue:)?(stringequals|stringlike|arnequals|arnlike)$/;

/** @returns Undefined where the text is no policy document. */
export function documentOf(text: unknown): readonly Fields[] | undefined {
  const statements = fieldsOf(fromJson(text)).Statement;
  return statements === undefined ? undefined : asList(statements).map(fieldsOf);
}

/** Everybody whom a resource's policy lets in: the principals of its allowing statements. */
export function granteesOf(statements: readonly Fields[]): Grantee[] {
  return statements.filter(({ Effect }) => Effect !== "Deny").flatMap(granteesOfStatement);
}

/** Whether whoever is let in is an AWS service, or of one of the accounts. */
export function isWithin(grantee: Grantee, accountIds: readonly string[]): boolean {
  switch (grantee.kind) {
    case "service":
      return true;
    case "account":
      return accountIds.includes(grantee.id);
    case "anyone":
      return grantee.accounts.length > 0 && grantee.accounts.every((id) => accountIds.includes(id));
    case "other":
      return false;
  }
}

/** How a sentence names whoever is let in. */
export function granteeName(grantee: Grantee): string {
  switch (grantee.kind) {
    case "account":
      return grantee.arn;
    case "anyone":
      return grantee.accounts.length === 0 ? "everybody" : `everybody of ${grantee.accounts.join(", ")}`;
    case "service":
    case "other":
      return grantee.name;
  }
}

function granteesOfStatement(statement: Fields): Grantee[] {
  const anyone: Grantee = { kind: "anyone", accounts: boundTo(fieldsOf(statement.Condition)) };
  if ("NotPrincipal" in statement || statement.Principal === "*") {
    return [anyone];
  }
  return Object.entries(fieldsOf(statement.Principal)).flatMap(([kind, value]) =>
    asList(value).map((name): Grantee => grantee(kind, String(name), anyone)),
  );
}

function grantee(kind: string, name: string, anyone: Grantee): Grantee {
  if (kind === "Service") {
    return { kind: "service", name };
  }
  if (kind !== "AWS") {
    return { kind: "other", name };
  }
  if (name === "*") {
    return anyone;
  }
  const id = /^\d{12}$/.test(name) ? name : accountOfArn(name);
  return id === undefined ? { kind: "other", name } : { kind: "account", id, arn: name };
}

/** The accounts that conditions name: who is of none of them is not let in. */
function boundTo(conditions: Fields): string[] {
  return Object.entries(conditions)
    .filter(([operator]) => BINDING.test(operator.toLowerCase()))
    .flatMap(([, keys]) =>
      Object.keys(fieldsOf(keys)).flatMap((key) =>
        accountsOf(key.toLowerCase(), textsAt(fieldsOf(keys), key)),
      ),
    );
}

/** Of several values any may match, so one that names no account leaves the key without meaning here. */
function accountsOf(key: string, values: readonly string[]): string[] {
  const accounts = ACCOUNT_KEYS.includes(key)
    ? values.filter((value) => /^\d{12}$/.test(value))
    : ARN_KEYS.includes(key)
      ? values.flatMap((arn) => accountOfArn(arn) ?? [])
      : [];
  return accounts.length === values.length ? accounts : [];
}
