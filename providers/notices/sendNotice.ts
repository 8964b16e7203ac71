import { errorText } from "../switch/failure";
import { webhookMessage } from "./message";
import type { Notice } from "./notice";
import { publishNotice } from "./topic";
import { postWebhook, type Sign } from "./webhook";

/** Who is told. Neither is a right answer, too: then nobody is. */
export interface NoticeTargets {
  /**
   * The SNS topic that mails hang on.
   *
   * @default - none
   */
  readonly topicArn?: string | undefined;

  /**
   * Role in the topic's account.
   *
   * @default - the credentials that Pulumi itself runs with
   */
  readonly roleArn?: string | undefined;

  /**
   * Where programs are told: https only, or http on 127.0.0.1.
   *
   * @default - nowhere
   */
  readonly webhookUrl?: string | undefined;

  /** Signs what the webhook posts. */
  readonly sign: Sign;
}

/**
 * Tells people and programs, all at once. Whatever happened has happened: that nobody could be told must not fail it.
 *
 * @returns What could not be told, in words. It never throws.
 */
export async function sendNotice(
  { topicArn, roleArn, webhookUrl, sign }: NoticeTargets,
  notice: Notice,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const attempts = [
    ...(topicArn === undefined
      ? []
      : [attempt("the notices topic", () => publishNotice(topicArn, roleArn, notice, signal))]),
    ...(webhookUrl === undefined
      ? []
      : [attempt("the webhook", () => postWebhook(webhookUrl, webhookMessage(notice), sign, signal))]),
  ];
  return (await Promise.all(attempts)).flat();

  async function attempt(who: string, tell: () => Promise<void>): Promise<readonly string[]> {
    try {
      signal.throwIfAborted();
      await tell();
      return [];
    } catch (error) {
      return [
        `The notice "${notice.kind}" of stack ${notice.stack} did not reach ${who}: ${errorText(error, signal)}`,
      ];
    }
  }
}
