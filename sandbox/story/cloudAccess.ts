import { fromTemporaryCredentials } from "@aws-sdk/credential-providers";

import { SANDBOX_CREDENTIALS } from "../environment";

/** Configuration of an SDK client that works in one account of the emulated cloud. */
export interface CloudAccess {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials:
    { accessKeyId: string; secretAccessKey: string } | ReturnType<typeof fromTemporaryCredentials>;
}

/** Whom the emulator takes the management account's credentials for. */
export const MANAGEMENT_CALLER = "arn:aws:iam::123456789012:user/moto";

/** The management account. Everything is given here, so that the user's own settings take no part. */
export function managementAccess(endpoint: string, region: string): CloudAccess {
  return { endpoint, region, credentials: { ...SANDBOX_CREDENTIALS } };
}

/** The account of a role that the management account may assume. */
export function roleAccess(endpoint: string, region: string, roleArn: string): CloudAccess {
  return {
    endpoint,
    region,
    credentials: fromTemporaryCredentials({
      masterCredentials: { ...SANDBOX_CREDENTIALS },
      params: { RoleArn: roleArn, RoleSessionName: "sandbox-story" },
      clientConfig: { endpoint, region },
    }),
  };
}
