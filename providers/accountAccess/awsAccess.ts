import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";

import { clientSettings, SESSION_SECONDS } from "../aws/clientSettings";
import type { AccessCloud, AccessInputs } from "./types";

/** Tries of one call. Few: the wait asks again by itself. */
const MAX_ATTEMPTS = 3;

/**
 * One account behind its role.
 *
 * The caller's credentials come from the SDK's standard chain, an endpoint only from `AWS_ENDPOINT_URL`. The role's keys
 * are used at once and kept nowhere.
 */
export function awsAccess({ role, region }: AccessInputs): AccessCloud {
  const common = clientSettings(region, MAX_ATTEMPTS);
  const sts = new STSClient(common);
  const session = async (signal: AbortSignal) => {
    const { Credentials: keys } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: role,
        RoleSessionName: "duotone-account-access",
        DurationSeconds: SESSION_SECONDS,
      }),
      { abortSignal: signal },
    );
    if (keys?.AccessKeyId === undefined || keys.SecretAccessKey === undefined) {
      throw new Error(`STS assumed ${role} and gave no keys.`);
    }
    return {
      accessKeyId: keys.AccessKeyId,
      secretAccessKey: keys.SecretAccessKey,
      ...(keys.SessionToken === undefined ? {} : { sessionToken: keys.SessionToken }),
    };
  };
  return {
    async assumeRole(signal) {
      await session(signal);
    },

    async askEc2(signal) {
      const credentials = await session(signal);
      // Loaded here: EC2's client is by far the largest, and a role that cannot be assumed has no use for it.
      const { DescribeAvailabilityZonesCommand, EC2Client } = await import("@aws-sdk/client-ec2");
      const ec2 = new EC2Client({ ...common, credentials });
      try {
        await ec2.send(new DescribeAvailabilityZonesCommand({}), { abortSignal: signal });
      } finally {
        ec2.destroy();
      }
    },

    close() {
      sts.destroy();
    },
  };
}
