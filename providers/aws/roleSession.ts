import { fromTemporaryCredentials } from "@aws-sdk/credential-providers";

/** Tries of one call. Throttling hits a third of calls at the worst, so that eight fail once in ten thousand. */
const MAX_ATTEMPTS = 8;

/** Milliseconds of one try, after which a silent server counts as a failed try. */
const CONNECTION_TIMEOUT = 5_000;
const REQUEST_TIMEOUT = 15_000;

/** Milliseconds before their end at which the SDK asks for new credentials, and the shared ones must be new, too. */
const RENEW_BEFORE = 300_000;

/** Seconds that a role is assumed for: AWS's least; https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const SESSION_SECONDS = 900;

export type RoleSession = ReturnType<typeof fromTemporaryCredentials>;

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

/**
 * One session of a role for all clients that use it, so that STS is asked once and not by each of them. The caller's
 * own credentials come from the SDK's standard chain.
 *
 * @param name Name of the session: who it was, in the account's trail.
 * @param region Region whose STS is asked.
 */
export function roleSession(roleArn: string, name: string, region: string): RoleSession {
  return shared(
    fromTemporaryCredentials({
      params: { RoleArn: roleArn, RoleSessionName: name, DurationSeconds: SESSION_SECONDS },
      clientConfig: clientSettings(region),
    }),
  );
}

function shared(provider: RoleSession): RoleSession {
  let session: ReturnType<RoleSession> | undefined;
  return async (options) => {
    const earlier = session;
    if (earlier !== undefined) {
      const credentials = await earlier;
      if ((credentials.expiration?.getTime() ?? Infinity) - Date.now() > RENEW_BEFORE) {
        return credentials;
      }
      session = session === earlier ? undefined : session;
    }
    const current = (session ??= provider(options));
    try {
      return await current;
    } catch (error) {
      session = session === current ? undefined : session;
      throw error;
    }
  };
}
