import type { Tie } from "./ties";

const BUCKETS = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];
const DELIVERY = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
const LOG_DESTINATION = "aws:cloudwatch/logDestination:LogDestination";
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const STREAM = "aws:kinesis/stream:Stream";

const DESTINATIONS = [...BUCKETS, DELIVERY, LOG_GROUP];

const tie = (type: string, path: string, to: readonly string[], more: Partial<Tie> = {}): Tie => ({
  types: [type],
  path: path.split("."),
  to,
  ...more,
});

/** Where every kind of log is sent. */
export const LOGS: readonly Tie[] = [
  ...[
    "aws:lb/loadBalancer:LoadBalancer",
    "aws:alb/loadBalancer:LoadBalancer",
    "aws:elb/loadBalancer:LoadBalancer",
  ].map((type) => tie(type, "accessLogs.bucket", BUCKETS)),
  ...["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"].map((type) =>
    tie(type, "connectionLogs.bucket", BUCKETS),
  ),
  tie("aws:ec2/flowLog:FlowLog", "logDestination", DESTINATIONS, { required: true }),
  tie("aws:cloudtrail/trail:Trail", "s3BucketName", BUCKETS, { required: true }),
  tie("aws:cloudtrail/trail:Trail", "cloudWatchLogsGroupArn", [LOG_GROUP]),
  tie(
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
    "destinationArn",
    [LOG_DESTINATION, DELIVERY, STREAM, "aws:lambda/function:Function"],
    { required: true },
  ),
  tie(LOG_DESTINATION, "targetArn", [DELIVERY, STREAM], { required: true }),
  tie(
    "aws:cloudwatch/logDelivery:LogDelivery",
    "deliveryDestinationArn",
    ["aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination"],
    { required: true },
  ),
  tie(
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
    "deliveryDestinationConfiguration.destinationResourceArn",
    DESTINATIONS,
  ),
  tie("aws:cfg/deliveryChannel:DeliveryChannel", "s3BucketName", BUCKETS, { required: true }),
  tie(
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
    "logDestinationConfigs",
    DESTINATIONS,
    {
      required: true,
    },
  ),
  tie("aws:route53/queryLog:QueryLog", "cloudwatchLogGroupArn", [LOG_GROUP], { required: true }),
  tie("aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig", "destinationArn", DESTINATIONS, {
    required: true,
  }),
  tie(
    "aws:route53/resolverQueryLogConfigAssociation:ResolverQueryLogConfigAssociation",
    "resolverQueryLogConfigId",
    ["aws:route53/resolverQueryLogConfig:ResolverQueryLogConfig"],
    { required: true },
  ),
  ...["aws:s3/bucketLogging:BucketLogging", "aws:s3/bucketLoggingV2:BucketLoggingV2"].map((type) =>
    tie(type, "targetBucket", BUCKETS, { required: true }),
  ),
  ...BUCKETS.flatMap((type) => [
    tie(type, "logging.targetBucket", BUCKETS, { filledIn: true }),
    tie(type, "loggings.targetBucket", BUCKETS, { filledIn: true }),
  ]),
  tie("aws:redshift/logging:Logging", "bucketName", BUCKETS),
  tie("aws:ssm/resourceDataSync:ResourceDataSync", "s3Destination.bucketName", BUCKETS, { required: true }),
  tie("aws:vpclattice/accessLogSubscription:AccessLogSubscription", "destinationArn", DESTINATIONS, {
    required: true,
  }),
  tie("aws:apigatewayv2/stage:Stage", "accessLogSettings.destinationArn", DESTINATIONS),
  tie("aws:apigateway/stage:Stage", "accessLogSettings.destinationArn", DESTINATIONS),
  ...["bucketName", "logGroup", "deliveryStream"].map((key) =>
    tie(
      "aws:networkfirewall/loggingConfiguration:LoggingConfiguration",
      `loggingConfiguration.logDestinationConfigs.logDestination.${key}`,
      DESTINATIONS,
      key === "bucketName" ? {} : { bareIsOwn: true },
    ),
  ),
];
