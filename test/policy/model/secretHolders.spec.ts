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

  it("have none where they only name it", () => {
    assert.equal(holding("aws:secretsmanager/secret:Secret"), "none");
    assert.equal(holding("aws:s3/bucket:Bucket"), "none");
  });

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
    assert.deepEqual(secrets("aws:rds/instance:Instance", { password: "[secret]" }), []);
    assert.deepEqual(secrets("aws:s3/bucket:Bucket", { password: "hunter2" }), []);
  });
});
