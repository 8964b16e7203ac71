import { ConfiguredRetryStrategy } from "@smithy/core/retry";

/** Tries of one call. Throttling hits a third of calls at the worst, so that twelve fail once in half a million. */
const MAX_ATTEMPTS = 12;

/**
 * Milliseconds before a call is tried again: at most the first, doubled with every try, and never more than the second. A
 * call that is turned away for good gives up after half a minute, where the SDK's own twenty seconds between two tries
 * would make minutes of it.
 */
const FIRST_DELAY = 250;
const LONGEST_DELAY = 8_000;

/** Milliseconds of one try, after which a silent server counts as a failed try. */
const CONNECTION_TIMEOUT = 5_000;
const REQUEST_TIMEOUT = 15_000;

/** Seconds that a role is assumed for: AWS's least; https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const SESSION_SECONDS = 900;

/**
 * What every client is made with. Clients that share it share its budget of retries, too. An endpoint comes only from
 * `AWS_ENDPOINT_URL` in the environment.
 *
 * @param attempts Tries of one call.
 */
export function clientSettings(region: string, attempts = MAX_ATTEMPTS) {
  return {
    region,
    retryStrategy: new ConfiguredRetryStrategy(
      attempts,
      // Each waits a time of its own, or all that were turned away together would come back together.
      (retries) => Math.random() * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** retries),
    ),
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT,
      requestTimeout: REQUEST_TIMEOUT,
      throwOnRequestTimeout: true,
    },
  };
}
