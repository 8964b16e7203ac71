import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import * as pulumi from "@pulumi/pulumi";

/**
 * Id of the account that the program's credentials are of.
 *
 * @throws RunError where there are no credentials, or AWS does not take them.
 */
export async function callerAccountId(region: string): Promise<string> {
  const client = new STSClient({ region });
  try {
    const { Account: account } = await client.send(new GetCallerIdentityCommand({}));
    if (account === undefined) {
      throw new Error("AWS named no account.");
    }
    return account;
  } catch (cause) {
    throw new pulumi.RunError(
      `AWS could not be asked whose credentials these are: ${cause instanceof Error ? cause.message : String(cause)}\n` +
        "Give credentials of the management account, in the environment or by AWS_PROFILE.",
    );
  } finally {
    client.destroy();
  }
}
