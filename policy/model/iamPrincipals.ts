import { accountInArn, type ArnAccount } from "./arn";
import { Malformed, objectAt, textsOf } from "./iamTexts";
import { type PlainObject, UNKNOWN, type Value } from "./value";

/** Who a statement is about, or all but whom (`NotPrincipal`). */
export interface Principals {
  readonly is: "these" | "allBut";
  readonly principals: readonly Principal[];

  /** Whether there are principals that are not known yet. */
  readonly more: boolean;
}

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export type Principal =
  /** `"*"`, alone or as an AWS principal: with or without an account of AWS. */
  | { readonly kind: "everyone" }

  /** An account, or a role, user or session in it; `account` is `invalid` where the text is neither id nor ARN. */
  | { readonly kind: "aws"; readonly text: string; readonly account: ArnAccount }

  /** `text`: the service's name, the ARN or name of the identity provider, the canonical user id. */
  | { readonly kind: "service" | "federated" | "canonical"; readonly text: string };

const KINDS = { AWS: "aws", Service: "service", Federated: "federated", CanonicalUser: "canonical" } as const;

/** The `Principal` or `NotPrincipal` of a statement; undefined where it has none. */
export function readPrincipals(statement: PlainObject, at: string): Principals | undefined {
  const { Principal: these, NotPrincipal: allBut } = statement;
  if (isThere(these) && isThere(allBut)) {
    throw new Malformed(`${at} has both Principal and NotPrincipal`);
  }
  if (isThere(these)) {
    return { is: "these", ...principalsOf(these, `${at}.Principal`) };
  }
  return isThere(allBut) ? { is: "allBut", ...principalsOf(allBut, `${at}.NotPrincipal`) } : undefined;
}

function isThere(value: Value | undefined): value is Exclude<Value, null> {
  return value !== undefined && value !== null;
}

function principalsOf(value: Exclude<Value, null>, at: string): Omit<Principals, "is"> {
  if (value === UNKNOWN) {
    return { principals: [], more: true };
  }
  if (typeof value === "string" || Array.isArray(value)) {
    const { texts, more } = textsOf(value, at);
    if (texts.some((text) => !isEveryone(text))) {
      throw new Malformed(`${at} is neither \`*\` nor says which kind of principal it is`);
    }
    return { principals: texts.map(() => ({ kind: "everyone" })), more };
  }
  const byKind = objectAt(value, at, [...Object.keys(KINDS), "*"]);
  const found = Object.entries(byKind).map(([kind, named]) => {
    const { texts, more } = textsOf(named ?? null, `${at}.${kind}`);
    return { principals: texts.map((text) => principalOf(kind, text)), more };
  });
  if (found.length === 0) {
    throw new Malformed(`${at} is empty`);
  }
  return {
    principals: found.flatMap(({ principals }) => principals),
    more: found.some(({ more }) => more),
  };
}

function principalOf(key: string, text: string): Principal {
  if (key === "*" || (key === "AWS" && isEveryone(text))) {
    return { kind: "everyone" };
  }
  const kind = KINDS[key as keyof typeof KINDS];
  return kind === "aws" ? { kind, text, account: accountInArn(text) } : { kind, text };
}

function isEveryone(text: string): boolean {
  return /^\*+$/.test(text);
}
