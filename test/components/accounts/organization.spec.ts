import assert from "node:assert/strict";

import { toOrganization } from "../../../components/accounts/organization";

const answer = {
  id: "o-1",
  masterAccountId: "111111111111",
  roots: [{ id: "r-1" }],
  accounts: [
    { id: "222222222222", email: "AWS+Prod@example.com", status: "ACTIVE" },
    { id: "333333333333", email: "aws+closed@example.com", status: "SUSPENDED" },
  ],
};

describe("toOrganization", () => {
  it("finds open accounts by e-mail, whatever its case, and leaves closed ones out", () => {
    assert.deepEqual(toOrganization(answer), {
      id: "o-1",
      managementAccountId: "111111111111",
      rootId: "r-1",
      accountIdByEmail: new Map([["aws+prod@example.com", "222222222222"]]),
    });
  });

  it("refuses an organization whose root the caller may not see", () => {
    assert.throws(
      () => toOrganization({ ...answer, roots: [] }),
      /Organization o-1 shows no root.*ListRoots/,
    );
  });
});
