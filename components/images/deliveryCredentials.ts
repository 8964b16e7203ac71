import type { fromTemporaryCredentials } from "@aws-sdk/credential-providers";

/** Milliseconds before their end from which credentials are not used any more. */
const EXPIRY_MARGIN = 60_000;

export type Credentials = Awaited<ReturnType<ReturnType<typeof fromTemporaryCredentials>>>;

/**
 * Credentials of a role of the delivery account, or the caller's own where no role is named.
 *
 * Clients that share the returned function share the credentials: AWS is asked for them once, and again shortly before
 * they expire.
 *
 * @param sessionName What the calls are called in the account's trail.
 */
export function deliveryCredentials(
  region: string,
  roleArn: string | undefined,
  sessionName: string,
): () => Promise<Credentials> {
  let held: Credentials | undefined;
  let pending: Promise<Credentials> | undefined;
  return async () => {
    if (held === undefined || (held.expiration?.getTime() ?? Infinity) - Date.now() < EXPIRY_MARGIN) {
      pending ??= load(region, roleArn, sessionName).finally(() => {
        pending = undefined;
      });
      held = await pending;
    }
    return held;
  };
}

/** The SDK is loaded when it is needed: a program that asks for no credentials starts a third of a second sooner. */
async function load(region: string, roleArn: string | undefined, sessionName: string): Promise<Credentials> {
  const providers = await import("@aws-sdk/credential-providers");
  const provider =
    roleArn === undefined
      ? providers.fromNodeProviderChain({ clientConfig: { region } })
      : providers.fromTemporaryCredentials({
          params: { RoleArn: roleArn, RoleSessionName: sessionName },
          clientConfig: { region },
        });
  return provider();
}
