import assert from "node:assert/strict";

import type { Node } from "../../../../policy/model/resource";
import { dat01 } from "../../../../policy/rules/data/dat01";
import { bucketLike, type Differs } from "../../support/buckets";
import { checkAll, node, providerFor, unknown } from "../../support/world";

const BLOCK = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock";
const CLOSED = {
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
};
type Whose = Parameters<typeof providerFor>[0];
const blocks = (...whose: readonly Whose[]) =>
  whose.map((name) => node(BLOCK, name, { props: CLOSED, provider: providerFor(name) }));
const ALL = blocks("accounts", "payments", "marketing");

describe("DAT-01: no bucket is public", () => {
  const messages = (nodes: readonly Node[], stackName = "duotone/prod") =>
    checkAll(dat01, nodes, { stackName }).map(({ message }) => message);
  const bucket = (differs: Differs) => messages([...ALL, ...bucketLike(differs)]);
  const single = (found: readonly string[], said: RegExp) => {
    const [message, ...others] = found;
    assert.match(message ?? "", said);
    assert.deepEqual(others, []);
  };

  it("has nothing against a private bucket in accounts that are", () => {
    assert.deepEqual(bucket({}), []);
    assert.deepEqual(bucket({ type: "aws:s3/bucketV2:BucketV2" }), []);
  });

  const wrong: Record<string, [companions: NonNullable<Differs["companions"]>, said: RegExp]> = {
    "a bucket without a block": [{ publicAccess: undefined }, /It has no BucketPublicAccessBlock/],
    "a block with a door open": [
      { publicAccess: { ...CLOSED, blockPublicPolicy: false } },
      /It does not set blockPublicPolicy to true/,
    ],
    "a block with a door that is absent": [
      { publicAccess: { ...CLOSED, ignorePublicAcls: undefined } },
      /It does not set ignorePublicAcls to true/,
    ],
    "a block with false as text": [
      { publicAccess: { ...CLOSED, restrictPublicBuckets: "false" } },
      /It does not set restrictPublicBuckets to true/,
    ],
    "a block with an unknown door": [
      { publicAccess: { ...CLOSED, blockPublicAcls: unknown } },
      /Cannot prove: blockPublicAcls is not known/,
    ],
    "a bucket without ownership controls": [{ ownership: undefined }, /It has no BucketOwnershipControls/],
    "other ownership controls": [
      { ownership: { rule: { objectOwnership: "ObjectWriter" } } },
      /are not `BucketOwnerEnforced`/,
    ],
    "unknown ownership controls": [
      { ownership: { rule: { objectOwnership: unknown } } },
      /Cannot prove: the objectOwnership/,
    ],
  };
  for (const [title, [companions, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      single(bucket({ companions }), said);
    });
  }

  it("refuses a bucket whose block could be another's", () => {
    const [one, other] = [bucketLike({ name: "one" }), bucketLike({ name: "other" })];
    const [loose, ...rest] = one.slice(1);
    assert.ok(loose);
    const found = messages([
      ...ALL,
      ...other,
      one[0],
      ...rest,
      {
        ...loose,
        props: { ...loose.props, bucket: node(BLOCK, "x", { props: { b: unknown } }).props.b },
        edges: { bucket: [one[0].urn, other[0].urn] },
      },
    ]);
    single(found, /Cannot prove: nobody knows yet which bucket/);
  });

  it("refuses a door that an account's block leaves open", () => {
    const [, ...others] = ALL;
    const open = node(BLOCK, "accounts", {
      props: { ...CLOSED, blockPublicAcls: false },
      provider: providerFor("accounts"),
    });
    single(messages([open, ...others]), /It does not set blockPublicAcls to true/);
  });

  it("refuses a vertical of this stack whose account has no block", () => {
    single(messages(blocks("accounts", "marketing")), /for the vertical payments of duotone\/prod/);
  });

  it("wants blocks of the shared accounts in the organization's stack only", () => {
    const shared = blocks("delivery", "audit").map((block) => ({
      ...block,
      urn: block.urn.replace("prod::duotone", "org::duotone-foundation"),
    }));
    const stack = "duotone-foundation/org";
    assert.deepEqual(messages(shared, stack), []);
    single(messages(shared.slice(0, 1), stack), /for the audit account/);
    single(messages(shared.slice(1), stack), /for the delivery account/);
  });
});
