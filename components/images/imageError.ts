/** A problem with images that the user can mend: its message is shown without a stack trace. */
export class ImageError extends Error {
  public override readonly name = "ImageError";
}

/** What AWS SDK errors are called, and what to do about them. */
const REMEDIES: readonly (readonly [pattern: RegExp, remedy: string])[] = [
  [
    /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|Forbidden)$/,
    "The credentials, or the delivery account's role, lack a permission: use those of a person or pipeline that may bake.",
  ],
  [
    /^(CredentialsProviderError|TokenProviderError)$/,
    "No AWS credentials were found: log in, set AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
  ],
  [
    /^(ExpiredToken|ExpiredTokenException|RequestExpired|InvalidClientTokenId|UnrecognizedClientException|AuthFailure|InvalidAccessKeyId)$/,
    "The AWS credentials are expired or wrong: log in again.",
  ],
  [
    /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|TimeoutError)$/,
    "AWS was not reached: check the network, and AWS_ENDPOINT_URL if it is set.",
  ],
];

/** The name by which an error of the AWS SDK, or of the network below it, is told from others. */
export function awsErrorName(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) {
    return undefined;
  }
  return "code" in cause && typeof cause.code === "string" ? cause.code : cause.name;
}

/**
 * An error of the AWS SDK in words that help.
 *
 * @param doing What was being done, for example `"The image catalogue could not be read"`.
 * @param remedies What to do about errors that mean something particular here, by name.
 * @returns An ImageError; what is no error of AWS or the network comes back as it is, because no user can mend it.
 */
export function explained(
  cause: unknown,
  doing: string,
  remedies: Readonly<Record<string, string>> = {},
): unknown {
  const name = awsErrorName(cause);
  if (name === undefined || !(cause instanceof Error) || cause instanceof ImageError) {
    return cause;
  }
  const remedy = remedies[name] ?? REMEDIES.find(([pattern]) => pattern.test(name))?.[1];
  // Every refusal of an AWS service has this field; what has neither it nor a remedy is a mistake of ours.
  if (remedy === undefined && !("$fault" in cause)) {
    return cause;
  }
  const said = [name, cause.message].filter((text) => text !== "").join(": ");
  return new ImageError(`${doing} (${said}).${remedy === undefined ? "" : `\n${remedy}`}`, { cause });
}
