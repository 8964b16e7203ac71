import assert from "node:assert/strict";

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { AUDITOR_ROLE_NAME } from "../../../components/accounts/auditRights";
import { Guardrails } from "../../../components/accounts/guardrails";
import { arnLike } from "../../../components/accounts/guardrails/arnPatterns";
import {
  AUDITOR_ROLE,
  LEDGER_OBJECTS,
  LEDGER_ROLE,
  stackRoles,
} from "../../../components/accounts/guardrails/principals";
import { ACCOUNT_ROLE_NAME } from "../../../components/accounts/memberAccount";
import { LEDGER_ROLE_NAME } from "../../../components/delivery/ledgerRights";
import { bucketNamePrefix } from "../../../components/observability/bucketNames";
import { ARCHIVES_ROLE_NAME } from "../../../foundation/archiveAccess";
import { registeredBy } from "../../mocks";

const ARGS = {
  rootId: "r-abcd",
  restrictedUnitIds: { prod: "ou-abcd-prod", staging: "ou-abcd-staging" },
  organizationId: "o-exampleorg",
  regions: ["eu-west-1"],
  deployers: ["arn:aws:iam::111111111111:role/Deployer"],
  accountRoleName: ACCOUNT_ROLE_NAME,
};

const declared = (mode: "preview" | "update", args = ARGS) =>
  registeredBy(() => {
    const provider = new aws.Provider("management", { region: "eu-west-1" });
    new Guardrails("guardrails", args, { provider });
  }, mode);

describe("Guardrails", function () {
  this.timeout(20_000);

  it("attaches what is for all to the root, so that a new account has it at once, and the rest to restricted units", async () => {
    const attachments = (await declared("update")).filter(({ type }) => type.endsWith(":PolicyAttachment"));
    assert.deepEqual(
      attachments.map(({ name, inputs }) => [name, inputs["policyId"], inputs["targetId"]]),
      [
        ["guardrails-accounts-root", "guardrails-accounts-id", "r-abcd"],
        ["guardrails-evidence-root", "guardrails-evidence-id", "r-abcd"],
        ["guardrails-perimeter-root", "guardrails-perimeter-id", "r-abcd"],
        ["guardrails-restricted-perimeter-prod", "guardrails-restricted-perimeter-id", "ou-abcd-prod"],
        ["guardrails-restricted-perimeter-staging", "guardrails-restricted-perimeter-id", "ou-abcd-staging"],
        ["guardrails-restricted-prod", "guardrails-restricted-id", "ou-abcd-prod"],
        ["guardrails-restricted-staging", "guardrails-restricted-id", "ou-abcd-staging"],
        ["guardrails-separation-root", "guardrails-separation-id", "r-abcd"],
      ],
    );
  });

  it("makes each policy of its type, under a name of its own, with all facts filled in", async () => {
    const policies = (await declared("update")).filter(
      ({ type }) => type === "aws:organizations/policy:Policy",
    );
    assert.deepEqual(
      policies.map(({ inputs }) => [inputs["name"], inputs["type"]]),
      [
        ["duotone-accounts", "SERVICE_CONTROL_POLICY"],
        ["duotone-evidence", "SERVICE_CONTROL_POLICY"],
        ["duotone-perimeter", "RESOURCE_CONTROL_POLICY"],
        ["duotone-restricted", "SERVICE_CONTROL_POLICY"],
        ["duotone-restricted-perimeter", "RESOURCE_CONTROL_POLICY"],
        ["duotone-separation", "SERVICE_CONTROL_POLICY"],
      ],
    );
    for (const { inputs } of policies) {
      const { Statement } = JSON.parse(String(inputs["content"])) as { Statement: { Effect: string }[] };
      assert.ok(Statement.length > 0 && Statement.every(({ Effect }) => Effect === "Deny"));
      assert.ok(String(inputs["description"]).length <= 512);
    }
  });

  it("registers the same in preview and in update", async () => {
    const names = async (mode: "preview" | "update") =>
      (await declared(mode)).map(({ type, name }) => `${type} ${name}`);
    assert.deepEqual(await names("preview"), await names("update"));
  });

  it("gives a unit's id away once every guardrail is attached, and not while one is still to come", async () => {
    const known = async (mode: "preview" | "update") => {
      let isKnown: Promise<boolean> | undefined;
      await registeredBy(() => {
        const unitId = new Guardrails("guardrails", ARGS).guarded("ou-abcd-unit");
        isKnown = (unitId as unknown as { isKnown: Promise<boolean> }).isKnown;
        unitId.apply((id) => {
          assert.equal(id, "ou-abcd-unit");
        });
      }, mode);
      return isKnown;
    };
    assert.equal(await known("update"), true);
    assert.equal(await known("preview"), false);
  });

  it("refuses what AWS would refuse before the first resource", () => {
    const deployers = Array.from(
      { length: 200 },
      (_, index) => `arn:aws:iam::111111111111:role/D${String(index)}`,
    );
    assert.throws(
      () => new Guardrails("guardrails", { ...ARGS, deployers }),
      (error) =>
        error instanceof pulumi.ResourceError && /policy perimeter has \d+ characters/.test(error.message),
    );
  });

  it("exempts the roles that the stacks make, by the names that these have", () => {
    const role = (name: string) => `arn:aws:iam::111111111111:role/${name}`;
    const exempt = stackRoles(ACCOUNT_ROLE_NAME);
    for (const name of [ACCOUNT_ROLE_NAME, ARCHIVES_ROLE_NAME]) {
      assert.equal(exempt.filter((pattern) => arnLike(pattern, role(name))).length, 1, name);
    }
    assert.ok(arnLike(AUDITOR_ROLE, role(AUDITOR_ROLE_NAME)));
    assert.ok(arnLike(LEDGER_ROLE, role(LEDGER_ROLE_NAME)));
    const bucket = bucketNamePrefix("ledger", { restricted: false, owner: ["organization"] });
    assert.ok(arnLike(LEDGER_OBJECTS, `arn:aws:s3:::${bucket}-1234567/ledger/prod/000000000001.json`));
  });
});
