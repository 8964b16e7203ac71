import assert from "node:assert/strict";

import { accountOf } from "../../../policy/model/accounts";
import { KEY_TYPES, type KeyUse, keyUseOf, wrongKey } from "../../../policy/model/keyUse";
import type { Node } from "../../../policy/model/resource";
import { stackModel } from "../../../policy/model/stackModel";
import { ACCOUNTS, node, providerFor, settings, unknown } from "../support/world";

const [KEY] = KEY_TYPES;
const OWN = ACCOUNTS.marketing;
const UUID = "1cb0b857-3465-424c-89a1-9a94bc2f6c97";

function use(
  value: unknown,
  {
    edges = [],
    others = [],
    provider = providerFor("marketing"),
  }: {
    edges?: readonly Node[];
    others?: readonly Node[];
    provider?: NonNullable<Node["provider"]>;
  } = {},
): KeyUse {
  const store = node("aws:efs/fileSystem:FileSystem", "files", {
    props: { kmsKeyId: value },
    provider,
    edges: { kmsKeyId: edges },
  });
  const model = stackModel([store, ...edges, ...others]);
  const given = settings();
  const account = (found: Node) => accountOf(model, found, given);
  return keyUseOf({ model, settings: given, account }, store, "kmsKeyId", store.props.kmsKeyId);
}

describe("whose key something is encrypted with", () => {
  const cases: Record<string, [value: unknown, wanted: KeyUse]> = {
    "an ARN of the own account": [`arn:aws:kms:eu-west-1:${OWN}:key/${UUID}`, "own"],
    "an alias' ARN of the own account": [`arn:aws:kms:eu-west-1:${OWN}:alias/data`, "own"],
    "an ARN in another partition": [`arn:aws-cn:kms:cn-north-1:${OWN}:key/${UUID}`, "own"],
    "an id": [UUID, "own"],
    "the id of a key of several regions": [`mrk-${"0".repeat(32)}`, "own"],
    "an alias": ["alias/data", "own"],
    "an alias of AWS": ["alias/aws/rds", "aws"],
    "an alias' ARN of AWS": [`arn:aws:kms:eu-west-1:${OWN}:alias/aws/rds`, "aws"],
    "an ARN of another account": [`arn:aws:kms:eu-west-1:${ACCOUNTS.accounts}:key/${UUID}`, "foreign"],
    "no value": [undefined, "absent"],
    null: [null, "absent"],
    "an empty text": ["", "absent"],
    "an ARN of something else": [`arn:aws:s3:::${UUID}`, "invalid"],
    "an ARN that has no key": [`arn:aws:kms:eu-west-1:${OWN}:key/`, "invalid"],
    "an account that lost its zeros": [`arn:aws:kms:eu-west-1:1234:key/${UUID}`, "invalid"],
    "any text": ["my key", "invalid"],
    "a text that starts like an id": [`${UUID}-x`, "invalid"],
    "a text that ends like an alias of AWS": ["my-alias/aws/rds", "invalid"],
    "an unknown value from nowhere": [unknown, "unknown"],
    "a text with an unknown part": [`arn:aws:kms:eu-west-1:${unknown}:key/${UUID}`, "unknown"],
  };
  for (const [title, [value, wanted]] of Object.entries(cases)) {
    it(`${title}: ${wanted}`, () => {
      assert.equal(use(value), wanted);
    });
  }

  const key = (account: "marketing" | "accounts", name = account as string, type: string = KEY) =>
    node(type, name, {
      props: { id: UUID, arn: `arn:aws:kms:eu-west-1:${ACCOUNTS[account]}:key/${UUID}` },
      provider: providerFor(account),
    });

  it("knows every kind of key", () => {
    assert.deepEqual([...KEY_TYPES].sort(), [
      "aws:kms/alias:Alias",
      "aws:kms/externalKey:ExternalKey",
      "aws:kms/key:Key",
      "aws:kms/replicaExternalKey:ReplicaExternalKey",
      "aws:kms/replicaKey:ReplicaKey",
    ]);
  });

  for (const type of KEY_TYPES) {
    it(`an unknown value that comes from ${type}: by its account`, () => {
      assert.equal(use(unknown, { edges: [key("marketing", "k", type)] }), "own");
      assert.equal(use(unknown, { edges: [key("accounts", "k", type)] }), "foreign");
    });
  }

  it("an unknown value that comes from keys of two accounts: unknown", () => {
    assert.equal(use(unknown, { edges: [key("marketing"), key("accounts")] }), "unknown");
    assert.equal(use(unknown, { edges: [key("marketing"), key("marketing", "other")] }), "own");
  });

  it("an unknown value that comes from no key: unknown", () => {
    assert.equal(use(unknown, { edges: [node("aws:iam/role:Role", "r")] }), "unknown");
  });

  it("the ARN of a key here: by that key's account, though the ARN says otherwise", () => {
    const arn = `arn:aws:kms:eu-west-1:${ACCOUNTS.marketing}:key/${UUID}`;
    const moved = node(KEY, "k", { props: { arn }, provider: providerFor("accounts") });
    assert.equal(use(arn, { others: [moved] }), "foreign");
  });

  it("an ARN where the own account is unknown: unknown", () => {
    const provider = { ...providerFor("marketing"), props: {} };
    assert.equal(use(`arn:aws:kms:eu-west-1:${OWN}:key/${UUID}`, { provider }), "unknown");
  });

  it("a key of an account that is unknown: unknown, unless the provider is the same", () => {
    const provider = { ...providerFor("marketing"), props: {} };
    const stranger = node(KEY, "k", { provider: { ...provider, urn: "another" } });
    const own = node(KEY, "o", { provider });
    assert.equal(use(unknown, { edges: [stranger], provider }), "unknown");
    assert.equal(use(unknown, { edges: [own], provider }), "own");
  });

  it("is wrong where it is not an own one, and where it is known", () => {
    assert.equal(wrongKey("own"), undefined);
    assert.equal(wrongKey("unknown"), undefined);
    assert.match(wrongKey("absent") ?? "", /names no key, so that AWS/);
    assert.match(wrongKey("aws") ?? "", /AWS manages/);
    assert.match(wrongKey("foreign") ?? "", /another account/);
    assert.match(wrongKey("invalid") ?? "", /no key that AWS would know/);
  });
});
