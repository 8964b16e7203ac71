import assert from "node:assert/strict";

import { asGiven } from "../../../policy/model/given";
import { UNKNOWN } from "../../../policy/model/value";
import { node, unknown } from "../support/world";

describe("What a program gave", () => {
  const template = node("aws:ec2/launchTemplate:LaunchTemplate", "core");
  const props = { ami: unknown, id: unknown, name: "core", subnetId: unknown };

  it("leaves out what is unknown and not set", () => {
    const given = node("aws:ec2/instance:Instance", "core", {
      props,
      edges: { subnetId: [], ami: [template] },
    });
    assert.deepEqual(asGiven(given).props, { ami: UNKNOWN, name: "core", subnetId: UNKNOWN });
  });

  it("keeps everything where the program names no edges", () => {
    const given = node("aws:ec2/instance:Instance", "core", { props });
    assert.equal(asGiven(given), given);
  });
});
