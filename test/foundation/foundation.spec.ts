import assert from "node:assert/strict";

import * as aws from "@pulumi/aws";

import type { Organization } from "../../components/accounts/organization";
import type { FoundationConfig } from "../../foundation/config";
import { declareFoundation, foundationObstacles } from "../../foundation/foundation";
import { wantedAccounts } from "../../foundation/ownAccounts";
import { NETWORK_MADE } from "../components/network/network";
import { type Registered, registeredBy } from "../mocks";

const DEPLOYER = "arn:aws:iam::100000000001:role/Deployer";

const CONFIG: FoundationConfig = {
  accounts: { delivery: { email: "delivery@example.com" }, audit: { email: "audit@example.com" } },
  owner: "platform@example.com",
  environments: ["prod"],
  domains: ["example.com"],
  regions: ["eu-west-1", "eu-central-1"],
  imageRegions: ["eu-central-1"],
  deployers: [DEPLOYER],
  auditors: ["arn:aws:iam::*:role/Auditor"],
  notices: { email: "notices@example.com" },
  monthlyBudget: 200,
  retentionDays: 400,
  protect: true,
  aws: { region: "eu-west-1" },
};

const ORGANIZATION: Organization = {
  id: "o-1",
  managementAccountId: "100000000001",
  rootId: "r-1",
  callerArn: "arn:aws:sts::100000000001:assumed-role/Deployer/me",
  policyTypes: ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"],
  accountsByEmail: new Map(),
};

function declared(mode: "preview" | "update", existing: readonly (readonly [string, string])[] = []) {
  return registeredBy(
    () => {
      const management = new aws.Provider("management", { region: "eu-west-1" });
      declareFoundation(
        CONFIG,
        { organization: ORGANIZATION, existingIds: new Map(existing), existingUnitIds: new Map() },
        management,
      );
    },
    mode,
    NETWORK_MADE,
  );
}

const account = ({ provider }: Registered) => provider.split("::").at(-2) ?? "";
const line = (resource: Registered) =>
  [resource.type, resource.name, account(resource)].filter((part) => part !== "").join(" ");

