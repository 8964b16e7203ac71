import assert from "node:assert/strict";

import { BALANCERS, CLASSIC_BALANCER } from "../../../../policy/model/balancers";
import type { Node } from "../../../../policy/model/resource";
import { lb04 } from "../../../../policy/rules/balancing/lb04";
import { checkAll, node, providerFor, unknown } from "../../support/world";

const BUCKET = "aws:s3/bucket:Bucket";

describe("LB-04: balancers log to their vertical's bucket", () => {
  const archive = (vertical: string) => node("duotone:observability:LogArchive", vertical);
  const bucket = (
    name: string,
    account: Parameters<typeof providerFor>[0],
    vertical?: string,
    type: string = BUCKET,
  ) =>
    node(type, name, {
      props: { id: name },
      provider: providerFor(account),
      ...(vertical === undefined ? {} : { parent: archive(vertical) }),
    });
  const kept = [
    ...["accounts", "payments"].map(archive),
    bucket("kept-for-accounts", "audit", "accounts"),
    bucket("kept-for-payments", "audit", "payments"),
    bucket("own", "accounts"),
    bucket("audit", "audit"),
  ];
  const balancer = (
    accessLogs: unknown,
    from: readonly Node[] = [],
    type: string = BALANCERS[1],
    more = {},
  ) =>
    node(type, "core", {
      props: { accessLogs, ...more },
      provider: providerFor("accounts"),
      edges: { accessLogs: from },
    });
  const messages = (...nodes: readonly Node[]) =>
    checkAll(lb04, [...kept, ...nodes]).map(({ message }) => message);

  const right: Record<string, Node> = {
    "the archive of its vertical": balancer({ enabled: true, bucket: "kept-for-accounts" }),
    "a bucket of its own account": balancer({ enabled: true, bucket: "own" }),
    "the word for true": balancer({ enabled: "true", bucket: "own" }),
    "a block in a list": balancer([{ enabled: true, bucket: "own" }]),
    "a bucket that does not exist yet": balancer({ enabled: true, bucket: unknown }, [
      bucket("own", "accounts"),
    ]),
    "a gateway load balancer without": balancer(undefined, [], BALANCERS[1], { loadBalancerType: "gateway" }),
    "a classic one with a bucket": balancer({ bucket: "own" }, [], CLASSIC_BALANCER),
  };
  for (const [title, given] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(given), []);
    });
  }

  const off = /accessLogs of core are not on/;
  const elsewhere = /accessLogs of core go to .*, which is not of its vertical/;
  const wrong: Record<string, [given: Node, said: RegExp]> = {
    "no logs": [balancer(undefined), off],
    "logs without a word": [balancer({ bucket: "own" }), off],
    "logs that are off": [balancer({ enabled: false, bucket: "own" }), off],
    "logs that are off in words": [balancer({ enabled: "false", bucket: "own" }), off],
    "a classic one that is off": [balancer({ enabled: false, bucket: "own" }, [], CLASSIC_BALANCER), off],
    "a classic one without": [balancer(undefined, [], CLASSIC_BALANCER), off],
    "no bucket": [balancer({ enabled: true }), off],
    "an empty bucket": [balancer({ enabled: true, bucket: "" }), off],
    "another vertical's archive": [balancer({ enabled: true, bucket: "kept-for-payments" }), elsewhere],
    "another account's bucket": [balancer({ enabled: true, bucket: "audit" }), elsewhere],
    "another vertical's archive that does not exist yet": [
      balancer({ enabled: true, bucket: unknown }, [bucket("kept-for-payments", "audit", "payments")]),
      elsewhere,
    ],
    "a bucket of no stack": [
      balancer({ enabled: true, bucket: "other" }),
      /Cannot prove: accessLogs\.bucket of core is no bucket of this stack/,
    ],
    "a bucket that comes from nowhere": [
      balancer({ enabled: true, bucket: unknown }),
      /Cannot prove: accessLogs\.bucket of core is no bucket/,
    ],
    "logs that are not known": [balancer(unknown), /Cannot prove: accessLogs\.enabled of core is not known/],
    "logs that may be on": [
      balancer({ enabled: unknown, bucket: "own" }),
      /Cannot prove: accessLogs\.enabled of core is not known/,
    ],
  };
  for (const [title, [given, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(given);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  it("refuses the same vertical's bucket in another stack", () => {
    const staging = bucket("staging", "accounts");
    const moved = { ...staging, urn: staging.urn.replace("urn:pulumi:prod", "urn:pulumi:staging") };
    assert.match(messages(moved, balancer({ enabled: true, bucket: "staging" })).join(), elsewhere);
  });
  it("refuses a balancer whose account is not known", () => {
    const lost = { ...balancer({ enabled: true, bucket: "own" }), provider: undefined };
    assert.match(messages(lost).join(), elsewhere);
  });
  it("takes the older type of bucket", () => {
    const older = bucket("older", "accounts", undefined, "aws:s3/bucketV2:BucketV2");
    assert.deepEqual(messages(older, balancer({ enabled: true, bucket: "older" })), []);
  });
  for (const type of [...BALANCERS, CLASSIC_BALANCER]) {
    it(`looks at ${type}`, () => {
      assert.equal(messages(balancer(undefined, [], type)).length, 1);
    });
  }
});
