import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface AccountBudgetArgs {
  /** The account's name in the organization, for example `prod-accounts`: it is in the alerts' subject. */
  readonly accountName: string;

  /** What the account may cost in a calendar month, in US dollars. */
  readonly monthlyLimit: number;

  /** Who is told. AWS sends budget alerts straight to the address, without asking it to confirm. */
  readonly email: string;
}

interface Alert {
  readonly notificationType: "ACTUAL" | "FORECASTED";

  /** In percent of the limit. */
  readonly threshold: number;
}

/** Early enough to act, when it has happened, and when it is going to happen. */
const ALERTS: readonly Alert[] = [
  { notificationType: "ACTUAL", threshold: 80 },
  { notificationType: "ACTUAL", threshold: 100 },
  { notificationType: "FORECASTED", threshold: 100 },
];

/**
 * The monthly cost budget of the provider's account, with alerts by e-mail.
 *
 * By e-mail and not through the notices topic, because a budget only publishes to topics of its own account
 * (https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html). AWS forecasts once it has
 * about five weeks of the account's costs.
 */
export class AccountBudget extends pulumi.ComponentResource {
  public constructor(name: string, args: AccountBudgetArgs, opts?: pulumi.ComponentResourceOptions) {
    super("duotone:accounts:AccountBudget", name, args, opts);

    new aws.budgets.Budget(
      name,
      {
        name: `duotone ${args.accountName}`,
        budgetType: "COST",
        timeUnit: "MONTHLY",
        limitAmount: String(args.monthlyLimit),
        limitUnit: "USD",
        // A credit or a refund would hide that the account uses more than it should.
        costTypes: { includeCredit: false, includeRefund: false },
        notifications: ALERTS.map(({ notificationType, threshold }) => ({
          notificationType,
          threshold,
          thresholdType: "PERCENTAGE",
          comparisonOperator: "GREATER_THAN",
          subscriberEmailAddresses: [args.email],
        })),
      },
      { parent: this },
    );

    this.registerOutputs();
  }
}
