import assert from "node:assert/strict";

import { quotaProblem } from "../../../components/accounts/accountQuota";
import { someOrganization } from "./someOrganization";

const ACCOUNTS = {
  "a@example.com": { id: "2", name: "a", status: "ACTIVE" },
  "b@example.com": { id: "3", name: "b", status: "SUSPENDED" },
};

describe("quotaProblem", () => {
  it("finds none as long as there is room, the management account and closed ones counted", () => {
    assert.equal(quotaProblem(someOrganization(ACCOUNTS), ["c"], 4), undefined);
  });

  it("finds none where nothing is to be made, however full the organization is", () => {
    assert.equal(quotaProblem(someOrganization(ACCOUNTS), [], 1), undefined);
  });

  it("names the numbers, the accounts and what to do", () => {
    assert.equal(
      quotaProblem(someOrganization(ACCOUNTS), ["c", "d"], 4),
      "Organization o-1 may have 4 accounts and has 3, 1 of them closed, which count for 90 days. It needs 2 more: " +
        "c, d. Nothing was created.\nAsk AWS for a quota of at least 5, which takes up to some days:\n" +
        "  aws service-quotas request-service-quota-increase --region us-east-1 --service-code organizations " +
        "--quota-code L-29A0C5DF --desired-value 5\nor take accounts out of the configuration.",
    );
  });
});
