import { fromTemporaryCredentials } from "@aws-sdk/credential-providers";

import { clientSettings, SESSION_SECONDS } from "./clientSettings";

/** Milliseconds before their end at which the SDK asks for new credentials, and the shared ones must be new, too. */
const RENEW_BEFORE = 300_000;

export type RoleSession = ReturnType<typeof fromTemporaryCredentials>;

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
