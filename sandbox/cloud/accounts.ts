import type { Operation } from "./operation";

/** The account of every access key that the emulator did not hand out: moto's default. */
export const MANAGEMENT_ACCOUNT = "123456789012";

/** Remembers which account each access key belongs to, from the answers in which the keys were handed out. */
export class Accounts {
  private readonly byAccessKey = new Map<string, string>();

  /** The account that makes a call; none if the call is not signed. */
  public of(operation: Operation): string | undefined {
    return operation.accessKeyId === undefined
      ? undefined
      : (this.byAccessKey.get(operation.accessKeyId) ?? MANAGEMENT_ACCOUNT);
  }

  /** Whether the answer to this call hands out an access key. */
  public static handsOutKey(operation: Operation): boolean {
    return (
      (operation.service === "sts" && operation.action.startsWith("AssumeRole")) ||
      (operation.service === "iam" && operation.action === "CreateAccessKey")
    );
  }

  /** Takes in such an answer. A key of an assumed role is the role's account's; a user's key is the caller's. */
  public learn(operation: Operation, answer: string): void {
    const accessKey = /<AccessKeyId>([^<]+)</.exec(answer)?.[1];
    const account = /<Arn>arn:[^:]+:sts::(\d{12}):assumed-role\//.exec(answer)?.[1] ?? this.of(operation);
    if (accessKey !== undefined && account !== undefined) {
      this.byAccessKey.set(accessKey, account);
    }
  }
}