describe("declareFoundation", function () {
  this.timeout(30_000);

  let update: readonly Registered[];

  before(async () => {
    update = await declared("update");
  });

  const ofType = (type: string) => update.filter((resource) => resource.type === type);

  it("registers the same in preview and in update", async () => {
    assert.deepEqual((await declared("preview")).map(line), update.map(line));
  });

  it("gives every AWS resource an explicit provider", () => {
    const own = update.filter(({ type, custom }) => custom && type.startsWith("aws:"));
    assert.deepEqual(own.filter(({ provider }) => provider === "").map(line), []);
    assert.deepEqual([...new Set(own.map(account))].sort(), [
      "audit",
      "delivery",
      "delivery-eu-central-1",
      "management",
    ]);
  });

  it("has policies, accounts and the trail made from the management account", () => {
    for (const type of [
      "aws:organizations/account:Account",
      "aws:organizations/policy:Policy",
      "aws:organizations/policyAttachment:PolicyAttachment",
      "aws:cloudtrail/trail:Trail",
    ]) {
      assert.ok(ofType(type).length > 0, type);
      assert.deepEqual([...new Set(ofType(type).map(account))], ["management"], type);
    }
  });

  it("keeps trail and ledger in the audit account, and images, queue and zones in the delivery account", () => {
    const buckets = Object.fromEntries(
      ofType("aws:s3/bucket:Bucket").map((bucket) => [bucket.name, account(bucket)]),
    );
    assert.deepEqual(buckets, {
      "duotone-archive-organization-delivery": "audit",
      "duotone-artifacts": "delivery",
      "duotone-ledger-organization": "audit",
      "duotone-logs-organization-delivery": "audit",
      "duotone-trail-organization": "audit",
    });
    for (const type of ["aws:dynamodb/table:Table", "aws:route53/zone:Zone", "aws:sns/topic:Topic"]) {
      assert.deepEqual([...new Set(ofType(type).map(account))], ["delivery"], type);
    }
    assert.deepEqual(
      ofType("aws:dynamodb/table:Table")
        .map(({ inputs }) => inputs.name)
        .sort(),
      ["duotone-images", "duotone-release-queue"],
    );
  });

  it("gives both of its accounts the same baseline", () => {
    for (const type of [
      "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
      "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess",
      "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess",
      "aws:ebs/encryptionByDefault:EncryptionByDefault",
      "aws:ebs/defaultKmsKey:DefaultKmsKey",
      "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults",
      "aws:iam/accountPasswordPolicy:AccountPasswordPolicy",
      "aws:ssm/document:Document",
      "aws:budgets/budget:Budget",
    ]) {
      assert.deepEqual(ofType(type).map(account).sort(), ["audit", "delivery"], type);
    }
  });

  it("lets the organization's accounts, and no others, use the image keys", () => {
    for (const name of ["images-key", "images-key-eu-central-1"]) {
      const key = ofType("aws:kms/key:Key").find((one) => one.name === name);
      const policy = JSON.parse(String(key?.inputs.policy)) as {
        Statement: { Principal: { AWS: string }; Condition?: { StringEquals: Record<string, string> } }[];
      };
      const open = policy.Statement.filter(({ Principal }) => Principal.AWS === "*");
      assert.ok(open.length > 0);
      for (const { Condition } of open) {
        const { "aws:PrincipalOrgID": organization, "kms:CallerAccount": caller } =
          Condition?.StringEquals ?? {};
        assert.ok(organization === "o-1" || caller === "delivery-id", JSON.stringify(Condition));
      }
    }
  });

  it("has the key of images' copies in their region, protected like the first and for calls of that region", () => {
    const [here, there] = ["images-key", "images-key-eu-central-1"].map((name) =>
      ofType("aws:kms/key:Key").find((key) => key.name === name),
    );
    assert.ok(here !== undefined && there !== undefined);
    assert.deepEqual([account(here), account(there)], ["delivery", "delivery-eu-central-1"]);
    assert.deepEqual(
      update
        .filter(({ type, name }) => type === "pulumi:providers:aws" && name.startsWith("delivery"))
        .map(({ inputs }) => [inputs.region, inputs.allowedAccountIds]),
      [
        ["eu-west-1", JSON.stringify(["delivery-id"])],
        ["eu-central-1", JSON.stringify(["delivery-id"])],
      ],
    );
    assert.match(String(there.inputs.policy), /ec2\.eu-central-1\.amazonaws\.com/);
    assert.doesNotMatch(String(there.inputs.policy), /eu-west-1/);
  });

  it("has no key that anybody may do everything with", () => {
    const keys = ofType("aws:kms/key:Key");
    assert.ok(keys.length > 5);
    for (const { name, inputs } of keys) {
      assert.doesNotMatch(String(inputs.policy), /"kms:\*"/, name);
      assert.deepEqual(inputs.deletionWindowInDays, 30, name);
      assert.equal(inputs.enableKeyRotation, name === "ledger-signing" ? undefined : true, name);
    }
  });

  it("says of everything that is locked that it stays, and of accounts and units", () => {
    const [kept] = update.filter(({ type }) => type.endsWith(":KeptOnDestroy"));
    const what = (kept?.inputs.kept as readonly { what: string }[]).map((one) => one.what);
    for (const name of ["delivery", "audit", "units", "trail's records", "ledger's records", "log archive"]) {
      assert.equal(what.filter((text) => text.includes(name)).length, 1, `${name} in ${what.join("; ")}`);
    }
    assert.equal(what.length, 6);
  });
});

describe("what stands in the way of the foundation", () => {
  it("is nothing in an organization that is ready", () => {
    assert.deepEqual(foundationObstacles(CONFIG, ORGANIZATION), []);
  });

  it("is a policy type that is not enabled, and a caller who would lock itself out: both at once", () => {
    const obstacles = foundationObstacles(CONFIG, {
      ...ORGANIZATION,
      policyTypes: ["SERVICE_CONTROL_POLICY"],
      callerArn: "arn:aws:sts::100000000001:assumed-role/Somebody/me",
    });
    assert.equal(obstacles.length, 2);
    assert.match(obstacles[0] ?? "", /RESOURCE_CONTROL_POLICY.*enable-policy-type/);
    assert.match(obstacles[1] ?? "", /Somebody.*duotone-foundation:deployers/);
  });

  it("wants one account each for delivery and audit", () => {
    assert.deepEqual(wantedAccounts(CONFIG), [
      { logicalName: "delivery", accountName: "duotone-delivery", email: "delivery@example.com" },
      { logicalName: "audit", accountName: "duotone-audit", email: "audit@example.com" },
    ]);
  });
});
