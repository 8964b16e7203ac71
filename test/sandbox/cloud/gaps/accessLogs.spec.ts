import assert from "node:assert/strict";
import { CreateSubnetCommand, CreateVpcCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  CreateLoadBalancerCommand,
  ElasticLoadBalancingV2Client,
  ModifyLoadBalancerAttributesCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { type TestCloud, clientConfig, startTestCloud, stopTestCloud } from "../emulator";

const ACCOUNT = "123456789012";
const REGION = "eu-west-1";
const BUCKET = "access-logs";
const BALANCERS = `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:loadbalancer/*`;

describe("emulated access logs of load balancers", function () {
  this.timeout(60_000);

  let cloud: TestCloud;
  let s3: S3Client;
  let elb: ElasticLoadBalancingV2Client;
  let balancer: string;

  before(async () => {
    cloud = await startTestCloud();
    const config = clientConfig(cloud);
    s3 = new S3Client({ ...config, forcePathStyle: true });
    elb = new ElasticLoadBalancingV2Client(config);
    const ec2 = new EC2Client(config);
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
    const subnets = await Promise.all(
      ["a", "b"].map(async (zone, index) => {
        const CidrBlock = `10.0.${index}.0/24`;
        const { Subnet } = await ec2.send(
          new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock, AvailabilityZone: `${REGION}${zone}` }),
        );
        return Subnet?.SubnetId ?? assert.fail("no subnet");
      }),
    );
    const { LoadBalancers } = await elb.send(
      new CreateLoadBalancerCommand({ Name: "web", Subnets: subnets }),
    );
    balancer = LoadBalancers?.[0]?.LoadBalancerArn ?? assert.fail("no balancer");
    await s3.send(
      new CreateBucketCommand({
        Bucket: BUCKET,
        CreateBucketConfiguration: { LocationConstraint: REGION },
      }),
    );
  });

  after(() => stopTestCloud(cloud));

  const switchOn = (prefix = "prod1/core", bucket = BUCKET) =>
    elb.send(
      new ModifyLoadBalancerAttributesCommand({
        LoadBalancerArn: balancer,
        Attributes: Object.entries({ enabled: "true", bucket, prefix }).map(([key, Value]) => ({
          Key: `access_logs.s3.${key}`,
          Value,
        })),
      }),
    );
  const allow = (account = ACCOUNT, source = BALANCERS) =>
    s3.send(
      new PutBucketPolicyCommand({
        Bucket: BUCKET,
        Policy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
              Action: "s3:PutObject",
              Resource: `arn:aws:s3:::${BUCKET}/*/AWSLogs/${account}/*`,
              Condition: { ArnLike: { "aws:SourceArn": source } },
            },
          ],
        }),
      }),
    );
  const encrypt = (SSEAlgorithm: "AES256" | "aws:kms") =>
    s3.send(
      new PutBucketEncryptionCommand({
        Bucket: BUCKET,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm } }],
        },
      }),
    );
  const denied = {
    name: "InvalidConfigurationRequestException",
    message: /Access Denied for bucket: access-logs/,
  };

  it("go to no bucket that is not there, or that does not let them in", async () => {
    await assert.rejects(switchOn("prod1/core", "nobodys"), { message: /nobodys does not exist/ });
    await assert.rejects(switchOn(), denied);
  });

  it("go where the policy lets balancers of the account write", async () => {
    await allow("999999999999");
    await assert.rejects(switchOn(), denied);
    await allow(ACCOUNT, BALANCERS.replace(ACCOUNT, "999999999999"));
    await assert.rejects(switchOn(), denied);
    await allow();
    await switchOn();
  });

  it("have a prefix that AWS can put its own folders below", async () => {
    for (const prefix of ["AWSLogs/core", "/core", "core/"]) {
      await assert.rejects(switchOn(prefix), {
        name: "InvalidConfigurationRequestException",
        message: /prefix/,
      });
    }
  });

  it("are not written with a key", async () => {
    await encrypt("aws:kms");
    await assert.rejects(switchOn(), denied);
    await encrypt("AES256");
    await switchOn();
  });
});
