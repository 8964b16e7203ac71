import assert from "node:assert/strict";

import { BALANCERS, CLASSIC_BALANCER } from "../../../../policy/model/balancers";
import { lb07 } from "../../../../policy/rules/balancing/lb07";
import { checkOne, node, unknown } from "../../support/world";

describe("LB-07: balancers are internal unless their cluster is open", () => {
  const messages = (props: Readonly<Record<string, unknown>>, type = lb07.types[0] ?? "") =>
    checkOne(lb07, node(type, "core", { props })).map(({ message }) => message);
  const open = { cluster: "prod1" };
  const closed = { cluster: "qaprod1" };

  const right: Record<string, Readonly<Record<string, unknown>>> = {
    "an internal one": { internal: true },
    "an internal one in words": { internal: "true" },
    "one of an open cluster": { internal: false, tags: open },
    "one of an open cluster without a word": { tags: open },
    "one of an open cluster that may be internal": { internal: unknown, tags: open },
  };
  for (const [title, props] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(props), []);
    });
  }

  const wrong: Record<string, [props: Readonly<Record<string, unknown>>, said: RegExp]> = {
    "no word": [{}, /\. internal is not true/],
    "an open one without a tag": [{ internal: false }, /\. internal is not true/],
    "an open one in words": [{ internal: "false" }, /\. internal is not true/],
    "an open one of an internal cluster": [{ internal: false, tags: closed }, /\. internal is not true/],
    "an open one of no cluster": [{ internal: false, tags: { cluster: "prod9" } }, /\. internal is not true/],
    "one that may be internal": [{ internal: unknown }, /Cannot prove: internal, or the tag/],
    "one of a cluster that is not known": [
      { tags: { cluster: unknown } },
      /Cannot prove: internal, or the tag/,
    ],
    "one whose tags are not known": [{ tags: unknown }, /Cannot prove: internal, or the tag/],
  };
  for (const [title, [props, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(props);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }
  for (const type of [...BALANCERS, CLASSIC_BALANCER]) {
    it(`looks at ${type}`, () => {
      assert.equal(messages({}, type).length, 1);
    });
  }
});
