/** How a service puts its errors on the wire. */
export type ErrorProtocol = "query" | "ec2" | "restXml" | "s3" | "json10" | "json11" | "restJson" | "cbor";

/** How a service says "too many requests": HTTP status and error code. */
export interface Throttling {
  readonly status: number;
  readonly code: string;
}

interface AwsService {
  /** The protocol of its errors when the request itself does not tell. */
  readonly protocol: ErrorProtocol;
  readonly throttling: Throttling;
}

const QUERY: AwsService = { protocol: "query", throttling: { status: 400, code: "Throttling" } };
const JSON_11: AwsService = { protocol: "json11", throttling: { status: 400, code: "ThrottlingException" } };
const REST_JSON: AwsService = {
  protocol: "restJson",
  throttling: { status: 429, code: "TooManyRequestsException" },
};

/**
 * The services that faults may name, by the name under which AWS signs their requests: load balancers are
 * `elasticloadbalancing` and CloudWatch is `monitoring`. Throttling codes are those of each service's API reference.
 */
export const AWS_SERVICES = {
  "access-analyzer": { protocol: "restJson", throttling: { status: 429, code: "ThrottlingException" } },
  acm: JSON_11,
  autoscaling: QUERY,
  backup: REST_JSON,
  budgets: JSON_11,
  cloudtrail: JSON_11,
  config: JSON_11,
  dynamodb: { protocol: "json10", throttling: { status: 400, code: "ThrottlingException" } },
  ec2: { protocol: "ec2", throttling: { status: 503, code: "RequestLimitExceeded" } },
  elasticache: QUERY,
  elasticfilesystem: { protocol: "restJson", throttling: { status: 429, code: "ThrottlingException" } },
  elasticloadbalancing: QUERY,
  events: JSON_11,
  guardduty: REST_JSON,
  iam: QUERY,
  kms: JSON_11,
  logs: JSON_11,
  monitoring: QUERY,
  organizations: { protocol: "json11", throttling: { status: 400, code: "TooManyRequestsException" } },
  rds: QUERY,
  route53: { protocol: "restXml", throttling: { status: 400, code: "Throttling" } },
  s3: { protocol: "s3", throttling: { status: 503, code: "SlowDown" } },
  secretsmanager: JSON_11,
  sns: QUERY,
  sqs: { protocol: "json10", throttling: { status: 403, code: "RequestThrottled" } },
  ssm: JSON_11,
  sts: QUERY,
} as const satisfies Record<string, AwsService>;

export type AwsServiceName = keyof typeof AWS_SERVICES;

/** Names of services, for checks and messages. */
export const AWS_SERVICE_NAMES = Object.keys(AWS_SERVICES) as [AwsServiceName, ...AwsServiceName[]];

/** What is known of a service by its signing name; services not listed are taken for REST with JSON. */
export function awsService(name: string): AwsService {
  return name in AWS_SERVICES ? AWS_SERVICES[name as AwsServiceName] : REST_JSON;
}
