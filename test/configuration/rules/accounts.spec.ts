import { refuses } from "../refusal";

const another = {
  classification: "internal",
  cidr: "10.29.0.0/16",
  email: "aws+another@example.com",
  monthlyBudget: 100,
};

describe("accountProblems", () => {
  refuses(
    "refuses one address for two accounts, in capital letters or not",
    { "duotone:verticals.payments.email": "AWS+prod-accounts@example.com" },
    'duotone:verticals.payments.email is "AWS+prod-accounts@example.com", the address of accounts. ' +
      "Allowed: an address of its own for each vertical. " +
      "Give another; a plus sign makes many of one mailbox: aws+name@example.com.",
  );
  for (const name of ["audit", "delivery", "management"]) {
    refuses(
      `refuses a vertical with the name of the ${name} account`,
      { [`duotone:verticals.${name}`]: another },
      `duotone:verticals.${name} has the name of an account of the foundation. ` +
        "Allowed: any name but audit, delivery, management. Rename the vertical.",
    );
  }
  const longest = "a".repeat("prod-".length + 40);
  refuses("takes an account name of 50 characters", { [`duotone:verticals.${longest}`]: another });
  refuses(
    "refuses a longer one",
    { [`duotone:verticals.${longest}a`]: another },
    `duotone:verticals.${longest}a makes the account name prod-${longest}a, with 51 characters. ` +
      "Allowed: at most 50. Shorten the vertical's name.",
  );
});
