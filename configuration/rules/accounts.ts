import type { Draft, Verticals } from "../draft";
import { is, problem } from "../problem";

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html */
const LONGEST_ACCOUNT_NAME = 50;

/** Accounts that are there already, and whose providers have these names. */
const RESERVED = ["audit", "delivery", "management"];

/** One account per vertical: names that AWS takes, and an e-mail address of its own for each. */
export function accountProblems({ stack, verticals = [] }: Draft): readonly string[] {
  return [...verticals.flatMap((vertical) => nameProblems(stack, vertical)), ...emailProblems(verticals)];
}

function nameProblems(stack: string, { name, path }: Verticals[number]): readonly string[] {
  if (RESERVED.includes(name)) {
    return [
      problem(
        path,
        "has the name of an account of the foundation",
        `any name but ${RESERVED.join(", ")}`,
        "Rename the vertical.",
      ),
    ];
  }
  const accountName = `${stack}-${name}`;
  return accountName.length <= LONGEST_ACCOUNT_NAME
    ? []
    : [
        problem(
          path,
          `makes the account name ${accountName}, with ${accountName.length} characters`,
          `at most ${LONGEST_ACCOUNT_NAME}`,
          "Shorten the vertical's name.",
        ),
      ];
}

function emailProblems(verticals: Verticals): readonly string[] {
  const owners = new Map<string, string>();
  return verticals.flatMap(({ name, path, right: { email } }) => {
    // AWS does not tell capital letters from small ones here.
    const address = email?.toLowerCase();
    if (address === undefined) {
      return [];
    }
    const owner = owners.get(address);
    owners.set(address, owner ?? name);
    return owner === undefined
      ? []
      : [
          problem(
            `${path}.email`,
            `${is(email)}, the address of ${owner}`,
            "an address of its own for each vertical",
            "Give another; a plus sign makes many of one mailbox: aws+name@example.com.",
          ),
        ];
  });
}
