import assert from "node:assert/strict";
import { identify } from "../../../sandbox/cloud/operation";
import { signedFor } from "./upstream";

const FORM = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };

describe("identify", () => {
  const rest: readonly [service: string, method: string, path: string, action: string][] = [
    ["route53", "POST", "/2013-04-01/hostedzone/Z1/rrset/", "ChangeResourceRecordSets"],
    ["route53", "POST", "/2013-04-01/hostedzone/Z1/rrset", "ChangeResourceRecordSets"],
    ["route53", "GET", "/2013-04-01/hostedzone/Z1/rrset?maxitems=1", "ListResourceRecordSets"],
    ["route53", "GET", "/2013-04-01/change/C1", "GetChange"],
    ["route53", "GET", "/2013-04-01/hostedzone/Z1", "GetHostedZone"],
    ["route53", "GET", "/2013-04-01/trafficpolicies", "GET /2013-04-01/trafficpolicies"],
    ["s3", "GET", "/?x-id=ListBuckets", "ListBuckets"],
    ["s3", "PUT", "/bucket", "CreateBucket"],
    ["s3", "PUT", "/bucket/", "CreateBucket"],
    ["s3", "PUT", "/bucket?policy", "PutBucketPolicy"],
    ["s3", "GET", "/bucket?lifecycle=", "GetBucketLifecycleConfiguration"],
    ["s3", "GET", "/bucket?list-type=2&prefix=ledger%2F", "ListObjectsV2"],
    ["s3", "GET", "/bucket?prefix=a", "ListObjects"],
    ["s3", "POST", "/bucket?delete", "DeleteObjects"],
    ["s3", "PUT", "/bucket/ledger/0001.json?x-id=PutObject", "PutObject"],
    ["s3", "PUT", "/bucket/key?retention", "PutObjectRetention"],
    ["s3", "POST", "/bucket/key?uploads", "CreateMultipartUpload"],
    ["s3", "PUT", "/bucket/key?partNumber=1&uploadId=u", "UploadPart"],
    ["s3", "HEAD", "/bucket/key", "HeadObject"],
    ["s3", "PUT", "/v20180820/configuration/publicAccessBlock", "PutPublicAccessBlock"],
    ["elasticfilesystem", "POST", "/2015-02-01/file-systems", "POST /2015-02-01/file-systems"],
  ];
  for (const [service, method, path, action] of rest) {
    it(`takes ${method} ${path} of ${service} for ${action}`, () => {
      const operation = identify({ method, path, headers: { authorization: signedFor(service) } });
      assert.equal(operation.service, service);
      assert.equal(operation.action, action);
    });
  }

  it("tells a copy from a put by its header", () => {
    const headers = { authorization: signedFor("s3"), "x-amz-copy-source": "other/key" };
    assert.equal(identify({ method: "PUT", path: "/bucket/key", headers }).action, "CopyObject");
  });

  it("reads a JSON service's target, and keeps its JSON version for errors", () => {
    const target = "AWSOrganizationsV20161128.CreateAccount";
    const headers = {
      authorization: signedFor("organizations", "ASIAROLE"),
      "x-amz-target": target,
      "content-type": "application/x-amz-json-1.1",
    };
    const operation = identify({ method: "POST", path: "/", headers, body: '{"Email":"a@example.com"}' });
    assert.equal(operation.action, "CreateAccount");
    assert.equal(operation.protocol, "json11");
    assert.equal(operation.accessKeyId, "ASIAROLE");
    assert.ok(operation.text.includes("a@example.com"));
  });

  it("reads a form's action, and its values in clear text", () => {
    const headers = { ...FORM, authorization: signedFor("elasticloadbalancing") };
    const body = "Action=DescribeTargetHealth&TargetGroupArn=arn%3Aaws%3Atg%2Fcore-prod2%2F1&Note=two+words";
    const operation = identify({ method: "POST", path: "/", headers, body });
    assert.equal(operation.action, "DescribeTargetHealth");
    assert.equal(operation.protocol, "query");
    assert.ok(operation.text.includes("arn:aws:tg/core-prod2/1"));
    assert.ok(operation.text.includes("two words"));
  });

  it("tells EC2's errors from those of the other form services", () => {
    const headers = { ...FORM, authorization: signedFor("ec2") };
    assert.equal(
      identify({ method: "POST", path: "/", headers, body: "Action=RunInstances" }).protocol,
      "ec2",
    );
  });

  it("reads the operation of a CBOR request from its path", () => {
    const headers = { authorization: signedFor("monitoring"), "smithy-protocol": "rpc-v2-cbor" };
    const path = "/service/GraniteServiceVersion20100801/operation/PutMetricAlarm";
    const operation = identify({ method: "POST", path, headers });
    assert.equal(operation.action, "PutMetricAlarm");
    assert.equal(operation.protocol, "cbor");
  });

  it("takes an unsigned AssumeRoleWithWebIdentity for STS, and other unsigned requests for nobody's", () => {
    const web = identify({
      method: "POST",
      path: "/",
      headers: FORM,
      body: "Action=AssumeRoleWithWebIdentity&RoleArn=x",
    });
    assert.equal(web.service, "sts");
    assert.equal(web.accessKeyId, undefined);
    assert.equal(identify({ method: "GET", path: "/", headers: {} }).service, "unknown");
  });

  it("reads the signature of a presigned URL", () => {
    const credential = encodeURIComponent("AKIA1/20260101/eu-west-1/s3/aws4_request");
    const operation = identify({ method: "GET", path: `/b/k?X-Amz-Credential=${credential}`, headers: {} });
    assert.equal(operation.service, "s3");
    assert.equal(operation.accessKeyId, "AKIA1");
  });

  it("does not fail on a path that is not percent-encoded", () => {
    const headers = { authorization: signedFor("s3") };
    assert.ok(identify({ method: "GET", path: "/b/100%", headers }).text.includes("/b/100%"));
  });
});
