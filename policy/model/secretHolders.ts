import type { Node } from "./resource";
import { leavesIn } from "./strings";
import { read } from "./value";

/** What a resource's outputs hold. `none`: no secret whatever its properties; `secret`: one, by making it. */
export type Holding = "none" | "secret" | "perhaps";

/** Resources that exist to hold a secret, with the properties that have it. */
const HOLDERS: Readonly<Record<string, readonly string[]>> = {
  "aws:iam/accessKey:AccessKey": ["secret", "sesSmtpPasswordV4"],
  "random:index/randomBytes:RandomBytes": ["base64", "hex"],
  "random:index/randomPassword:RandomPassword": ["result", "bcryptHash"],
  "tls:index/privateKey:PrivateKey": ["privateKeyOpenssh", "privateKeyPem", "privateKeyPemPkcs8"],
};

/** Resources with a secret only where one of these properties is set. */
const SETTABLE: Readonly<Record<string, readonly string[]>> = {
  "aws:elasticache/replicationGroup:ReplicationGroup": ["authToken"],
  "aws:rds/cluster:Cluster": ["masterPassword"],
  "aws:rds/instance:Instance": ["password"],
  "aws:secretsmanager/secretVersion:SecretVersion": ["secretBinary", "secretString"],
  "aws:ssm/parameter:Parameter": ["value"],
};

/** Resources without any secret: what they say of themselves is a name, an address or an ARN. */
const WITHOUT = [
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:dynamodb/table:Table",
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:ec2/subnet:Subnet",
  "aws:ec2/vpc:Vpc",
  "aws:efs/accessPoint:AccessPoint",
  "aws:efs/fileSystem:FileSystem",
  "aws:elasticache/serverlessCache:ServerlessCache",
  "aws:iam/instanceProfile:InstanceProfile",
  "aws:iam/role:Role",
  "aws:kms/alias:Alias",
  "aws:kms/key:Key",
  "aws:lb/loadBalancer:LoadBalancer",
  "aws:lb/targetGroup:TargetGroup",
  "aws:organizations/account:Account",
  "aws:route53/zone:Zone",
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketV2:BucketV2",
  "aws:secretsmanager/secret:Secret",
  "aws:sns/topic:Topic",
  "aws:sqs/queue:Queue",
];

/** Whether what comes from a resource may be a secret. Of a type that is not listed nothing is known: `perhaps`. */
export function holdingOf(node: Node): Holding {
  if (HOLDERS[node.type] !== undefined) {
    return "secret";
  }
  const settable = SETTABLE[node.type];
  if (settable === undefined) {
    return WITHOUT.includes(node.type) ? "none" : "perhaps";
  }
  return settable.some((name) => isSet(node, name)) ? "perhaps" : "none";
}

/** A property that nobody set may be an empty text, once it is known. */
function isSet({ props }: Node, name: string): boolean {
  const reading = read(props, name);
  return reading.is === "unknown" || (reading.is === "known" && reading.value !== "");
}

/** Shorter ones stand in ordinary texts by chance. */
const SHORTEST = 6;

/** The secrets of a resource, so far as they are known, to look for elsewhere; never to be shown. */
export function secretsOf(node: Node): readonly string[] {
  return (HOLDERS[node.type] ?? SETTABLE[node.type] ?? []).flatMap((name) =>
    leavesIn(node.props[name]).flatMap(({ value }) =>
      typeof value === "string" && value.length >= SHORTEST && value !== "[secret]" ? [value] : [],
    ),
  );
}
