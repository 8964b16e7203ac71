import assert from "node:assert/strict";

import * as aws from "@pulumi/aws";

import { declareFoundation } from "../../foundation/foundation";
import { type Registered, registeredBy } from "../mocks";

const CONFIG = {
  accounts: { delivery: { email: "delivery@example.com" }, audit: { email: "audit@example.com" } },
  environments: ["prod"],
  domains: ["example.com"],
  protect: true,
  aws: { region: "eu-west-1" },
};

function declared(mode: "preview" | "update", accounts: readonly (readonly [string, string])[] = []) {
  return registeredBy(() => {
    const management = new aws.Provider("management", { region: "eu-west-1" });
    declareFoundation(
      CONFIG,
      {
        id: "o-1",
        managementAccountId: "100000000001",
        rootId: "r-1",
        accountIdByEmail: new Map(accounts),
      },
      management,
    );
  }, mode);
}

const line = ({ type, name, provider }: Registered) =>
  [type, name, provider.split("::").at(-2) ?? ""].filter((part) => part !== "").join(" ");

describe("declareFoundation", function () {
  this.timeout(20_000);

  it("declares units, accounts, zones and the image store, each in its account", async () => {
    const lines = (await declared("update")).filter(({ custom }) => custom).map(line);
    assert.deepEqual(lines, [
      "aws:dynamodb/table:Table images-catalogue delivery",
      "aws:iam/instanceProfile:InstanceProfile duotone-image-build delivery",
      "aws:iam/role:Role duotone-image-build delivery",
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment duotone-image-build delivery",
      "aws:kms/alias:Alias images-key delivery",
      "aws:kms/key:Key images-key delivery",
      "aws:organizations/account:Account audit management",
      "aws:organizations/account:Account delivery management",
      "aws:organizations/organizationalUnit:OrganizationalUnit infrastructure management",
      "aws:organizations/organizationalUnit:OrganizationalUnit prod management",
      "aws:organizations/organizationalUnit:OrganizationalUnit prod-restricted management",
      "aws:organizations/organizationalUnit:OrganizationalUnit prod-standard management",
      "aws:organizations/organizationalUnit:OrganizationalUnit security management",
      "aws:route53/zone:Zone example.com delivery",
      "aws:s3/bucket:Bucket duotone-artifacts delivery",
      "aws:s3/bucketOwnershipControls:BucketOwnershipControls duotone-artifacts delivery",
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock duotone-artifacts delivery",
      "aws:s3/bucketVersioning:BucketVersioning duotone-artifacts delivery",
      "pulumi:providers:aws delivery",
      "pulumi:providers:aws management",
    ]);
  });

  it("registers the same in preview and in update", async () => {
    assert.deepEqual((await declared("preview")).map(line), (await declared("update")).map(line));
  });

  it("lets the organization's accounts, and no others, use the image key", async () => {
    const key = (await declared("update")).find(({ type }) => type === "aws:kms/key:Key");
    const policy = JSON.parse(String(key?.inputs.policy)) as {
      Statement: { Principal: { AWS: string }; Condition?: { StringEquals: Record<string, string> } }[];
    };
    const open = policy.Statement.filter(({ Principal }) => Principal.AWS === "*");
    assert.ok(open.length > 0);
    for (const { Condition } of open) {
      assert.equal(Condition?.StringEquals["aws:PrincipalOrgID"], "o-1");
    }
  });
});
