import { parseDocument } from "yaml";

/** In turn, so that of any three verticals two are restricted, whatever their number. */
const CLASSIFICATIONS = ["pii", "banking", "public"] as const;

/** Second part of the first vertical's block; the others follow. Apart from those of the stack files. */
const FIRST_BLOCK = 100;

/** A year's notice of nothing: the emulated cloud costs nothing. */
const MONTHLY_BUDGET = 100;

/** Most verticals that the blocks of `10.0.0.0/8` leave room for. */
const MOST = 100;

/**
 * A stack's file with other verticals: so many of them, with accounts and networks and no service yet. Everything else stays
 * as the file says.
 *
 * @param text The file as it is.
 * @param stack The stack's name, for the e-mail addresses, which AWS takes once each.
 * @throws Error where the number is not between 1 and 100.
 */
export function withVerticals(text: string, stack: string, count: number): string {
  if (!Number.isInteger(count) || count < 1 || count > MOST) {
    throw new Error(`${count} verticals were asked for; 1 to ${MOST} have blocks of addresses.`);
  }
  const document = parseDocument(text);
  const verticals = Array.from({ length: count }, (_, index) => verticalOf(stack, index));
  document.setIn(["config", "duotone:verticals"], Object.fromEntries(verticals));
  document.setIn(["config", "duotone:services"], {});
  const clusters = Object.keys((document.toJS() as StackFile).config["duotone:clusters"]);
  document.setIn(
    ["config", "duotone:releases"],
    Object.fromEntries(clusters.map((cluster) => [cluster, {}])),
  );
  return document.toString();
}

interface StackFile {
  readonly config: { readonly "duotone:clusters": Readonly<Record<string, unknown>> };
}

function verticalOf(stack: string, index: number): readonly [string, unknown] {
  const name = `vertical-${String(index + 1).padStart(2, "0")}`;
  return [
    name,
    {
      classification: CLASSIFICATIONS[index % CLASSIFICATIONS.length],
      cidr: `10.${FIRST_BLOCK + index}.0.0/16`,
      email: `aws+${stack}-${name}@example.com`,
      monthlyBudget: MONTHLY_BUDGET,
    },
  ];
}
