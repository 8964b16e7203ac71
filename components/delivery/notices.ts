import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { accountRole } from "../accounts/accountRole";
import { Key } from "../keys/key";
import { roleUse } from "../keys/keyUses";

/** Fixed, so that the key can be bound to the topic before there is one. */
const TOPIC = "duotone-notices";

export interface NoticesArgs {
  /** The organization whose accounts' alarms may publish. */
  readonly organizationId: string;

  /** The account and the region of the topic. */
  readonly accountId: pulumi.Input<string>;
  readonly region: string;

  /** Name of the account's role under which releases are told. */
  readonly releaserRole: string;

  /** Who is told. */
  readonly email: string;

  /** Whether the engine refuses to delete the topic's key. */
  readonly protect: boolean;
}

/** What SNS does with the key in a publisher's name. */
const ENCRYPTING = ["kms:Decrypt", "kms:GenerateDataKey*"];

type Condition = Record<string, Record<string, pulumi.Input<string>>>;

/** A service that publishes, and how it is held to our own resources. */
interface Publisher {
  readonly sid: string;
  readonly service: string;
  readonly onTopic: Condition;

  /**
   * The same, for the key.
   *
   * @default - as on the topic
   */
  readonly onKey?: Condition;
}

/**
 * The topic of everything that a person should hear of: alarms, anomalies, findings, releases. Encrypted with a key of its
 * own; only AWS services publish to it, and only for accounts of the organization, and the role that tells of releases.
 *
 * AWS sends the address a mail with a link, which somebody must click within three days; until then, nothing arrives
 * and `aws sns list-subscriptions-by-topic` shows `PendingConfirmation`.
 */
export class Notices extends pulumi.ComponentResource {
  /** Known once the topic has its policy, so that whoever is given it can publish. */
  public readonly topicArn: pulumi.Output<string>;

  public constructor(name: string, args: NoticesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:delivery:Notices", name, args, opts);

    const expectedArn = pulumi.interpolate`arn:aws:sns:${args.region}:${args.accountId}:${TOPIC}`;
    const publishers = publishersOf(args);
    const key = new Key(
      `${name}-key`,
      {
        purpose: "notices",
        description: "Notices of duotone on their way",
        accountId: args.accountId,
        uses: [
          ...publishers.map((publisher) => encrypting(publisher, expectedArn)),
          roleUse(args.accountId, args.releaserRole, {
            sid: "Releases",
            actions: ENCRYPTING,
            when: {
              StringEquals: {
                "kms:ViaService": `sns.${args.region}.amazonaws.com`,
                "kms:EncryptionContext:aws:sns:topicArn": expectedArn,
              },
            },
          }),
        ],
        protect: args.protect,
      },
      { parent: this },
    );
    const topic = new aws.sns.Topic(
      name,
      { name: TOPIC, displayName: "duotone", kmsMasterKeyId: key.arn },
      { parent: this },
    );
    const policy = new aws.sns.TopicPolicy(
      name,
      { arn: topic.arn, policy: topicPolicy(topic.arn, publishers, args) },
      { parent: this },
    );
    new aws.sns.TopicSubscription(
      name,
      { topic: topic.arn, protocol: "email", endpoint: args.email },
      { parent: this },
    );

    this.topicArn = policy.arn;
    this.registerOutputs({ topicArn: this.topicArn });
  }
}

function publishersOf({ organizationId, accountId, region }: NoticesArgs): readonly Publisher[] {
  const ofOrganization = { StringEquals: { "aws:SourceOrgID": organizationId } };
  const ofAccount = { "aws:SourceAccount": accountId };
  return [
    { sid: "Alarms", service: "cloudwatch.amazonaws.com", onTopic: ofOrganization },
    // The anomalies are those of the management account.
    { sid: "CostAnomalies", service: "costalerts.amazonaws.com", onTopic: ofOrganization },
    {
      sid: "Budgets",
      service: "budgets.amazonaws.com",
      onTopic: {
        StringEquals: ofAccount,
        ArnLike: { "aws:SourceArn": pulumi.interpolate`arn:aws:budgets::${accountId}:*` },
      },
    },
    {
      sid: "Events",
      service: "events.amazonaws.com",
      onTopic: {
        ArnLike: { "aws:SourceArn": pulumi.interpolate`arn:aws:events:${region}:${accountId}:rule/*` },
      },
      // EventBridge does not tell the key whom it acts for; the binding to the topic holds it.
      onKey: {},
    },
  ];
}

/** SNS encrypts in the publisher's name, and says for which topic. */
function encrypting(
  { sid, service, onTopic, onKey = onTopic }: Publisher,
  topicArn: pulumi.Input<string>,
): aws.iam.PolicyStatement {
  return {
    Sid: sid,
    Effect: "Allow",
    Principal: { Service: service },
    Action: [...ENCRYPTING],
    Resource: "*",
    Condition: {
      ...onKey,
      StringEquals: { ...onKey.StringEquals, "kms:EncryptionContext:aws:sns:topicArn": topicArn },
    },
  };
}

function topicPolicy(
  topicArn: pulumi.Input<string>,
  publishers: readonly Publisher[],
  { accountId, releaserRole }: NoticesArgs,
): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      ...publishers.map(({ sid, service, onTopic }) => ({
        Sid: sid,
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sns:Publish",
        Resource: topicArn,
        Condition: onTopic,
      })),
      {
        Sid: "Releases",
        Effect: "Allow",
        Principal: { AWS: pulumi.interpolate`arn:aws:iam::${accountId}:root` },
        Action: "sns:Publish",
        Resource: topicArn,
        Condition: { ArnEquals: { "aws:PrincipalArn": accountRole(accountId, releaserRole) } },
      },
      {
        Sid: "EncryptedInTransit",
        Effect: "Deny",
        Principal: { AWS: "*" },
        Action: ["sns:Publish", "sns:Subscribe"],
        Resource: topicArn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}
