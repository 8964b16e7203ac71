import assert from "node:assert/strict";

import {
  invokeToken,
  parseUrn,
  resourceToken,
  terraformNames,
  tokenTable,
  typeOfUrn,
  withUrnType,
} from "../../../../sandbox/plugins/aws/tokens";

const URN =
  "urn:pulumi:prod::duotone::duotone:network:VerticalNetwork$awsx:ec2:Vpc$aws:ec2/vpc:Vpc::accounts";

describe("the bridge's tokens", () => {
  it("of a resource are its Terraform name in camel case", () => {
    assert.equal(resourceToken("aws_vpc"), "aws:index/vpc:Vpc");
    assert.equal(resourceToken("aws_s3_bucket_policy"), "aws:index/s3BucketPolicy:S3BucketPolicy");
    assert.equal(resourceToken("aws_wafv2_web_acl"), "aws:index/wafv2WebAcl:Wafv2WebAcl");
  });

  it("of a data source begin with get", () => {
    assert.equal(
      invokeToken("aws_iam_policy_document"),
      "aws:index/getIamPolicyDocument:getIamPolicyDocument",
    );
  });

  it("are found from the SDK's and the reverse, and each Terraform type is loaded once", () => {
    const types = {
      resources: { "aws:ec2/vpc:Vpc": "aws_vpc" },
      invokes: { "aws:ec2/getVpc:getVpc": "aws_vpc" },
    };
    const tokens = tokenTable(types);
    assert.equal(tokens.toBridge.get("aws:ec2/vpc:Vpc"), "aws:index/vpc:Vpc");
    assert.equal(tokens.toBridge.get("aws:ec2/getVpc:getVpc"), "aws:index/getVpc:getVpc");
    assert.equal(tokens.toSdk.get("aws:index/vpc:Vpc"), "aws:ec2/vpc:Vpc");
    assert.deepEqual(terraformNames(types), ["aws_vpc"]);
  });
});

describe("a URN", () => {
  it("is split into its parts, with the types of all parents", () => {
    assert.deepEqual(parseUrn(URN), {
      stackAndProject: "urn:pulumi:prod::duotone",
      parentTypes: ["duotone:network:VerticalNetwork", "awsx:ec2:Vpc"],
      type: "aws:ec2/vpc:Vpc",
      name: "accounts",
    });
  });

  it("keeps its parents and its name when its type changes", () => {
    assert.equal(
      withUrnType(URN, () => "aws:index/vpc:Vpc"),
      URN.replace("aws:ec2/vpc:Vpc", "aws:index/vpc:Vpc"),
    );
  });

  it("may have a name with colons and dollar signs", () => {
    const urn = "urn:pulumi:prod::duotone::aws:ec2/vpc:Vpc::a::b$c";
    assert.equal(typeOfUrn(urn), "aws:ec2/vpc:Vpc");
    assert.equal(parseUrn(urn)?.name, "a::b$c");
    assert.equal(
      withUrnType(urn, (type) => type.toUpperCase()),
      "urn:pulumi:prod::duotone::AWS:EC2/VPC:VPC::a::b$c",
    );
  });

  it("of another form is left alone", () => {
    assert.equal(typeOfUrn("not a urn"), "");
    assert.equal(
      withUrnType("not a urn", () => "x"),
      "not a urn",
    );
  });
});
