import { holdsUnknown, withUnknownPartsAs } from "./value";

/** Stands in a text for a part that is not known yet. No ARN, action or account can hold it. */
export const UNKNOWN_PART = "<not known yet>";

/**
 * The parts of an ARN, with `*` where a pattern leaves them open.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export interface Arn {
  /** `aws`, `aws-cn`, `aws-us-gov`, ... */
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** Whose a thing is that an ARN or a pattern of ARNs names. A bare account id leaves the partition open. */
export type ArnAccount =
  | { readonly is: "known"; readonly id: string; readonly partition: string | undefined }

  /** A wildcard stands where the account would: it may be anybody's. */
  | { readonly is: "any" }

  /** The ARN has no account, as those of buckets. */
  | { readonly is: "none" }

  /** AWS's own, as managed policies, or the account of whoever asks, as with `${aws:PrincipalAccount}`. */
  | { readonly is: "aws" | "caller" }
  | { readonly is: "unknown" | "invalid" };

/** Reads an ARN or a pattern of ARNs; a pattern that ends early in `*` leaves all that follows open. */
export function parseArn(text: string): Arn | undefined {
  // A policy variable, as `${aws:PrincipalAccount}`, has a colon of its own.
  const [prefix, ...parts] = text.split(/:(?![^{}]*\})/);
  if (prefix !== "arn") {
    return undefined;
  }
  if (parts.length < 5) {
    const open = parts.at(-1)?.endsWith("*") === true;
    return open ? arnOf([...parts, ...Array.from({ length: 5 - parts.length }, () => "*")]) : undefined;
  }
  return arnOf([...parts.slice(0, 4), parts.slice(4).join(":")]);
}

function arnOf([partition = "", service = "", region = "", account = "", resource = ""]: readonly string[]):
  Arn | undefined {
  return /^(?:aws[a-z-]*|.*[*?<].*)$/.test(partition) && service !== "" && resource !== ""
    ? { partition, service, region, account, resource }
    : undefined;
}

/** The account in an ARN, or in a bare account id; `*` is anybody's. */
export function accountInArn(text: string): ArnAccount {
  if (/^\d{12}$/.test(text)) {
    return { is: "known", id: text, partition: undefined };
  }
  if (/^\*+$/.test(text)) {
    return { is: "any" };
  }
  const arn = parseArn(text);
  if (arn === undefined) {
    return { is: text.startsWith(UNKNOWN_PART) ? "unknown" : "invalid" };
  }
  return accountPart(arn);
}

function accountPart({ account, partition }: Arn): ArnAccount {
  if (account.includes(UNKNOWN_PART)) {
    return { is: "unknown" };
  }
  if (/^\d{12}$/.test(account)) {
    return { is: "known", id: account, partition };
  }
  if (/^[\d*?]*[*?][\d*?]*$/.test(account)) {
    return { is: "any" };
  }
  switch (account) {
    case "":
      return { is: "none" };
    case "aws":
    case "cloudfront":
      return { is: "aws" };
    case "${aws:PrincipalAccount}":
      return { is: "caller" };
    default:
      return { is: "invalid" };
  }
}

/** A text with its unknown parts marked. */
export function markedText(text: string): string {
  return holdsUnknown(text) ? withUnknownPartsAs(text, UNKNOWN_PART) : text;
}
