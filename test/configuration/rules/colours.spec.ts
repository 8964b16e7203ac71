import assert from "node:assert/strict";

import { problemsOf, refuses } from "../refusal";

const TWO =
  "Allowed: two clusters with colour: true, or none. With one there is no way back after a promotion, with three no telling which is next.";

describe("colourProblems", () => {
  refuses(
    "refuses an active colour that is no colour, and lists those that are",
    { "duotone:activeColor": "qaprod1" },
    'duotone:activeColor is "qaprod1". Allowed: prod1, prod2. Set it: pulumi config set activeColor prod1',
  );
  refuses(
    "refuses a misspelt active colour, with the nearest one",
    { "duotone:activeColor": "prdo2" },
    'duotone:activeColor is "prdo2". Allowed: prod1, prod2. Did you mean prod2?',
  );
  refuses(
    "refuses colours of which none is active",
    { "duotone:activeColor": undefined },
    "duotone:activeColor is missing. Allowed: prod1, prod2. Set it: pulumi config set activeColor prod1",
  );
  it("refuses an active colour where there are no colours", () => {
    assert.deepEqual(problemsOf({ "duotone:activeColor": "staging" }, "staging"), [
      'duotone:activeColor is "staging". Allowed: nothing, where no cluster has colour: true. ' +
        "Remove it: pulumi config rm activeColor",
    ]);
  });
  refuses(
    "refuses one colour",
    { "duotone:clusters.prod2.colour": false },
    `duotone:clusters has one colour, prod1. ${TWO}`,
  );
  refuses(
    "refuses three colours",
    { "duotone:clusters.qaprod1": { colour: true } },
    `duotone:clusters has 3 colours, prod1, prod2, qaprod1. ${TWO}`,
  );
  refuses(
    "refuses an internal colour",
    { "duotone:clusters.prod2.internal": "true" },
    "duotone:clusters.prod2.internal is true. Allowed: false, for a colour. " +
      "What is reachable from inside only cannot take the public names: make it no colour, or not internal.",
  );
  refuses(
    "refuses colours of different capacity",
    { "duotone:clusters.prod2.scale": 2 },
    "duotone:clusters.prod2.scale is 2. Allowed: 1, as of prod1. " +
      "A promotion must not change the capacity: give both colours the same scale.",
  );
  refuses(
    "does not count colours while it is open what one cluster is",
    { "duotone:clusters.prod2.colour": "blue" },
    'duotone:clusters.prod2.colour is "blue". Allowed: true, false. ' +
      "Say whether the cluster may receive the public names.",
  );
});
