import assert from "node:assert/strict";

import { holdingOf, secretsOf } from "../../../policy/model/secretHolders";
import { node, unknown } from "../support/world";

describe("Resources with secrets", () => {
  const holding = (type: string, props: Record<string, unknown> = {}) =>
    holdingOf(node(type, "x", { props }));

  for (const type of [
    "aws:iam/accessKey:AccessKey",
    "random:index/randomBytes:RandomBytes",
    "random:index/randomPassword:RandomPassword",
    "tls:index/privateKey:PrivateKey",
  ]) {
    it(`have one by being made: ${type}`, () => {
      assert.equal(holding(type), "secret");
    });
  }

  for (const [type, property] of Object.entries({
    "aws:elasticache/replicationGroup:ReplicationGroup": "authToken",
    "aws:rds/cluster:Cluster": "masterPassword",
    "aws:rds/instance:Instance": "password",
    "aws:secretsmanager/secretVersion:SecretVersion": "secretBinary",
    "aws:ssm/parameter:Parameter": "value",
  })) {
    it(`have one where it is set: ${type}`, () => {
      assert.equal(holding(type, { [property]: "hunter2" }), "perhaps");
      assert.equal(holding(type, { [property]: unknown }), "perhaps");
      assert.equal(holding(type, { [property]: "" }), "none");
      assert.equal(holding(type), "none");
    });
  }

  for (const type of [
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
  ]) {
    it(`have none where all that they say is a name: ${type}`, () => {
      assert.equal(holding(type), "none");
    });
  }

  it("are not known by types that are not listed", () => {
    assert.equal(holding("aws:mq/broker:Broker"), "perhaps");
  });

  it("tell their secrets, so far as they are known and long enough", () => {
    const secrets = (type: string, props: Record<string, unknown>) => secretsOf(node(type, "x", { props }));
    assert.deepEqual(secrets("aws:rds/instance:Instance", { password: "hunter2", name: "database" }), [
      "hunter2",
    ]);
    assert.deepEqual(secrets("random:index/randomPassword:RandomPassword", { result: "generated" }), [
      "generated",
    ]);
    assert.deepEqual(secrets("aws:rds/instance:Instance", { password: unknown }), []);
    assert.deepEqual(secrets("aws:rds/instance:Instance", { password: "short" }), []);
    assert.deepEqual(secrets("aws:rds/instance:Instance", { password: "longer" }), ["longer"]);
    assert.deepEqual(secrets("aws:rds/instance:Instance", { password: "[secret]" }), []);
    assert.deepEqual(secrets("aws:s3/bucket:Bucket", { password: "hunter2" }), []);
  });
});
