import assert from "node:assert/strict";

import type { Node } from "../../../../policy/model/resource";
import { seg10 } from "../../../../policy/rules/segmentation/seg10";
import { crossing, said, thingOf } from "../../support/ties";
import { ACCOUNTS, INVENTORY, node, providerFor, unknown } from "../../support/world";

const ACCOUNT = "aws:organizations/account:Account";
const BUCKET = "aws:s3/bucket:Bucket";
const ROLE = "aws:iam/role:Role";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";

const READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const document = (...statements: readonly object[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
type Shared = Parameters<typeof providerFor>[0];

describe("SEG-10: roles stay inside their vertical", () => {
  describe("trust", () => {
    const trusting = (
      statement: object,
      {
        by = "marketing",
        props = {},
        changed = {},
      }: {
        by?: Shared;
        props?: Readonly<Record<string, unknown>>;
        changed?: Parameters<typeof said>[2];
      } = {},
    ) =>
      said(
        seg10,
        [
          node(ROLE, "role", {
            props: {
              assumeRolePolicy: document({ Effect: "Allow", Action: "sts:AssumeRole", ...statement }),
              ...props,
            },
            provider: providerFor(by),
          }),
        ],
        changed,
      );
    const account = (id: string) => ({ Principal: { AWS: `arn:aws:iam::${id}:root` } });
    const auditor = { Principal: { AWS: `arn:aws:iam::${ACCOUNTS.audit}:role/duotone-auditor` } };

    it("is for the own account, and for services", () => {
      assert.deepEqual(trusting(account(ACCOUNTS.marketing)), []);
      assert.deepEqual(trusting({ Principal: { AWS: ACCOUNTS.marketing } }), []);
      assert.deepEqual(trusting({ Principal: { Service: "ec2.amazonaws.com" } }), []);
      assert.deepEqual(
        trusting({ Principal: { Federated: `arn:aws:iam::${ACCOUNTS.marketing}:oidc-provider/x` } }),
        [],
      );
      assert.deepEqual(
        trusting({
          Principal: "*",
          Condition: { StringEquals: { "aws:PrincipalAccount": ACCOUNTS.marketing } },
        }),
        [],
      );
    });

    for (const [title, statement, wanted] of [
      [
        "another vertical",
        account(ACCOUNTS.payments),
        /who assumeRolePolicy\.Statement\[0\] trusts is of the vertical duotone\/prod:payments, and role of/,
      ],
      [
        "the same vertical of another stack",
        account("300000000003"),
        /of the vertical duotone\/staging:marketing/,
      ],
      ["an account that nobody knows", account("999999999999"), /of account 999999999999/],
      ["a shared account", account(ACCOUNTS.delivery), /of the delivery account/],
      ["everybody", { Principal: "*" }, /trusts everybody, and no condition says of which account/],
      [
        "everybody of another vertical",
        { Principal: "*", Condition: { StringEquals: { "aws:PrincipalAccount": ACCOUNTS.payments } } },
        /of the vertical duotone\/prod:payments/,
      ],
      ["everybody but somebody", { NotPrincipal: { AWS: ACCOUNTS.payments } }, /trusts everybody but those/],
      ["nobody that is named", {}, /trusts everybody but those/],
      [
        "a canonical user",
        { Principal: { CanonicalUser: "abc" } },
        /somebody who is in no account that we know/,
      ],
      [
        "another vertical's identity provider",
        { Principal: { Federated: `arn:aws:iam::${ACCOUNTS.payments}:saml-provider/x` } },
        /of the vertical duotone\/prod:payments/,
      ],
      [
        "an identity provider of no account",
        { Principal: { Federated: "accounts.google.com" } },
        /Cannot prove: .*identity provider that is in no account/,
      ],
      [
        "a principal by its unique id",
        { Principal: { AWS: "AROAXM4Y6BQHIFAQXGXJH" } },
        /Cannot prove: .*principal whose account cannot be told/,
      ],
    ] as const) {
      it(`is not for ${title}`, () => {
        const [message, ...others] = trusting(statement);
        assert.match(message ?? "", wanted);
        assert.deepEqual(others, []);
      });
    }

    it("may be denied to anybody", () => {
      assert.deepEqual(trusting({ Effect: "Deny", Principal: "*" }), []);
    });

    it("may be for another vertical where somebody answers for it", () => {
      assert.deepEqual(
        trusting(account(ACCOUNTS.payments), { changed: crossing("SEG-10", "marketing", "payments") }),
        [],
      );
    });

    describe("of the audit account's auditors", () => {
      for (const permissionsBoundary of [
        READ_ONLY,
        "arn:aws-us-gov:iam::aws:policy/SecurityAudit",
        "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess",
      ]) {
        it(`is for roles that ${permissionsBoundary} keeps to reading`, () => {
          assert.deepEqual(trusting(auditor, { props: { permissionsBoundary } }), []);
        });
      }

      for (const permissionsBoundary of [
        undefined,
        unknown,
        "arn:aws:iam::aws:policy/PowerUserAccess",
        `arn:aws:iam::${ACCOUNTS.marketing}:policy/ReadOnlyAccess`,
      ]) {
        it(`is for no role with the boundary ${String(permissionsBoundary)}`, () => {
          assert.match(trusting(auditor, { props: { permissionsBoundary } }).join(), /of the audit account/);
        });
      }

      it("is for no other role, user or account of theirs, and for no namesake elsewhere", () => {
        const props = { permissionsBoundary: READ_ONLY };
        for (const AWS of [
          `arn:aws:iam::${ACCOUNTS.audit}:role/duotone-archives`,
          `arn:aws:iam::${ACCOUNTS.audit}:user/duotone-auditor`,
          `arn:aws:iam::${ACCOUNTS.audit}:root`,
          `arn:aws:iam::${ACCOUNTS.delivery}:role/duotone-auditor`,
          `arn:aws:iam::${ACCOUNTS.payments}:role/duotone-auditor`,
        ]) {
          assert.equal(trusting({ Principal: { AWS } }, { props }).length, 1, AWS);
        }
        assert.deepEqual(
          trusting(
            { Principal: { AWS: `arn:aws:iam::${ACCOUNTS.audit}:role/team/duotone-auditor` } },
            { props },
          ),
          [],
        );
      });
    });

    it("of a pipeline is for the roles that the inventory lists", () => {
      const pipeline = { Principal: { AWS: `arn:aws:iam::${ACCOUNTS.delivery}:role/pipeline` } };
      const listed = (access: "reads" | "deploys", name = "pipeline") => ({
        inventory: { ...INVENTORY, trustedRoles: [{ account: "delivery" as const, name, access }] },
      });
      assert.equal(trusting(pipeline).length, 1);
      assert.deepEqual(trusting(pipeline, { changed: listed("deploys") }), []);
      assert.equal(trusting(pipeline, { changed: listed("reads") }).length, 1);
      assert.equal(trusting(pipeline, { changed: listed("deploys", "other") }).length, 1);
      assert.deepEqual(
        trusting(pipeline, { changed: listed("reads"), props: { permissionsBoundary: READ_ONLY } }),
        [],
      );
    });

    it("among shared accounts is theirs, and no vertical's", () => {
      assert.deepEqual(trusting(account(ACCOUNTS.management), { by: "audit" }), []);
      assert.equal(trusting(account(ACCOUNTS.payments), { by: "delivery" }).length, 1);
      assert.equal(trusting({ Principal: "*" }, { by: "delivery" }).length, 1);
    });

    it("that is unknown may be of another shared account, or where somebody answers for it", () => {
      const role = (by: Shared, from: Node, changed = {}) =>
        said(
          seg10,
          [
            from,
            node(ROLE, "role", {
              props: { assumeRolePolicy: unknown },
              provider: providerFor(by),
              edges: { assumeRolePolicy: [from] },
            }),
          ],
          changed,
        );
      const auditors = node(ROLE, "auditors", {
        props: {
          assumeRolePolicy: document({
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { Service: "ec2.amazonaws.com" },
          }),
        },
        provider: providerFor("audit"),
      });
      assert.deepEqual(role("delivery", auditors), []);
      assert.equal(role("marketing", auditors).length, 1);
      assert.deepEqual(role("marketing", auditors, crossing("SEG-10", "marketing", "audit")), []);
      assert.match(
        role("marketing", thingOf("payments", "aws:iam/user:User")).join(),
        /comes from the vertical duotone\/prod:payments/,
      );
    });

    it("that is no document, or none at all, proves nothing", () => {
      const role = (assumeRolePolicy: unknown) =>
        said(seg10, [node(ROLE, "role", { props: { assumeRolePolicy } })]);
      assert.match(role("no JSON").join(), /Cannot prove: assumeRolePolicy cannot be read/);
      assert.match(role(undefined).join(), /assumeRolePolicy is not set/);
    });

    it("that is unknown is that of what it comes from", () => {
      const statement = (more: object) => document({ Effect: "Allow", Action: "sts:AssumeRole", ...more });
      const role = (assumeRolePolicy: unknown, from: readonly Node[]) =>
        said(seg10, [
          ...from,
          node(ROLE, "role", { props: { assumeRolePolicy }, edges: { assumeRolePolicy: from } }),
        ]);
      const bucket = thingOf("payments", BUCKET);
      for (const part of [
        unknown,
        { Statement: unknown },
        statement({ Principal: { AWS: unknown } }),
        statement({ Principal: { AWS: `arn:aws:iam::${unknown}:root` } }),
        statement({ Principal: "*", Condition: { StringEquals: { "aws:PrincipalAccount": unknown } } }),
      ]) {
        const title = JSON.stringify(part);
        assert.deepEqual(role(part, [thingOf("marketing", ACCOUNT)]), [], title);
        assert.match(
          role(part, [thingOf("marketing", ACCOUNT), thingOf("payments", ACCOUNT)]).join(),
          /Cannot prove: assumeRolePolicy is not known yet, and comes from the vertical duotone\/prod:payments/,
          title,
        );
        assert.match(
          role(part, [bucket]).join(),
          /Cannot prove: assumeRolePolicy is not known yet, and nothing in this stack/,
          title,
        );
      }
    });
  });

  describe("rights", () => {
    const rights = (
      statement: object,
      {
        by = "marketing",
        more = [],
        type = ROLE_POLICY,
        changed = {},
      }: { by?: Shared; more?: readonly Node[]; type?: string; changed?: Parameters<typeof said>[2] } = {},
    ) =>
      said(
        seg10,
        [
          ...more,
          node(type, "policy", {
            props: { policy: document({ Effect: "Allow", Action: "sqs:SendMessage", ...statement }) },
            provider: providerFor(by),
          }),
        ],
        changed,
      );
    const queue = (id: string) => `arn:aws:sqs:eu-west-1:${id}:work`;

    it("end at the border of the vertical", () => {
      assert.deepEqual(rights({ Resource: [queue(ACCOUNTS.marketing), "*"] }), []);
      const [message, ...others] = rights({
        Resource: [queue(ACCOUNTS.marketing), queue(ACCOUNTS.payments)],
      });
      assert.match(
        message ?? "",
        /what policy\.Statement\[0\] names is of the vertical duotone\/prod:payments, and policy of/,
      );
      assert.deepEqual(others, []);
      assert.match(rights({ Resource: queue("999999999999") }).join(), /of account 999999999999/);
      assert.deepEqual(
        rights(
          { Resource: queue(ACCOUNTS.payments) },
          { changed: crossing("SEG-10", "marketing", "payments") },
        ),
        [],
      );
    });

    it("may be denied everywhere", () => {
      assert.deepEqual(rights({ Effect: "Deny", Resource: queue(ACCOUNTS.payments) }), []);
    });

    for (const type of [
      "aws:iam/groupPolicy:GroupPolicy",
      "aws:iam/policy:Policy",
      ROLE_POLICY,
      "aws:iam/userPolicy:UserPolicy",
    ]) {
      it(`are looked at in ${type}`, () => {
        assert.equal(rights({ Resource: queue(ACCOUNTS.payments) }, { type }).length, 1);
      });
    }

    it("are looked at inside a role", () => {
      const role = (policy: unknown) =>
        said(seg10, [
          node(ROLE, "role", {
            props: {
              assumeRolePolicy: document({
                Effect: "Allow",
                Action: "sts:AssumeRole",
                Principal: { Service: "ec2.amazonaws.com" },
              }),
              inlinePolicies: [{ name: "x", policy }],
            },
          }),
        ]);
      const statement = (id: string) => document({ Effect: "Allow", Action: "sqs:*", Resource: queue(id) });
      assert.deepEqual(role(statement(ACCOUNTS.marketing)), []);
      assert.match(
        role(statement(ACCOUNTS.payments)).join(),
        /what inlinePolicies\.Statement\[0\] names is of the vertical/,
      );
      assert.deepEqual(role(undefined), []);
      assert.match(role(unknown).join(), /Cannot prove: inlinePolicies is not known yet/);
    });

    it("inside a role that are unknown prove nothing where they were given", () => {
      const role = (edges: Readonly<Record<string, readonly Node[]>>) =>
        said(seg10, [
          node(ROLE, "role", {
            props: {
              assumeRolePolicy: document({
                Effect: "Allow",
                Action: "sts:AssumeRole",
                Principal: { Service: "ec2.amazonaws.com" },
              }),
              inlinePolicies: unknown,
            },
            edges: { assumeRolePolicy: [], ...edges },
          }),
        ]);
      assert.deepEqual(role({}), []);
      assert.match(role({ inlinePolicies: [] }).join(), /Cannot prove: inlinePolicies is not known yet/);
    });

    it("of reading reach into shared accounts, others do not", () => {
      const table = `arn:aws:dynamodb:eu-west-1:${ACCOUNTS.delivery}:table/images`;
      for (const Action of [
        "dynamodb:GetItem",
        ["dynamodb:Query", "kms:Decrypt"],
        "ecr:BatchGetImage",
        "s3:List*",
        "ec2:DescribeImages",
        "dynamodb:Scan",
      ]) {
        assert.deepEqual(rights({ Action, Resource: table }), [], String(Action));
      }
      for (const Action of [
        "dynamodb:PutItem",
        ["dynamodb:GetItem", "dynamodb:PutItem"],
        "*",
        "sts:GetFederationToken",
        "dynamodb:*",
      ]) {
        assert.match(rights({ Action, Resource: table }).join(), /of the delivery account/, String(Action));
      }
      assert.equal(rights({ Action: undefined, NotAction: "dynamodb:GetItem", Resource: table }).length, 1);
      assert.equal(rights({ Action: ["dynamodb:GetItem", unknown], Resource: table }).length, 1);
    });

    it("reach into the vertical's own archive", () => {
      const parent = node("duotone:observability:LogArchive", "accounts");
      const archive = node(BUCKET, "archive", {
        props: { id: "archive" },
        provider: providerFor("audit"),
        parent,
      });
      const write = { Action: "s3:PutObject", Resource: "arn:aws:s3:::archive/*" };
      assert.deepEqual(rights(write, { by: "accounts", more: [parent, archive] }), []);
      assert.match(
        rights(write, { by: "payments", more: [parent, archive] }).join(),
        /the bucket that policy\.Statement\[0\] names is of the archive of duotone\/prod:accounts/,
      );
      assert.equal(
        rights({ ...write, Action: "s3:GetObject" }, { by: "payments", more: [parent, archive] }).length,
        1,
      );
    });

    it("reach buckets by their names", () => {
      for (const type of [BUCKET, "aws:s3/bucketV2:BucketV2"]) {
        const bucket = (vertical: "marketing" | "payments") =>
          node(type, vertical, { props: { id: `files-${vertical}` }, provider: providerFor(vertical) });
        const reaching = (name: string) =>
          rights(
            { Action: "s3:GetObject", Resource: `arn:aws:s3:::${name}` },
            { more: [bucket("marketing"), bucket("payments")] },
          );
        assert.deepEqual(reaching("files-marketing/*"), []);
        assert.match(reaching("files-payments").join(), /of the vertical duotone\/prod:payments/);
        assert.match(reaching("unheard-of/*").join(), /Cannot prove: it cannot be told whose the bucket/);
        assert.match(reaching("files-*").join(), /Cannot prove/);
      }
      assert.deepEqual(rights({ Action: "route53:GetChange", Resource: "arn:aws:route53:::change/*" }), []);
    });

    it("do not take on roles of every account", () => {
      const any = "arn:aws:iam::*:role/duotone-audit";
      for (const Action of [
        "sts:AssumeRole",
        "sts:*",
        "*",
        "sts:AssumeRoleWithWebIdentity",
        ["sqs:SendMessage", "sts:AssumeRole"],
      ]) {
        assert.match(rights({ Action, Resource: any }).join(), /lets it take on roles of every account/);
      }
      assert.match(
        rights({ Action: undefined, NotAction: "s3:*", Resource: "*" }).join(),
        /roles of every account/,
      );
      assert.deepEqual(rights({ Action: "sts:AssumeRole", Resource: any }, { by: "audit" }), []);
      assert.deepEqual(rights({ Action: "sts:GetCallerIdentity", Resource: "*" }), []);
      for (const Resource of [
        "arn:aws:iam::aws:policy/x",
        "arn:aws:route53:::change/*",
        "arn:aws:iam::${aws:PrincipalAccount}:role/x",
      ]) {
        assert.deepEqual(rights({ Action: "*", Resource }), [], Resource);
      }
    });

    it("of shared accounts reach all that the inventory knows", () => {
      assert.deepEqual(rights({ Resource: queue(ACCOUNTS.payments) }, { by: "delivery" }), []);
      assert.deepEqual(
        rights({ Action: "s3:PutObject", Resource: "arn:aws:s3:::unheard-of/*" }, { by: "delivery" }),
        [],
      );
      assert.equal(rights({ Resource: queue("999999999999") }, { by: "delivery" }).length, 1);
    });

    it("are not judged where a document has no resources", () => {
      assert.deepEqual(rights({ Resource: undefined }), []);
    });

    it("that are no document prove nothing", () => {
      const policy = (value: unknown) =>
        said(seg10, [node(ROLE_POLICY, "policy", { props: { policy: value } })]);
      assert.match(policy("no JSON").join(), /Cannot prove: policy cannot be read/);
      assert.deepEqual(policy(undefined), []);
    });

    it("that are unknown are those of what they come from", () => {
      const statement = (Resource: unknown) =>
        document({ Effect: "Allow", Action: "sqs:SendMessage", Resource });
      const policy = (value: unknown, from: readonly Node[], by: Shared = "marketing") =>
        said(seg10, [
          ...from,
          node(ROLE_POLICY, "policy", {
            props: { policy: value },
            provider: providerFor(by),
            edges: { policy: from },
          }),
        ]);
      for (const part of [
        unknown,
        { Statement: unknown },
        statement(unknown),
        statement(queue(unknown)),
        statement(`arn:aws:s3:::${unknown}/*`),
      ]) {
        const title = JSON.stringify(part);
        assert.deepEqual(policy(part, [thingOf("marketing", BUCKET), node("duotone:a:B", "c")]), [], title);
        assert.match(
          policy(part, [thingOf("payments", BUCKET)]).join(),
          /Cannot prove: policy is not known yet, and comes from the vertical duotone\/prod:payments/,
          title,
        );
        assert.match(policy(part, []).join(), /Cannot prove: policy is not known yet, and nothing/, title);
        assert.deepEqual(policy(part, [thingOf("payments", BUCKET)], "delivery"), [], title);
      }
    });

    for (const kind of ["Group", "Role", "User", ""]) {
      const type =
        kind === ""
          ? "aws:iam/policyAttachment:PolicyAttachment"
          : `aws:iam/${kind.toLowerCase()}PolicyAttachment:${kind}PolicyAttachment`;
      it(`are attached by ${type} from the own account or AWS`, () => {
        const attached = (policyArn: unknown) =>
          said(seg10, [node(type, "attachment", { props: { policyArn } })]);
        for (const arn of [READ_ONLY, `arn:aws:iam::${ACCOUNTS.marketing}:policy/x`, unknown, undefined]) {
          assert.deepEqual(attached(arn), []);
        }
        assert.match(
          attached(`arn:aws:iam::${ACCOUNTS.payments}:policy/x`).join(),
          /policyArn is of the vertical duotone\/prod:payments/,
        );
      });
    }
  });
});
