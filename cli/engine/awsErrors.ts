import { awsErrorName } from "../../components/images/imageError";
import { CliError, usageError } from "../cliError";
import { EXIT } from "../exitCodes";

const NO_CREDENTIALS = /^(CredentialsProviderError|TokenProviderError)$/;
const BAD_CREDENTIALS =
  /^(ExpiredToken|ExpiredTokenException|RequestExpired|InvalidClientTokenId|UnrecognizedClientException|AuthFailure|InvalidAccessKeyId|SignatureDoesNotMatch)$/;
const DENIED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|Forbidden)$/;
const UNREACHABLE = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|TimeoutError)$/;

/** An error of AWS in words that say what to do; what is none comes back as it is. @param doing in a sentence of its own */
export function explainedAwsError(error: unknown, doing: string): unknown {
  const name = awsErrorName(error);
  if (error instanceof CliError || !(error instanceof Error) || name === undefined) {
    return error;
  }
  const said = `${doing}: ${error.message === "" ? name : `${name}: ${error.message}`}`;
  if (NO_CREDENTIALS.test(name)) {
    return usageError(
      `${said}\nNo AWS credentials were found. Log in, set AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
    );
  }
  if (BAD_CREDENTIALS.test(name)) {
    return usageError(`${said}\nThe AWS credentials are expired or wrong. Log in again.`);
  }
  if (DENIED.test(name)) {
    return usageError(
      `${said}\nThese credentials may not do that. Use those of a person or pipeline that may release.`,
    );
  }
  if (UNREACHABLE.test(name)) {
    return new CliError(
      EXIT.failed,
      `${said}\nAWS was not reached. Look at the network, and at AWS_ENDPOINT_URL if it is set.`,
    );
  }
  // Every refusal of an AWS service has this field; what has neither it nor a remedy is a mistake of ours.
  return "$fault" in error ? new CliError(EXIT.failed, said) : error;
}
