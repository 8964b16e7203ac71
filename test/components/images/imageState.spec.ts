import assert from "node:assert/strict";

import { IMAGE_STATES, isStateChange, statesBefore } from "../../../components/images/imageState";

describe("isStateChange", () => {
  it("lets an image be run on staging, go out of use, and be revoked from wherever it is", () => {
    for (const [from, to] of [
      ["available", "deployed-to-staging"],
      ["available", "deprecated"],
      ["deployed-to-staging", "deprecated"],
      ["available", "revoked"],
      ["deployed-to-staging", "revoked"],
      ["deprecated", "revoked"],
    ] as const) {
      assert.equal(isStateChange("core#1", from, to), true, `${from} to ${to}`);
    }
  });

  it("is no change where the image is there already", () => {
    for (const state of IMAGE_STATES) {
      assert.equal(isStateChange("core#1", state, state), false);
    }
  });

  it("never comes back from a revocation, and says so", () => {
    assert.throws(
      () => isStateChange("core#1", "revoked", "available"),
      /core#1 is revoked and cannot become available\. That is final\./,
    );
    assert.throws(
      () => isStateChange("core#1", "deprecated", "deployed-to-staging"),
      /core#1 is deprecated and cannot become deployed-to-staging\. From there it can become revoked\./,
    );
  });
});

describe("statesBefore", () => {
  it("gives every state from which a state is reached", () => {
    assert.deepEqual(statesBefore("revoked"), ["available", "deployed-to-staging", "deprecated"]);
    assert.deepEqual(statesBefore("deployed-to-staging"), ["available"]);
    assert.deepEqual(statesBefore("available"), []);
  });
});
