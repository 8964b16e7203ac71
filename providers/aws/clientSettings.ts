/** Tries of one call. Throttling hits a third of calls at the worst, so that eight fail once in ten thousand. */
const MAX_ATTEMPTS = 8;

/** Milliseconds of one try, after which a silent server counts as a failed try. */
const CONNECTION_TIMEOUT = 5_000;
const REQUEST_TIMEOUT = 15_000;

/** Seconds that a role is assumed for: AWS's least; https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const SESSION_SECONDS = 900;

/** What every client is made with. An endpoint comes only from `AWS_ENDPOINT_URL` in the environment. */
export function clientSettings(region: string) {
  return {
    region,
    retryMode: "standard",
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT,
      requestTimeout: REQUEST_TIMEOUT,
      throwOnRequestTimeout: true,
    },
  };
}
