import assert from "node:assert/strict";

import { seg12 } from "../../../../policy/rules/segmentation/seg12";
import { plainProperties } from "../../../../policy/model/value";
import type { ProviderOf } from "../../../../policy/model/resource";
import { said, thingOf } from "../../support/ties";
import { ACCOUNTS, INVENTORY, node, providerFor, unknown } from "../../support/world";

const PROVIDER = "pulumi:providers:aws";
const QUEUE = "aws:sqs/queue:Queue";

describe("SEG-12: every resource is bound to one vertical's account", () => {
  const provider = (props: Readonly<Record<string, unknown>>, name = "marketing") =>
    said(seg12, [node(PROVIDER, name, { props })]);
  const ids = (...accounts: readonly string[]) => JSON.stringify(accounts);
  const marketing = ids(ACCOUNTS.marketing);

  describe("a provider", () => {
    it("is bound to one account of the inventory", () => {
      for (const id of Object.values(ACCOUNTS)) {
        assert.deepEqual(provider({ allowedAccountIds: ids(id) }), []);
      }
    });

    const wrong: Record<string, [props: Readonly<Record<string, unknown>>, wanted: RegExp]> = {
      "without an account": [{}, /allowedAccountIds is not set/],
      "with two": [
        { allowedAccountIds: ids(ACCOUNTS.marketing, ACCOUNTS.payments) },
        /allowedAccountIds has 2 accounts/,
      ],
      "with none in the list": [{ allowedAccountIds: "[]" }, /allowedAccountIds has 0 accounts/],
      "with what is no JSON": [{ allowedAccountIds: "111111111111," }, /no list of account ids/],
      "with an id that lost its zeros": [{ allowedAccountIds: "[1234567890]" }, /no list of account ids/],
      "with what is no list": [{ allowedAccountIds: '{"a":1}' }, /no list of account ids/],
      "with an account that nobody knows": [
        { allowedAccountIds: ids("999999999999") },
        /account 999999999999, which the inventory does not know/,
      ],
      "whose account is unknown": [
        { allowedAccountIds: unknown },
        /Cannot prove: allowedAccountIds is not known yet/,
      ],
      "that assumes a role of another account": [
        {
          allowedAccountIds: marketing,
          assumeRoles: JSON.stringify([{ roleArn: `arn:aws:iam::${ACCOUNTS.payments}:role/Admin` }]),
        },
        /assumeRoles names a role of account 200000000002, and allowedAccountIds has 200000000003/,
      ],
      "whose default tag says another vertical": [
        { allowedAccountIds: marketing, defaultTags: '{"tags":{"vertical":"payments"}}' },
        /defaultTags\.tags\.vertical is another than that of the vertical duotone\/prod:marketing/,
      ],
      "whose default tag looks like it, with letters of another alphabet": [
        { allowedAccountIds: marketing, defaultTags: '{"tags":{"vertical":"mаrketing"}}' },
        /defaultTags\.tags\.vertical is another/,
      ],
      "that ignores the tag": [
        { allowedAccountIds: marketing, ignoreTags: '{"keys":["vertical"]}' },
        /ignoreTags names the tag `vertical`/,
      ],
      "that ignores tags that begin so": [
        { allowedAccountIds: marketing, ignoreTags: '{"keyPrefixes":["vert"]}' },
        /ignoreTags names the tag `vertical`/,
      ],
    };
    for (const [title, [props, wanted]] of Object.entries(wrong)) {
      it(`${title} is refused`, () => {
        const [message, ...others] = provider(props);
        assert.match(message ?? "", wanted);
        assert.deepEqual(others, []);
      });
    }

    for (const property of ["assumeRoles", "defaultTags", "ignoreTags"]) {
      it(`whose ${property} is no JSON proves nothing`, () => {
        assert.match(
          provider({ allowedAccountIds: marketing, [property]: "{vertical" }).join(),
          new RegExp(`Cannot prove: ${property} is no JSON`),
        );
        assert.deepEqual(provider({ allowedAccountIds: marketing, [property]: unknown }), []);
        assert.deepEqual(provider({ allowedAccountIds: marketing, [property]: "null" }), []);
      });
    }

    it("may assume a role that says no account", () => {
      assert.deepEqual(provider({ allowedAccountIds: marketing, assumeRoles: '[{"roleArn":"Admin"}]' }), []);
    });

    it("may assume a role before its account is known", () => {
      const account = thingOf("marketing", "aws:organizations/account:Account");
      const found = node(PROVIDER, "marketing", {
        props: {
          allowedAccountIds: unknown,
          assumeRoles: JSON.stringify([{ roleArn: `arn:aws:iam::${ACCOUNTS.marketing}:role/Admin` }]),
        },
        edges: { allowedAccountIds: [account] },
      });
      assert.deepEqual(said(seg12, [account, found]), []);
    });

    it("may assume a role of its account, and ignore other tags", () => {
      assert.deepEqual(
        provider({
          allowedAccountIds: marketing,
          assumeRoles: JSON.stringify([{ roleArn: `arn:aws:iam::${ACCOUNTS.marketing}:role/Admin` }]),
          defaultTags: '{"tags":{"vertical":"marketing","owner":"x"}}',
          ignoreTags: '{"keys":["cost"],"keyPrefixes":["verticals"]}',
        }),
        [],
      );
    });

    for (const name of ["default", "default_4_0_0", "default_7_48_0"]) {
      it(`called ${name} is refused, whatever it is bound to`, () => {
        assert.match(provider({ allowedAccountIds: marketing }, name).join(), /it is a default provider/);
      });
    }

    it("is not a default one for a name that only begins so", () => {
      assert.deepEqual(provider({ allowedAccountIds: marketing }, "defaults"), []);
    });

    it("is known by the account that it is for, before that exists", () => {
      const account = thingOf("marketing", "aws:organizations/account:Account");
      const bound = (email: string) =>
        said(seg12, [
          { ...account, props: { email } },
          node(PROVIDER, "marketing", {
            props: { allowedAccountIds: unknown, defaultTags: '{"tags":{"vertical":"marketing"}}' },
            edges: { allowedAccountIds: [account] },
          }),
        ]);
      assert.deepEqual(bound("prod-marketing@example.com"), []);
      assert.match(bound("prod-payments@example.com").join(), /defaultTags\.tags\.vertical is another/);
      assert.match(bound("who@example.com").join(), /Cannot prove: allowedAccountIds is not known yet/);
    });

    it("is known by the address of a shared account, too", () => {
      const account = node("aws:organizations/account:Account", "delivery", {
        props: { email: "delivery@example.com" },
        provider: providerFor("management"),
      });
      const nodes = [
        account,
        node(PROVIDER, "delivery", {
          props: { allowedAccountIds: unknown },
          edges: { allowedAccountIds: [account] },
        }),
      ];
      const inventory = {
        ...INVENTORY,
        accounts: [...INVENTORY.accounts, { email: "delivery@example.com", role: "delivery" as const }],
      };
      assert.equal(said(seg12, nodes).length, 1);
      assert.deepEqual(said(seg12, nodes, { inventory }), []);
    });
  });

  describe("a resource", () => {
    const resource = (
      props: Readonly<Record<string, unknown>>,
      from: ProviderOf = providerFor("marketing"),
    ) => said(seg12, [node(QUEUE, "queue", { props, provider: from })]);
    const broken = (props: Readonly<Record<string, unknown>>, name = "marketing"): ProviderOf => ({
      ...providerFor("marketing"),
      name,
      props: plainProperties(props),
    });

    it("may have the tag of its account, or none", () => {
      assert.deepEqual(resource({ tags: { vertical: "marketing" } }), []);
      assert.deepEqual(resource({ tags: { Name: "x" } }), []);
      assert.deepEqual(resource({}), []);
    });

    const wrong: Record<string, [props: Readonly<Record<string, unknown>>, wanted: RegExp]> = {
      "of another vertical": [
        { tags: { vertical: "payments" } },
        /tags\.vertical is another than that of the vertical duotone\/prod:marketing/,
      ],
      "in another case": [{ tags: { vertical: "Marketing" } }, /tags\.vertical is another/],
      "that is unknown": [{ tags: { vertical: unknown } }, /Cannot prove: tags\.vertical is not known yet/],
      "in a group's list": [
        {
          tags: [
            { key: "Name", value: "x" },
            { key: "vertical", value: "payments" },
          ],
        },
        /tags\[1\]\.value is another/,
      ],
      "in a launch template's specifications": [
        { tagSpecifications: [{ resourceType: "volume", tags: { vertical: "payments" } }] },
        /tagSpecifications\[0\]\.tags\.vertical is another/,
      ],
    };
    for (const [title, [props, wanted]] of Object.entries(wrong)) {
      it(`may not have a tag ${title}`, () => {
        const [message, ...others] = resource(props);
        assert.match(message ?? "", wanted);
        assert.deepEqual(others, []);
      });
    }

    it("may have other tags that are unknown", () => {
      assert.deepEqual(resource({ tags: { Name: unknown } }), []);
      assert.deepEqual(resource({ tags: unknown }), []);
      assert.deepEqual(resource({ tags: [{ key: unknown, value: "payments" }] }), []);
      assert.match(
        resource({}, broken({ allowedAccountIds: '["999999999999"]' })).join(),
        /account 999999999999 is not in the inventory/,
      );
    });

    it("of a shared account may be for a vertical", () => {
      assert.deepEqual(resource({ tags: { vertical: "payments" } }, providerFor("audit")), []);
    });

    it("must name a provider", () => {
      const found = { ...node(QUEUE, "queue"), provider: undefined };
      assert.match(said(seg12, [found]).join(), /Cannot prove: it names no provider/);
    });

    it("must name one of AWS", () => {
      const strange = { ...providerFor("marketing"), type: "pulumi:providers:other" };
      assert.match(resource({}, strange).join(), /Cannot prove: .*its provider is not of AWS/);
    });

    it("tells what is wrong with its provider where nothing else does", () => {
      assert.match(resource({}, broken({})).join(), /Cannot prove: it cannot be told which account it is in/);
      assert.match(
        resource({}, broken({}, "default_7_48_0")).join(),
        /its provider default_7_48_0 is a default provider/,
      );
    });

    for (const name of ["marketing", "default_7_48_0"]) {
      it(`leaves it to its provider ${name} to tell what is wrong with it`, () => {
        const found = node(PROVIDER, name, { props: {} });
        const from = { type: PROVIDER, name, urn: found.urn, props: found.props };
        assert.equal(said(seg12, [found, node(QUEUE, "queue", { provider: from })]).length, 1);
      });
    }
  });

  it("cannot tell what a command or code of its own does, which no rule reads", () => {
    const provider = { ...providerFor("marketing"), type: "pulumi:providers:command" };
    for (const type of ["command:local:Command", "pulumi-nodejs:dynamic:Resource"]) {
      assert.match(
        said(seg12, [node(type, "strange", { provider })]).join(),
        /Cannot prove: no rule reads what it makes/,
      );
    }
  });

  for (const type of [
    "aws-native:s3:Bucket",
    "pulumi:providers:aws-native",
    "awscc:s3:Bucket",
    "eks:index:Cluster",
    "pulumi:providers:eks",
  ]) {
    it(`cannot tell the account of ${type}`, () => {
      assert.match(
        said(seg12, [node(type, "strange")]).join(),
        /Cannot prove: it is not of the provider aws/,
      );
    });
  }

  for (const type of [
    "awsx:ec2:Vpc",
    "pulumi:providers:awsx",
    "duotone:clusters:Cluster",
    "random:index:String",
  ]) {
    it(`has nothing against ${type}`, () => {
      assert.deepEqual(said(seg12, [node(type, "fine")]), []);
    });
  }
});
