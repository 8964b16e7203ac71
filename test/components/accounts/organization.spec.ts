import assert from "node:assert/strict";

import { toOrganization } from "../../../components/accounts/organization";

const CALLER = "arn:aws:sts::111111111111:assumed-role/deploy/ci";

const answer = {
  id: "o-1",
  masterAccountId: "111111111111",
  roots: [
    {
      id: "r-1",
      policyTypes: [
        { type: "SERVICE_CONTROL_POLICY", status: "ENABLED" },
        { type: "TAG_POLICY", status: "PENDING_DISABLE" },
      ],
    },
  ],
  accounts: [
    { id: "222222222222", name: "prod", email: "AWS+Prod@example.com", status: "ACTIVE" },
    { id: "333333333333", name: "closed", email: "aws+closed@example.com", status: "SUSPENDED" },
  ],
};

describe("toOrganization", () => {
  it("finds accounts by e-mail, whatever its case, and the open ones among them", () => {
    assert.deepEqual(toOrganization(answer, CALLER), {
      id: "o-1",
      managementAccountId: "111111111111",
      rootId: "r-1",
      callerArn: CALLER,
      policyTypes: ["SERVICE_CONTROL_POLICY"],
      accountsByEmail: new Map([
        ["aws+prod@example.com", { id: "222222222222", name: "prod", status: "ACTIVE" }],
        ["aws+closed@example.com", { id: "333333333333", name: "closed", status: "SUSPENDED" }],
      ]),
    });
  });

  it("believes AWS's newer word for an account's status where both are given", () => {
    const words = [
      { status: "ACTIVE", state: "PENDING_CLOSURE" },
      { status: "", state: "ACTIVE" },
      { state: "ACTIVE" },
      { status: "ACTIVE", state: "" },
      {},
    ];
    const accounts = words.map((word, index) => ({
      id: `${index}`,
      name: "n",
      email: `${index}@x`,
      ...word,
    }));
    const { accountsByEmail } = toOrganization({ ...answer, accounts }, CALLER);
    assert.deepEqual(
      [...accountsByEmail.values()].map(({ status }) => status),
      ["PENDING_CLOSURE", "ACTIVE", "ACTIVE", "ACTIVE", "unknown"],
    );
  });

  it("refuses an organization whose root the caller may not see", () => {
    assert.throws(
      () => toOrganization({ ...answer, roots: [] }, CALLER),
      /Organization o-1 shows no root.*ListRoots/,
    );
  });
});
