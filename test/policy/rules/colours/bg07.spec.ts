import assert from "node:assert/strict";

import { bg07 } from "../../../../policy/rules/colours/bg07";
import { type Changes, twoColours } from "../../support/twoColours";
import { checkAll, node, unknown } from "../../support/world";

describe("BG-07: the idle colour can take what the active one takes", () => {
  const violations = (changes: Changes) => checkAll(bg07, twoColours(changes));
  const messages = (changes: Changes) => violations(changes).map(({ message }) => message);

  const group = (cluster: string, service: string, minSize: number) =>
    node("aws:autoscaling/group:Group", `${cluster}-${service}`, {
      props: {
        minSize,
        tags: [
          { key: "cluster", value: cluster },
          { key: "service", value: service },
        ],
      },
    });
  const enough: Record<string, Changes> = {
    "the same sizes": {},
    "a bigger idle colour": { props: { "group prod2": { minSize: 3, maxSize: 9 } } },
    "sizes in words": { props: { "group prod2": { minSize: "2", maxSize: "4" } } },
    "a size that is not known": { props: { "group prod2": { minSize: unknown } } },
    "no size in either": {
      props: { "group prod1": { minSize: undefined }, "group prod2": { minSize: undefined } },
    },
    "a size that only the active colour has": {
      props: { "group prod1": { desiredCapacity: 3 } },
      edges: { "group prod1": { desiredCapacity: [] } },
    },
    "a bigger cluster that is no colour": { added: [group("qaprod1", "core", 9)] },
    "another service that is smaller": { added: [group("prod1", "blog", 1), group("prod2", "blog", 1)] },
  };
  for (const [title, changes] of Object.entries(enough)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(changes), []);
    });
  }

  const less: Record<string, [changes: Changes, said: RegExp]> = {
    "fewer at least": [
      { props: { "group prod2": { minSize: 1 } } },
      /minSize of prod2-core is less than that of prod1-core/,
    ],
    "fewer at most": [{ props: { "group prod2": { maxSize: 3 } } }, /maxSize of prod2-core is less/],
    "fewer by wish": [
      {
        props: { "group prod1": { desiredCapacity: 3 }, "group prod2": { desiredCapacity: 2 } },
      },
      /desiredCapacity of prod2-core is less/,
    ],
    "no size": [{ props: { "group prod2": { minSize: undefined } } }, /minSize of prod2-core is less/],
    "no group": [{ without: ["group prod2"] }, /prod2 has no auto scaling group for core/],
  };
  for (const [title, [changes, said]] of Object.entries(less)) {
    it(`advises against ${title} in the idle colour`, () => {
      const [violation, ...others] = violations(changes);
      assert.match(violation?.message ?? "", said);
      assert.equal(violation?.level, "advisory");
      assert.deepEqual(others, []);
    });
  }
});
