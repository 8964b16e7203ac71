import assert from "node:assert/strict";

import { NOTHING_YET } from "../../../cli/engine/engineProgress";
import { failureOf } from "../../../cli/engine/failure";

const SWITCH =
  "urn:pulumi:prod::duotone::duotone:dns:PublicNames$pulumi-nodejs:dynamic/release:ReleaseSwitch::public-names";
const TYPE = "pulumi-nodejs:dynamic/release:ReleaseSwitch";
const OTHER = "urn:pulumi:prod::duotone::aws:ec2/launchTemplate:LaunchTemplate::core";

describe("why a run of the engine failed", () => {
  it("takes each reason of the gate out of the engine's words", () => {
    const errors = [
      {
        urn: SWITCH,
        message: `${TYPE} resource 'public-names': property activeColor value {prod2} has a problem: [health] core on prod2: 0 of 2 targets healthy, needs 2. Wait.`,
      },
      {
        urn: SWITCH,
        message: `${TYPE} resource 'public-names': property names[0] value {<nil>} has a problem: [names] www.example.com should be "a" and is "b".`,
      },
      { urn: SWITCH, message: `${TYPE} resource 'public-names' has a problem: [inputs] two\nlines` },
      { message: "preview failed" },
    ];
    assert.deepEqual(failureOf({ ...NOTHING_YET, errors }, ""), {
      refusals: [
        "[health] core on prod2: 0 of 2 targets healthy, needs 2. Wait.",
        '[names] www.example.com should be "a" and is "b".',
        "[inputs] two\nlines",
      ],
      problems: [],
    });
  });

  it("takes the reasons out of a refusal in the middle of an update", () => {
    const message =
      "prod2 is refused, and nothing was changed:\n - [health] core on prod2: 0 of 2. Wait.\n - [freeze] A freeze window is on.";
    const errors = [
      { urn: SWITCH, message },
      { urn: SWITCH, message: "update failed" },
    ];
    assert.deepEqual(failureOf({ ...NOTHING_YET, errors }, ""), {
      refusals: ["[health] core on prod2: 0 of 2. Wait.", "[freeze] A freeze window is on."],
      problems: [],
    });
  });

  it("keeps what others say, each once and with its name", () => {
    const errors = [
      { urn: OTHER, message: "InvalidAMIID.NotFound: no such image\n" },
      { urn: OTHER, message: "InvalidAMIID.NotFound: no such image\n" },
      { message: "Running program failed" },
    ];
    assert.deepEqual(failureOf({ ...NOTHING_YET, errors }, "output"), {
      refusals: [],
      problems: ["core: InvalidAMIID.NotFound: no such image", "Running program failed"],
    });
  });

  it("never takes another resource's words for the gate's", () => {
    const errors = [{ urn: OTHER, message: `x:ReleaseSwitch resource 'a' has a problem: no` }];
    assert.deepEqual(failureOf({ ...NOTHING_YET, errors }, "").refusals, []);
  });

  it("falls back on the output where no event says why", () => {
    assert.deepEqual(failureOf(NOTHING_YET, "error: no Pulumi.yaml\n").problems, ["error: no Pulumi.yaml"]);
  });
});
