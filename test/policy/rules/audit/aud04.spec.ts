import assert from "node:assert/strict";

import type { Node } from "../../../../policy/model/resource";
import { aud04 } from "../../../../policy/rules/audit/aud04";
import { checkAll, node, unknown } from "../../support/world";

const UNIT = "aws:organizations/organizationalUnit:OrganizationalUnit";
const TRAIL = [
  "cloudtrail:DeleteTrail",
  "cloudtrail:PutEventSelectors",
  "cloudtrail:StopLogging",
  "cloudtrail:UpdateTrail",
];
const ACTIONS = [
  "organizations:LeaveOrganization",
  ...TRAIL,
  "ec2:DeleteFlowLogs",
  "ec2:AcceptVpcPeeringConnection",
  "ec2:CreateVpcPeeringConnection",
  "ram:AssociateResourceShare",
  "ram:CreateResourceShare",
  "ram:UpdateResourceShare",
];
const GATEWAYS = [
  "ec2:AttachInternetGateway",
  "ec2:CreateEgressOnlyInternetGateway",
  "ec2:CreateInternetGateway",
];

const deny = (Action: unknown, more: object = {}) => ({ Effect: "Deny", Action, Resource: "*", ...more });
const WINDOW = { NumericLessThan: { "kms:ScheduleKeyDeletionPendingWindowInDays": "30" } };
const KEYS = deny("kms:ScheduleKeyDeletion", { Condition: WINDOW });
const ALL = [deny(ACTIONS), KEYS];
const ROLES = { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/OrganizationAccountAccessRole" } };

function unit(name: string, parentId: unknown = "r-root"): Node {
  return node(UNIT, name, { props: { id: `ou-${name}`, name, parentId } });
}
function policy(name: string, statements: unknown, type: unknown = "SERVICE_CONTROL_POLICY"): Node {
  const content = Array.isArray(statements)
    ? JSON.stringify({ Version: "2012-10-17", Statement: statements })
    : statements;
  return node("aws:organizations/policy:Policy", name, { props: { id: `p-${name}`, content, type } });
}
function attached(name: string, targetId: unknown): Node {
  return node("aws:organizations/policyAttachment:PolicyAttachment", name, {
    props: { policyId: `p-${name}`, targetId },
  });
}

describe("AUD-04: service control policies", () => {
  const check = (nodes: readonly Node[], stackName = "duotone-foundation/org") =>
    checkAll(aud04, nodes, { stackName });
  const messages = (...nodes: readonly Node[]) => check(nodes).map(({ message }) => message);
  const single = (found: readonly string[], said: RegExp) => {
    const [message, ...others] = found;
    assert.match(message ?? "", said);
    assert.deepEqual(others, []);
  };
  /** A unit with a policy of these statements on the root. */
  const onRoot = (...statements: unknown[]) =>
    messages(unit("prod"), policy("all", statements), attached("all", "r-root"));

  it("has nothing against all of them on the root", () => {
    assert.deepEqual(onRoot(...ALL), []);
    assert.deepEqual(onRoot(deny("*")), []);
    assert.deepEqual(onRoot(deny(["organizations:*", "CloudTrail:*", "ec2:*", "ram:*", "kms:*"])), []);
  });

  it("wants none in another stack", () => {
    assert.deepEqual(check([unit("prod")], "duotone/prod"), []);
  });

  it("refuses an organization without units", () => {
    single(messages(), /There is no OrganizationalUnit/);
  });

  for (const action of ACTIONS) {
    it(`misses ${action}`, () => {
      const rest = ACTIONS.filter((other) => other !== action);
      single(onRoot(deny(rest), KEYS), new RegExp(`denies [a-z 0-9]+ \\(${action.toLowerCase()}\\)\\.`));
    });
  }

  describe("are attached", () => {
    const inner = unit("standard", "ou-prod");
    const whole = policy("all", ALL);

    it("to the unit, or to one that it is in", () => {
      const both = [unit("prod"), inner, whole];
      assert.deepEqual(messages(...both, attached("all", "ou-prod")), []);
      const found = check([...both, attached("all", "ou-standard")]);
      assert.deepEqual(
        found.map(({ urn }) => urn),
        [unit("prod").urn],
      );
    });

    it("by edge, before there are ids", () => {
      const outer = node(UNIT, "prod", { props: { id: unknown, parentId: "r-root" } });
      const nested = node(UNIT, "in", {
        props: { id: unknown, parentId: unknown },
        edges: { parentId: [outer] },
      });
      const unborn = node("aws:organizations/policy:Policy", "all", {
        props: { ...whole.props, id: unknown, type: undefined },
      });
      const attachment = (targets: readonly Node[]) =>
        node("aws:organizations/policyAttachment:PolicyAttachment", "a", {
          props: { policyId: unknown, targetId: unknown },
          edges: { policyId: [unborn], targetId: targets },
        });
      assert.deepEqual(messages(outer, nested, unborn, attachment([outer])), []);
      assert.equal(messages(outer, nested, unborn, attachment([nested])).length, 1);
      assert.equal(messages(outer, nested, unborn, attachment([outer, nested])).length, 2);
      const organization = node("aws:organizations/organization:Organization", "o");
      assert.deepEqual(messages(outer, nested, unborn, organization, attachment([organization])), []);
      assert.equal(messages(outer, unborn, organization, attachment([organization, nested])).length, 0);
      assert.equal(messages(outer, nested, unborn, attachment([])).length, 2);
    });

    it("and not to something else", () => {
      assert.equal(messages(unit("prod"), whole).length, 1);
      assert.equal(messages(unit("prod"), whole, attached("all", "ou-elsewhere")).length, 1);
      assert.equal(messages(unit("prod"), whole, attached("other", "r-root")).length, 1);
      assert.equal(messages(unit("prod"), whole, attached("all", undefined)).length, 1);
    });

    it("as what they are", () => {
      const of = (type: unknown) =>
        messages(unit("prod"), policy("all", ALL, type), attached("all", "r-root")).length;
      assert.equal(of(undefined), 0);
      assert.equal(of("RESOURCE_CONTROL_POLICY"), 1);
      assert.equal(of(unknown), 1);
    });

    it("in units that are in each other for ever", () => {
      const [a, b] = [unit("a", "ou-b"), unit("b", "ou-a")];
      assert.deepEqual(messages(a, b, whole, attached("all", "ou-a")), []);
    });
  });

  describe("deny", () => {
    const useless: Record<string, object> = {
      "an allowance": { Effect: "Allow" },
      "a denial of all but the action": { Action: undefined, NotAction: TRAIL },
      "a denial of other actions": { Action: "cloudtrail:Get*" },
      "a denial on one resource": { Resource: "arn:aws:cloudtrail:*:*:trail/other" },
      "a denial on all but one resource": { Resource: undefined, NotResource: "*" },
      "a denial on some condition": { Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } },
      "a denial that any role is free of": {
        Condition: { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/*" } },
      },
      "a denial that everybody is free of": { Condition: { ArnNotLike: { "aws:PrincipalArn": "*" } } },
      "a denial that a named role and everybody are free of": {
        Condition: {
          ArnNotLike: { "aws:PrincipalArn": ["arn:aws:iam::*:role/Deployer", "arn:aws:iam::*:role/a?"] },
        },
      },
      "a denial for a named role only": {
        Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/Deployer" } },
      },
      "a denial by another key": {
        Condition: { ArnNotLike: { "aws:SourceArn": "arn:aws:iam::*:role/Deployer" } },
      },
      "a denial on a condition of keys": { Condition: WINDOW },
    };
    for (const [title, changed] of Object.entries(useless)) {
      it(`not by ${title}`, () => {
        const others = ACTIONS.filter((action) => !TRAIL.includes(action));
        single(onRoot(deny(others), KEYS, { ...deny(TRAIL), ...changed }), /denies changing trails \(/);
      });
    }

    for (const operator of ["ArnNotLike", "ArnNotEquals", "StringNotLike", "StringNotEquals"]) {
      it(`to all but named roles, by ${operator}`, () => {
        const but = { [operator]: ROLES.ArnNotLike };
        assert.deepEqual(onRoot(deny(ACTIONS, { Condition: but }), KEYS), []);
      });
    }

    const windows: Record<string, [condition: object, isDenied: boolean]> = {
      "less than 30 days": [WINDOW, true],
      "less than 60 days, which takes 30 in": [
        { NumericLessThan: { "kms:ScheduleKeyDeletionPendingWindowInDays": "60" } },
        true,
      ],
      "less than 30 days but for a named role": [{ ...WINDOW, ...ROLES }, false],
      "any days but for a named role": [{ ...ROLES }, false],
      "less than 7 days": [{ NumericLessThan: { "kms:ScheduleKeyDeletionPendingWindowInDays": "7" } }, false],
      "several numbers": [
        { NumericLessThan: { "kms:ScheduleKeyDeletionPendingWindowInDays": ["30", "31"] } },
        false,
      ],
      "more than 30 days": [
        { NumericGreaterThan: { "kms:ScheduleKeyDeletionPendingWindowInDays": "30" } },
        false,
      ],
      "less than 30 of something else": [{ NumericLessThan: { "s3:max-keys": "30" } }, false],
    };
    for (const [title, [Condition, isDenied]] of Object.entries(windows)) {
      it(`deletion of keys in ${title}: ${isDenied ? "enough" : "not enough"}`, () => {
        assert.equal(onRoot(deny(ACTIONS), { ...KEYS, Condition }).length, isDenied ? 0 : 1);
      });
    }
  });

  describe("that are not known yet", () => {
    const said = /Cannot prove: the content of its service control policies/;
    const unproven = (content: unknown) =>
      messages(unit("prod"), policy("all", content), attached("all", "r-root"));

    it("prove nothing", () => {
      single(unproven(unknown), said);
      single(unproven({ Version: "2012-10-17", Statement: [deny(ACTIONS), unknown] }), said);
      single(
        unproven({ Version: "2012-10-17", Statement: [deny(ACTIONS), { ...KEYS, Condition: unknown }] }),
        said,
      );
      single(unproven("{"), /No service control policy denies/);
    });

    it("prove nothing in part, or beside others that are known", () => {
      const but = { ArnNotLike: { "aws:PrincipalArn": [ROLES.ArnNotLike["aws:PrincipalArn"], unknown] } };
      const part = { ArnNotLike: { "aws:PrincipalArn": `arn:aws:iam::*:role/${unknown}` } };
      for (const Condition of [but, part]) {
        single(unproven({ Version: "2012-10-17", Statement: [deny(ACTIONS, { Condition }), KEYS] }), said);
      }
      const nodes = [unit("prod"), policy("all", [KEYS]), attached("all", "r-root")];
      single(messages(...nodes, policy("open", unknown), attached("open", "r-root")), said);
    });

    it("do not matter beside others that deny all", () => {
      const nodes = [unit("prod"), policy("all", ALL), attached("all", "r-root")];
      assert.deepEqual(messages(...nodes, policy("open", unknown), attached("open", "r-root")), []);
    });
  });

  describe("of units with personal or banking data", () => {
    const root = [policy("all", ALL), attached("all", "r-root")];
    const said = /denies new ways to the internet \(/;
    const account = (email: unknown, parentId: unknown = "ou-mixed") =>
      node("aws:organizations/account:Account", "a", { props: { email, parentId } });

    it("deny new ways to the internet", () => {
      single(messages(unit("restricted"), ...root), said);
      const gateways = [policy("net", [deny(GATEWAYS)]), attached("net", "ou-restricted")];
      assert.deepEqual(messages(unit("restricted"), ...root, ...gateways), []);
      for (const action of GATEWAYS) {
        const rest = [
          policy("net", [deny(GATEWAYS.filter((other) => other !== action))]),
          attached("net", "r-root"),
        ];
        single(messages(unit("restricted"), ...root, ...rest), new RegExp(action.toLowerCase()));
      }
    });

    it("are told by their accounts", () => {
      single(messages(unit("mixed"), ...root, account("prod-accounts@example.com")), said);
      assert.deepEqual(messages(unit("mixed"), ...root, account("prod-marketing@example.com")), []);
      assert.deepEqual(messages(unit("mixed"), ...root, account("nobody@example.com")), []);
      assert.deepEqual(messages(unit("mixed"), ...root, account(unknown)), []);
      assert.deepEqual(
        messages(unit("mixed"), ...root, account("prod-accounts@example.com", "ou-other")),
        [],
      );
    });
  });
});
