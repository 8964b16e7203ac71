import assert from "node:assert/strict";

import * as aws from "@pulumi/aws";

import { AccountBudget } from "../../../components/accounts/accountBudget";
import { registeredBy } from "../../mocks";

describe("AccountBudget", function () {
  this.timeout(20_000);

  it("tells of 80 % and 100 % spent, and of 100 % to come, before credits hide it", async () => {
    const resources = await registeredBy(() => {
      const provider = new aws.Provider("payments", { region: "eu-west-1" });
      const args = { accountName: "prod-payments", monthlyLimit: 1250.5, email: "costs@example.com" };
      new AccountBudget("payments-budget", args, { provider });
    }, "update");
    const alert = (notificationType: string, threshold: number) => ({
      notificationType,
      threshold,
      thresholdType: "PERCENTAGE",
      comparisonOperator: "GREATER_THAN",
      subscriberEmailAddresses: ["costs@example.com"],
    });
    const budget = resources.find(({ type }) => type === "aws:budgets/budget:Budget");
    assert.deepEqual(budget?.inputs, {
      name: "duotone prod-payments",
      budgetType: "COST",
      timeUnit: "MONTHLY",
      limitAmount: "1250.5",
      limitUnit: "USD",
      costTypes: { includeCredit: false, includeRefund: false },
      notifications: [alert("ACTUAL", 80), alert("ACTUAL", 100), alert("FORECASTED", 100)],
    });
    assert.match(budget.provider, /::payments::/);
  });
});
