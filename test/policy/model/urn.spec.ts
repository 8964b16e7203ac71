import assert from "node:assert/strict";

import { stackInUrn } from "../../../policy/model/urn";

describe("URNs", () => {
  it("say their stack", () => {
    assert.deepEqual(stackInUrn("urn:pulumi:prod::duotone::a:b$aws:ec2/vpc:Vpc::main"), {
      project: "duotone",
      stack: "prod",
    });
    assert.deepEqual(stackInUrn("prod::duotone::a"), { project: "", stack: "" });
  });
});
