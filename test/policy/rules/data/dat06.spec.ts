import assert from "node:assert/strict";

import { dat06 } from "../../../../policy/rules/data/dat06";
import { checkOne, node, unknown } from "../../support/world";

describe("DAT-06: no address on the internet", () => {
  const messages = (type: string, publiclyAccessible: unknown) =>
    checkOne(dat06, node(type, "data", { props: { publiclyAccessible } })).map(({ message }) => message);

  const types = [
    "aws:rds/instance:Instance",
    "aws:rds/clusterInstance:ClusterInstance",
    "aws:neptune/clusterInstance:ClusterInstance",
    "aws:redshift/cluster:Cluster",
  ];
  for (const type of types) {
    it(`lets ${type} be private, which it is where nothing is said`, () => {
      for (const value of [false, "false", undefined, null]) {
        assert.deepEqual(messages(type, value), []);
      }
    });

    const wrong: Record<string, [value: unknown, said: RegExp]> = {
      true: [true, /publiclyAccessible is not false/],
      "true as text": ["true", /publiclyAccessible is not false/],
      "another text": ["no", /publiclyAccessible is not false/],
      unknown: [unknown, /Cannot prove: publiclyAccessible is not known/],
    };
    for (const [title, [value, said]] of Object.entries(wrong)) {
      it(`refuses ${title} of ${type}`, () => {
        const [message, ...others] = messages(type, value);
        assert.match(message ?? "", said);
        assert.deepEqual(others, []);
      });
    }
  }
});
