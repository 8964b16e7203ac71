import assert from "node:assert/strict";

import {
  type Addresses,
  blocksAt,
  PREFIX_LIST,
  PREFIX_LIST_ENTRY,
  prefixListsAt,
  spansOf,
} from "../../../policy/model/addresses";
import { parseBlock } from "../../../policy/model/cidr";
import type { Node } from "../../../policy/model/resource";
import { stackModel } from "../../../policy/model/stackModel";
import { plainProperties } from "../../../policy/model/value";
import { node, unknown } from "../support/world";

const span = (block: string) => parseBlock(block);

describe("blocks in a rule", () => {
  const read = (value: unknown) => blocksAt(plainProperties({ value }).value, "cidr");

  it("are one or several", () => {
    assert.deepEqual(read("10.0.0.0/8"), [{ is: "known", path: "cidr", spans: [span("10.0.0.0/8")] }]);
    assert.deepEqual(read(["10.0.0.0/8", "::/0"]), [
      { is: "known", path: "cidr[0]", spans: [span("10.0.0.0/8")] },
      { is: "known", path: "cidr[1]", spans: [span("::/0")] },
    ]);
  });

  it("are none where nothing is given", () => {
    assert.deepEqual([null, "", []].flatMap(read), []);
    assert.deepEqual(blocksAt(undefined, "cidr"), []);
  });

  const unreadable: Record<string, [value: unknown, said: Addresses]> = {
    "an unknown value": [unknown, { is: "unknown", path: "cidr", why: "is not known yet" }],
    "an unknown element": [[unknown], { is: "unknown", path: "cidr[0]", why: "is not known yet" }],
    "text that is no block": ["anywhere", { is: "unknown", path: "cidr", why: "is no block of addresses" }],
    "a value of another kind": [{}, { is: "unknown", path: "cidr", why: "is no block of addresses" }],
  };
  for (const [title, [value, said]] of Object.entries(unreadable)) {
    it(`are unknown in ${title}`, () => {
      assert.deepEqual(read(value), [said]);
    });
  }
});

describe("prefix lists in a rule", () => {
  const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
  const list = node(PREFIX_LIST, "offices", {
    props: { id: "pl-1", entries: [{ cidr: "52.95.110.0/24" }] },
    edges: { entries: [] },
  });
  const endpoint = node("aws:ec2/vpcEndpoint:VpcEndpoint", "s3", { props: { prefixListId: "pl-s3" } });
  const read = (prefixListId: unknown, from: readonly Node[], others: readonly Node[] = []) => {
    const rule = node(RULE, "rule", { props: { prefixListId }, edges: { prefixListId: from } });
    const model = stackModel([rule, list, endpoint, ...others]);
    return prefixListsAt(model, rule, "prefixListId", rule.props.prefixListId, "prefixListId");
  };
  const offices = { is: "known", path: "prefixListId", spans: [span("52.95.110.0/24")] };
  const unread = {
    is: "unknown",
    path: "prefixListId",
    why: "is the prefix list offices, which has an entry that cannot be read",
  };

  it("are opened by id and by edge", () => {
    assert.deepEqual(read("pl-1", []), [offices]);
    assert.deepEqual(read(unknown, [list]), [offices]);
  });

  it("may be several", () => {
    assert.deepEqual(read(["pl-1", "pl-1"], []), [
      { ...offices, path: "prefixListId[0]" },
      { ...offices, path: "prefixListId[1]" },
    ]);
  });

  it("are none where nothing is given", () => {
    assert.deepEqual(
      [undefined, null, "", []].flatMap((value) => read(value, [])),
      [],
    );
  });

  it("have the entries of other resources, too", () => {
    const entry = node(PREFIX_LIST_ENTRY, "all", {
      props: { cidr: "0.0.0.0/0", prefixListId: unknown },
      edges: { prefixListId: [list] },
    });
    const elsewhere = node(PREFIX_LIST_ENTRY, "elsewhere", { props: { cidr: "::/0", prefixListId: "pl-2" } });
    assert.deepEqual(spansOf(read("pl-1", [], [entry, elsewhere])), [
      span("52.95.110.0/24"),
      span("0.0.0.0/0"),
    ]);
  });

  it("are AWS's own of a service, where an endpoint says so", () => {
    const service = [{ is: "service", path: "prefixListId" }];
    assert.deepEqual(read("pl-s3", []), service);
    assert.deepEqual(read(unknown, [endpoint]), service);
  });

  it("are unknown where the stack does not manage them", () => {
    const foreign = [
      { is: "unknown", path: "prefixListId", why: "is a prefix list that is not in this stack" },
    ];
    assert.deepEqual(read("pl-2", []), foreign);
    assert.deepEqual(read("pl-2", [endpoint]), foreign);
    assert.deepEqual(read(unknown, []), foreign);
  });

  const entries: Record<string, unknown> = {
    "its entries are": unknown,
    "an entry is": [unknown],
    "an entry's block is": [{ cidr: unknown }],
    "an entry's block is absent or": [{}],
  };
  for (const [title, value] of Object.entries(entries)) {
    it(`are unknown where ${title} unknown`, () => {
      const odd = node(PREFIX_LIST, "offices", {
        props: { id: "pl-3", entries: value },
        edges: { entries: [] },
      });
      const said = read("pl-3", [], [{ ...odd, urn: `${odd.urn}-odd` }]);
      assert.deepEqual(said, [unread]);
    });
  }

  it("are those of other resources alone, where the program gave none inline", () => {
    const bare = node(PREFIX_LIST, "bare", {
      props: { id: "pl-4", entries: unknown },
      edges: { name: [] },
    });
    const entry = node(PREFIX_LIST_ENTRY, "one", { props: { cidr: "10.0.0.0/8", prefixListId: "pl-4" } });
    assert.deepEqual(spansOf(read("pl-4", [], [bare, entry])), [span("10.0.0.0/8")]);
  });

  it("are unknown where the block of a separate entry is", () => {
    const entry = node(PREFIX_LIST_ENTRY, "one", { props: { prefixListId: "pl-1" } });
    assert.deepEqual(read("pl-1", [], [entry]), [unread]);
  });
});
