import assert from "node:assert/strict";

import type { Node } from "../../../../policy/model/resource";
import { seg09 } from "../../../../policy/rules/segmentation/seg09";
import { crossing, describeTie, said, thingOf } from "../../support/ties";
import { ACCOUNTS, node, providerFor, unknown } from "../../support/world";

const ACCOUNT = "aws:organizations/account:Account";
const ALIAS = "aws:kms/alias:Alias";
const KEY = "aws:kms/key:Key";
const KEYS = [
  KEY,
  "aws:kms/externalKey:ExternalKey",
  "aws:kms/replicaKey:ReplicaKey",
  "aws:kms/replicaExternalKey:ReplicaExternalKey",
];
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const ROLE = "aws:iam/role:Role";

const payments = /of the vertical duotone\/prod:payments, and user of the vertical duotone\/prod:marketing/;
const keyArn = (account: string) =>
  `arn:aws:kms:eu-west-1:${account}:key/12345678-1234-1234-1234-123456789012`;

describe("SEG-09: keys are used by their own vertical", () => {
  const policy = (...statements: readonly object[]) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: statements.map((statement) => ({
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: "*",
        ...statement,
      })),
    });
  const root = (account: string) => ({ Principal: { AWS: `arn:aws:iam::${account}:root` } });
  const keyOf = (vertical: "marketing" | "payments" | "accounts", type = KEY): Node => {
    const found = thingOf(vertical, type, `${vertical}-key`);
    return {
      ...found,
      props: { ...found.props, keyId: `${vertical}-key-id`, policy: policy(root(ACCOUNTS[vertical])) },
    };
  };
  const mine = keyOf("marketing");
  const other = keyOf("payments");
  const using = (
    props: Readonly<Record<string, unknown>>,
    edges: Readonly<Record<string, readonly Node[]>> = {},
    type = LOG_GROUP,
  ) => said(seg09, [mine, other, node(type, "user", { props, edges: { name: [], ...edges } })]);

  const places: Record<string, (key: unknown) => Readonly<Record<string, unknown>>> = {
    kmsKeyId: (key) => ({ kmsKeyId: key }),
    kmsKeyArn: (key) => ({ kmsKeyArn: key }),
    s3KmsKeyArn: (key) => ({ s3KmsKeyArn: key }),
    kmsMasterKeyId: (key) => ({ kmsMasterKeyId: key }),
    masterUserSecretKmsKeyId: (key) => ({ masterUserSecretKmsKeyId: key }),
    performanceInsightsKmsKeyId: (key) => ({ performanceInsightsKmsKeyId: key }),
    customerMasterKeyId: (key) => ({ customerMasterKeyId: key }),
    "rules[0].applyServerSideEncryptionByDefault.kmsMasterKeyId": (key) => ({
      rules: [{ applyServerSideEncryptionByDefault: { kmsMasterKeyId: key } }],
    }),
    "rules[0].destination.encryptionConfiguration.replicaKmsKeyId": (key) => ({
      rules: [{ destination: { encryptionConfiguration: { replicaKmsKeyId: key } } }],
    }),
    "blockDeviceMappings[0].ebs.kmsKeyId": (key) => ({ blockDeviceMappings: [{ ebs: { kmsKeyId: key } }] }),
    "artifactStores[0].encryptionKey.id": (key) => ({
      artifactStores: [{ encryptionKey: { id: key, type: "KMS" } }],
    }),
    encryptionKey: (key) => ({ encryptionKey: key }),
  };
  for (const [at, props] of Object.entries(places)) {
    describe(at, () => {
      const property = /^\w+/.exec(at)?.[0] ?? "";

      it("may be a key of one's own, by id, ARN, alias or origin", () => {
        for (const key of [
          mine.props.id,
          mine.props.arn,
          keyArn(ACCOUNTS.marketing),
          "12345678-1234-1234-1234-123456789012",
          "mrk-0123456789abcdef0123456789abcdef",
          "alias/duotone/logs",
        ]) {
          assert.deepEqual(using(props(key)), []);
        }
        assert.deepEqual(using(props(unknown), { [property]: [mine] }), []);
        assert.deepEqual(using(props("")), []);
      });

      it("may not be a key of another vertical", () => {
        for (const messages of [
          using(props(other.props.id)),
          using(props(other.props.arn)),
          using(props(keyArn(ACCOUNTS.payments))),
          using(props(keyArn(ACCOUNTS.payments).replace("arn:aws:", "arn:aws-cn:"))),
          using(props(`arn:aws:kms:eu-west-1:${ACCOUNTS.payments}:alias/duotone/logs`)),
          using(props(unknown), { [property]: [other] }),
        ]) {
          assert.equal(messages.length, 1);
          assert.match(messages.join(), payments);
          assert.ok(messages.join().includes(at));
        }
      });

      it("may not be what cannot be told", () => {
        for (const messages of [
          using(props("unheard-of")),
          using(props(unknown), { [property]: [] }),
          using(props(keyArn("999999999999"))),
        ]) {
          assert.equal(messages.length, 1);
        }
      });
    });
  }

  it("may not be AWS's own in a restricted vertical, nor in a shared account", () => {
    const found = (provider: "accounts" | "marketing" | "delivery", key: string) =>
      said(seg09, [node(LOG_GROUP, "user", { props: { kmsKeyId: key }, provider: providerFor(provider) })]);
    for (const key of ["alias/aws/ebs", `arn:aws:kms:eu-west-1:${ACCOUNTS.accounts}:alias/aws/ebs`]) {
      assert.match(found("accounts", key).join(), /kmsKeyId is a key of AWS's own/);
      assert.equal(found("delivery", key).length, 1);
    }
    assert.deepEqual(found("marketing", "alias/aws/ebs"), []);
  });

  it("is no business of what names no key", () => {
    for (const props of [
      {
        kmsKeyEnabled: "yes",
        kmsDataKeyReusePeriodSeconds: 300,
        customerMasterKeySpec: "SYMMETRIC_DEFAULT",
        kmsKeyUsage: "ENCRYPT",
      },
      { encryptionKey: true, kmsKeyId: null },
      { settings: { id: "x", arn: "y" }, tags: { id: "z" } },
      { __pulumi_raw_state_delta: { kmsKeyId: "x" }, __meta: "kmsKeyId" },
    ]) {
      assert.deepEqual(using(props), []);
    }
  });

  it("is no business of what the provider fills in before it has", () => {
    assert.deepEqual(using({ kmsKeyId: unknown }), []);
  });

  it("is no business of resources of others than AWS", () => {
    assert.deepEqual(
      said(seg09, [node("other:index:Thing", "user", { props: { kmsKeyId: keyArn(ACCOUNTS.payments) } })]),
      [],
    );
  });

  for (const type of KEYS) {
    it(`knows keys that are ${type}, also by keyId`, () => {
      const found = {
        ...keyOf("payments", type),
        props: {
          ...keyOf("payments", type).props,
          keyId: "odd-key-id",
          primaryKeyArn: keyArn(ACCOUNTS.payments),
        },
      };
      const user = (kmsKeyId: unknown) =>
        node(LOG_GROUP, "user", { props: { kmsKeyId }, edges: { kmsKeyId: [found] } });
      assert.match(said(seg09, [found, user("odd-key-id")]).join(), payments);
      assert.match(said(seg09, [found, user(unknown)]).join(), payments);
    });
  }

  it("knows aliases, and what they stand for", () => {
    const alias = node(ALIAS, "logs", {
      props: { id: "alias/logs", targetKeyId: other.props.id },
      provider: providerFor("payments"),
    });
    assert.match(
      said(seg09, [
        other,
        alias,
        node(LOG_GROUP, "user", { props: { kmsKeyId: unknown }, edges: { kmsKeyId: [alias] } }),
      ]).join(),
      payments,
    );
  });

  for (const [type, property] of [
    ["aws:ebs/defaultKmsKey:DefaultKmsKey", "keyArn"],
    [ALIAS, "targetKeyId"],
    ["aws:kms/grant:Grant", "keyId"],
    ["aws:kms/keyPolicy:KeyPolicy", "keyId"],
    ["aws:kms/replicaExternalKey:ReplicaExternalKey", "primaryKeyArn"],
    ["aws:kms/replicaKey:ReplicaKey", "primaryKeyArn"],
  ] as const) {
    it(`looks at ${property} of ${type}`, () => {
      const beside = { policy: policy(root(ACCOUNTS.marketing)) };
      assert.deepEqual(using({ [property]: mine.props.id, ...beside }, {}, type), []);
      assert.match(using({ [property]: keyArn(ACCOUNTS.payments), ...beside }, {}, type).join(), payments);
      assert.match(using({ [property]: unknown, ...beside }, { [property]: [other] }, type).join(), payments);
    });
  }

  for (const property of ["granteePrincipal", "retiringPrincipal"]) {
    for (const to of [ROLE, "aws:iam/user:User", "aws:iam/serviceLinkedRole:ServiceLinkedRole"]) {
      describeTie(seg09, { type: "aws:kms/grant:Grant", path: property, to, beside: { keyId: "alias/x" } });
    }
  }

  describe("a grant of the delivery account's key", () => {
    const GRANT = "aws:kms/grant:Grant";
    const LINKED = "aws:iam/serviceLinkedRole:ServiceLinkedRole";
    const roleOf = (path: string) => `arn:aws:iam::${ACCOUNTS.marketing}:role/${path}`;
    const linked = (awsServiceName: string) => node(LINKED, "linked", { props: { awsServiceName } });
    const granted = (granteePrincipal: unknown, key: string = ACCOUNTS.delivery, from: Node[] = []) =>
      said(seg09, [
        ...from,
        node(GRANT, "user", {
          props: { keyId: keyArn(key), granteePrincipal },
          edges: { name: [], granteePrincipal: from },
        }),
      ]);
    const autoScaling = roleOf("aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling");

    it("may be to the vertical's own groups", () => {
      assert.deepEqual(granted(autoScaling), []);
      assert.deepEqual(granted(unknown, ACCOUNTS.delivery, [linked("autoscaling.amazonaws.com")]), []);
    });

    it("is refused to anybody else, and of any other account's key", () => {
      const delivery = /keyId is of the delivery account/;
      assert.match(granted(roleOf("duotone-core")).join(), delivery);
      assert.match(granted(roleOf("x/AWSServiceRoleForAutoScaling")).join(), delivery);
      assert.match(granted(unknown, ACCOUNTS.delivery, [linked("spot.amazonaws.com")]).join(), delivery);
      assert.match(granted(unknown, ACCOUNTS.delivery, [node(ROLE, "core")]).join(), delivery);
      assert.match(granted(autoScaling, ACCOUNTS.audit).join(), /keyId is of the audit account/);
      assert.match(granted(autoScaling, ACCOUNTS.payments).join(), payments);
    });
  });

  describe("in the audit account", () => {
    const archive = (owner: string) => node("duotone:observability:LogArchive", owner);
    const keep = (owner: string) => {
      const parent = archive(owner);
      return [
        parent,
        node(KEY, `archive-${owner}`, {
          props: { id: `archive-${owner}` },
          provider: providerFor("audit"),
          parent,
        }),
      ] as const;
    };
    const user = (kmsKeyId: string, provider: Parameters<typeof providerFor>[0]) =>
      node(LOG_GROUP, "user", { props: { kmsKeyId }, provider: providerFor(provider) });

    it("the key of an archive is its own vertical's", () => {
      assert.deepEqual(said(seg09, [...keep("accounts"), user("archive-accounts", "accounts")]), []);
      assert.match(
        said(seg09, [...keep("accounts"), user("archive-accounts", "payments")]).join(),
        /the archive of duotone\/prod:accounts in the audit account/,
      );
    });

    it("other keys are for shared accounts only", () => {
      const key = node(KEY, "trail", { props: { id: "trail" }, provider: providerFor("audit") });
      assert.deepEqual(said(seg09, [key, user("trail", "management")]), []);
      assert.equal(said(seg09, [key, user("trail", "accounts")]).length, 1);
      assert.equal(said(seg09, [...keep("accounts"), user("archive-accounts", "management")]).length, 1);
    });

    it("keys of shared accounts are for shared accounts, whichever", () => {
      const key = node(KEY, "images", { props: { id: "images" }, provider: providerFor("delivery") });
      assert.deepEqual(said(seg09, [key, user("images", "management")]), []);
      assert.match(
        said(seg09, [key, user("images", "marketing")]).join(),
        /of the delivery account, and user of the vertical/,
      );
    });

    it("a vertical's key is for no shared account", () => {
      assert.equal(said(seg09, [mine, user("marketing-key-id", "audit")]).length, 1);
    });
  });

  it("lets pass what somebody answers for", () => {
    const nodes = [other, node(LOG_GROUP, "user", { props: { kmsKeyId: other.props.id } })];
    assert.deepEqual(said(seg09, nodes, crossing("SEG-09", "marketing", "payments")), []);
  });

  describe("policies", () => {
    const judged = (
      document: unknown,
      edges: readonly Node[] = [],
      type = KEY,
      provider = providerFor("marketing"),
    ) =>
      said(seg09, [
        ...edges,
        node(type, "user", {
          props: { policy: document, keyId: "alias/x", primaryKeyArn: "alias/x" },
          provider,
          edges: { policy: edges },
        }),
      ]);

    it("may let in the own vertical, services and the audit account", () => {
      assert.deepEqual(
        judged(
          policy(root(ACCOUNTS.marketing), root(ACCOUNTS.audit), {
            Principal: { Service: "logs.eu-west-1.amazonaws.com" },
          }),
        ),
        [],
      );
      assert.deepEqual(judged(undefined), []);
    });

    it("may let in nobody else", () => {
      for (const [statement, wanted] of [
        [root(ACCOUNTS.payments), /policy\.Statement\[0\] lets in the vertical duotone\/prod:payments/],
        [root(ACCOUNTS.delivery), /lets in the delivery account/],
        [root("999999999999"), /lets in account 999999999999/],
        [{ Principal: "*" }, /lets in everybody, and no condition says of which account/],
        [{ NotPrincipal: { AWS: `arn:aws:iam::${ACCOUNTS.payments}:root` } }, /lets in everybody but those/],
        [{}, /lets in everybody but those/],
        [{ Principal: { Federated: "accounts.google.com" } }, /somebody who is in no account that we know/],
        [{ Principal: { CanonicalUser: "abc" } }, /somebody who is in no account that we know/],
        [
          { Principal: { AWS: "AROAXM4Y6BQHIFAQXGXJH" } },
          /Cannot prove: policy\.Statement\[0\] has a principal whose account cannot be told/,
        ],
      ] as const) {
        const messages = judged(policy(statement));
        assert.equal(messages.length, 1);
        assert.match(messages.join(), wanted);
      }
    });

    it("may deny anybody anything", () => {
      assert.deepEqual(
        judged(policy({ Effect: "Deny", Principal: "*" }, { Effect: "Deny", ...root(ACCOUNTS.payments) })),
        [],
      );
    });

    it("may let in everybody of an account that a condition holds them to", () => {
      const held = (Condition: object) => judged(policy({ Principal: { AWS: "*" }, Condition }));
      for (const key of [
        "kms:CallerAccount",
        "aws:PrincipalAccount",
        "aws:SourceAccount",
        "AWS:principalaccount",
      ]) {
        assert.deepEqual(held({ StringEquals: { [key]: ACCOUNTS.marketing } }), [], key);
      }
      for (const operator of [
        "StringEquals",
        "StringLike",
        "StringEqualsIgnoreCase",
        "ArnEquals",
        "ArnLike",
      ]) {
        const arn = `arn:aws:iam::${ACCOUNTS.marketing}:role/x`;
        assert.deepEqual(held({ [operator]: { "aws:PrincipalArn": arn } }), [], operator);
      }
      for (const key of ["aws:PrincipalArn", "aws:SourceArn"]) {
        assert.deepEqual(held({ ArnLike: { [key]: `arn:aws:iam::${ACCOUNTS.marketing}:role/*` } }), [], key);
      }
      assert.match(
        held({ StringEquals: { "kms:CallerAccount": [ACCOUNTS.marketing, ACCOUNTS.payments] } }).join(),
        /lets in the vertical duotone\/prod:payments/,
      );
      for (const condition of [
        { StringNotEquals: { "kms:CallerAccount": ACCOUNTS.marketing } },
        { StringEqualsIfExists: { "kms:CallerAccount": ACCOUNTS.marketing } },
        { "ForAllValues:StringEquals": { "kms:CallerAccount": ACCOUNTS.marketing } },
        { StringEquals: { "aws:PrincipalOrgID": "o-1" } },
        { StringEquals: { "aws:RequestTag/account": ACCOUNTS.marketing } },
        { StringLike: { "kms:CallerAccount": "2*" } },
        { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/x" } },
      ]) {
        assert.match(held(condition).join(), /no condition says of which account/, JSON.stringify(condition));
      }
    });

    it("that are no documents prove nothing", () => {
      assert.match(judged("no JSON").join(), /Cannot prove: policy cannot be read/);
    });

    it("that are unknown are those of the accounts that they come from", () => {
      const [own, stranger] = [thingOf("marketing", ACCOUNT), thingOf("payments", ACCOUNT)];
      const parts = [
        unknown,
        { Statement: unknown },
        JSON.stringify({ Statement: [unknown] }),
        policy({ Principal: { AWS: unknown } }),
        policy({ Principal: { AWS: `arn:aws:iam::${unknown}:root` } }),
        policy({ Principal: "*", Condition: { StringEquals: { "kms:CallerAccount": unknown } } }),
        policy({
          Principal: "*",
          Condition: { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${unknown}:role/x` } },
        }),
        policy({ Principal: "*", Condition: unknown }),
      ];
      for (const part of parts) {
        assert.deepEqual(judged(part, [own]), [], JSON.stringify(part));
        assert.match(
          judged(part, [own, stranger]).join(),
          /Cannot prove: policy is not known yet, and the vertical duotone\/prod:payments is in it/,
        );
        assert.match(judged(part).join(), /Cannot prove: policy is not known yet, and nothing says/);
      }
    });

    for (const type of [...KEYS, "aws:kms/keyPolicy:KeyPolicy"]) {
      it(`are looked at in ${type}`, () => {
        assert.equal(judged(policy(root(ACCOUNTS.payments)), [], type).length, 1);
      });
    }

    it("of shared accounts' keys are no business of this rule", () => {
      assert.deepEqual(judged(policy({ Principal: "*" }), [], KEY, providerFor("delivery")), []);
    });

    it("let in another vertical where somebody answers for it", () => {
      const nodes = [node(KEY, "user", { props: { policy: policy(root(ACCOUNTS.payments)) } })];
      assert.deepEqual(said(seg09, nodes, crossing("SEG-09", "marketing", "payments")), []);
    });
  });
});
