import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { declarePrivateZone } from "../../../components/network/privateZone";
import { inputsOf, networksBy } from "./network";

describe("declarePrivateZone", () => {
  it("makes a zone that one network resolves, and no other", async () => {
    const registered = await networksBy(() => {
      declarePrivateZone(
        "payments",
        { domain: "payments.prod.internal", vpcId: "vpc-1", tags: { vertical: "payments" } },
        new pulumi.ComponentResource("test:index:Parent", "parent"),
      );
    });
    assert.deepEqual(inputsOf(registered, "aws:route53/zone:Zone", "payments"), {
      name: "payments.prod.internal",
      comment: "Inside payments only",
      vpcs: [{ vpcId: "vpc-1" }],
      tags: { vertical: "payments" },
    });
  });
});
