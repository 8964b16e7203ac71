import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";

import { clientSettings } from "../aws/clientSettings";
import { roleSession } from "../aws/roleSession";
import { webhookMessage } from "./message";
import { type Notice, noticeText, subjectOf } from "./notice";

/** Most characters of a text: SNS takes 256 KB, attributes included, and a mail of that length helps nobody. */
const LONGEST_TEXT = 50_000;

/**
 * Publishes a notice: a text for people, and for programs that subscribe the attributes `kind`, `stack` and `color` to
 * filter by and `notice` with the webhook's JSON, where that is not too long.
 *
 * @throws Error that says why nobody was told
 */
export async function publishNotice(
  topicArn: string,
  roleArn: string | undefined,
  notice: Notice,
  abortSignal: AbortSignal,
): Promise<void> {
  const region = regionOf(topicArn);
  const common = clientSettings(region);
  const client = new SNSClient(
    roleArn === undefined
      ? common
      : { ...common, credentials: roleSession(roleArn, "duotone-notices", region) },
  );
  const { body } = webhookMessage(notice);
  const attributes = {
    kind: notice.kind,
    stack: notice.stack,
    color: notice.color,
    ...(body.length <= LONGEST_TEXT && { notice: body }),
  };
  try {
    await client.send(
      new PublishCommand({
        TopicArn: topicArn,
        Subject: subjectOf(notice),
        Message: shortened(noticeText(notice)),
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, StringValue]) => [
            name,
            { DataType: "String", StringValue },
          ]),
        ),
      }),
      { abortSignal },
    );
  } finally {
    client.destroy();
  }
}

function regionOf(topicArn: string): string {
  const region = /^arn:aws[a-z-]*:sns:([a-z0-9-]+):\d{12}:[A-Za-z0-9_-]+$/.exec(topicArn)?.[1];
  if (region === undefined) {
    throw new Error(
      `"${topicArn}" is no ARN of a standard SNS topic, for example arn:aws:sns:eu-west-1:111122223333:duotone-notices.`,
    );
  }
  return region;
}

function shortened(text: string): string {
  return text.length <= LONGEST_TEXT
    ? text
    : `${text.slice(0, LONGEST_TEXT)}\n... and ${text.length - LONGEST_TEXT} characters more, in the ledger and in the run's own output.\n`;
}
