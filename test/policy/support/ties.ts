import assert from "node:assert/strict";

import type { Node } from "../../../policy/model/resource";
import type { Rule } from "../../../policy/rules/rule";
import type { Settings } from "../../../policy/settings/settings";
import { ACCOUNTS, checkAll, INVENTORY, node, providerFor, unknown } from "./world";

type VerticalName = "accounts" | "payments" | "marketing";

/** Email addresses of the verticals' accounts, as `INVENTORY` has them. */
const EMAILS: Readonly<Record<VerticalName, string>> = {
  accounts: "prod-accounts@example.com",
  payments: "prod-payments@example.com",
  marketing: "prod-marketing@example.com",
};

const ACCOUNT = "aws:organizations/account:Account";

/** Something of a vertical that others can name: by its id, its ARN, or by where a value comes from. */
export function thingOf(vertical: VerticalName, type: string, name = `${vertical}-thing`): Node {
  return type === ACCOUNT
    ? node(type, name, {
        props: { id: ACCOUNTS[vertical], email: EMAILS[vertical] },
        provider: providerFor("management"),
      })
    : node(type, name, {
        props: { id: `${name}-id`, arn: `arn:aws:any:eu-west-1:${ACCOUNTS[vertical]}:${name}` },
        provider: providerFor(vertical),
      });
}

/** What a rule says of a stack. */
export function said(rule: Rule, nodes: readonly Node[], changed: Partial<Settings> = {}): readonly string[] {
  return checkAll(rule, nodes, changed).map(({ message }) => message);
}

/** Settings with one way between two verticals of production, or places called otherwise. */
export function crossing(
  rule: string,
  from: string,
  to: string,
  expires = "2026-12-24T00:00:00Z",
): Partial<Settings> {
  const named = (place: string) => (place in EMAILS ? `duotone/prod:${place}` : place);
  return {
    inventory: {
      ...INVENTORY,
      crossings: [
        {
          rule,
          from: named(from),
          to: named(to),
          owner: "security@example.com",
          reason: "Settlement needs it until the year's end.",
          expires,
        },
      ],
    },
  };
}

/** One property that must name something of the same vertical. */
export interface TieRow {
  readonly type: string;

  /** `vpcs[].vpcId`: through a list of one. */
  readonly path: string;

  /** A type that it names. */
  readonly to: string;
  readonly required?: boolean;

  /** Whether only ARNs can be foreign. */
  readonly bareIsOwn?: boolean;

  /** Whether an unknown block that no edge list knows was filled in by the provider. */
  readonly filledIn?: boolean;

  /** Properties that it needs beside this one. */
  readonly beside?: Readonly<Record<string, unknown>>;
}

function nested(path: string, value: unknown): Readonly<Record<string, unknown>> {
  const [key = "", ...rest] = path.split(".");
  const isList = key.endsWith("[]");
  const inner = rest.length === 0 ? value : nested(rest.join("."), value);
  return { [isList ? key.slice(0, -2) : key]: isList ? [inner] : inner };
}

/** Proves that a rule judges a property: what it names, by value and by origin, and what it cannot tell. */
export function describeTie(rule: Rule, row: TieRow): void {
  const { type, path, to, beside = {} } = row;
  const property = /^\w+/.exec(path)?.[0] ?? "";
  const [mine, other] = [thingOf("marketing", to), thingOf("payments", to)];
  const textOf = ({ props }: Node) => (row.bareIsOwn === true ? props.arn : props.id);
  const judged = (
    props: Readonly<Record<string, unknown>>,
    from?: readonly Node[],
    edges?: Readonly<Record<string, readonly Node[]>>,
  ) => {
    const user = node(type, "user", {
      props: { ...beside, ...props },
      ...(from === undefined ? {} : { edges: { [property]: from } }),
      ...(edges === undefined ? {} : { edges }),
    });
    return checkAll(rule, [mine, other, ...(from ?? []), user].filter(once))
      .filter(({ urn }) => urn === user.urn)
      .map(({ message }) => message);
  };
  const naming = (value: unknown, from: readonly Node[] = []) => judged(nested(path, value), from);
  const isForeign = (messages: readonly string[]) => {
    assert.equal(messages.length, 1, messages.join("\n"));
    assert.match(
      messages[0] ?? "",
      /of the vertical duotone\/prod:payments, and user of the vertical duotone\/prod:marketing/,
    );
  };

  describe(`${type} ${path}`, () => {
    it("may name something of its own vertical", () => {
      assert.deepEqual(naming(textOf(mine)), []);
      assert.deepEqual(naming(unknown, [mine]), []);
    });

    it("may not name something of another vertical", () => {
      isForeign(naming(textOf(other)));
    });

    it("may not come from something of another vertical", () => {
      isForeign(naming(unknown, [other]));
    });

    it("may not come from both, for then nobody knows which it is", () => {
      assert.match(
        naming(unknown, [mine, other]).join(),
        /Cannot prove: .* is not known yet, and may be of the vertical duotone\/prod:payments/,
      );
    });

    it("may not be unknown without an origin", () => {
      assert.match(naming(unknown).join(), /Cannot prove: it cannot be told whose .* is/);
    });

    it("may not come from something of another kind", () => {
      const stranger = node("aws:other/other:Other", "stranger");
      assert.equal(naming(unknown, [stranger]).length, to === ANY ? 0 : 1);
    });

    it(
      row.bareIsOwn === true ? "may be a name, which is its own account's" : "may not name what nobody knows",
      () => {
        assert.equal(naming("unheard-of").length, row.bareIsOwn === true ? 0 : 1);
      },
    );

    it(row.required === true ? "must be set" : "may be left out", () => {
      assert.equal(judged({}).length, row.required === true ? 1 : 0);
    });

    if (row.filledIn === true) {
      it("is filled in by the provider where nothing is given", () => {
        assert.deepEqual(judged({ [property]: unknown }, undefined, { other: [] }), []);
        assert.equal(judged({ [property]: unknown }, [other]).length, 1);
        assert.equal(judged(nested(path, textOf(other))).length, 1);
      });
    }
  });
}

function once(found: Node, index: number, all: readonly Node[]): boolean {
  return all.indexOf(found) === index;
}

/** Stands for a property that may name anything. */
export const ANY = "aws:sqs/queue:Queue";
