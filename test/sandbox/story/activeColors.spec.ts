import assert from "node:assert/strict";

import { colorsElsewhere } from "../../../sandbox/story/activeColors";

const JOBS = ["accounts", "payments"].map((vertical) => ({
  vertical,
  roleArn: "arn:aws:iam::1:role/r",
  parameterName: "/duotone/prod/active-color",
}));

describe("colorsElsewhere", () => {
  it("says nothing where every vertical was told of the colour", () => {
    const colors = new Map([
      ["accounts", "prod2"],
      ["payments", "prod2"],
    ]);
    assert.deepEqual(colorsElsewhere(colors, { jobs: JOBS }, "prod2"), []);
  });

  it("names the vertical that says another colour, or none", () => {
    assert.deepEqual(colorsElsewhere(new Map([["accounts", "prod1"]]), { jobs: JOBS }, "prod2"), [
      "/duotone/prod/active-color of accounts says prod1, not prod2",
      "/duotone/prod/active-color of payments says nothing, not prod2",
    ]);
  });

  it("wants somebody to be told", () => {
    assert.match(colorsElsewhere(new Map(), { jobs: [] }, "prod2").join(), /tells none/);
  });
});
