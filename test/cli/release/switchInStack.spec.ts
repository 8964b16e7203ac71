import assert from "node:assert/strict";

import { CliError } from "../../../cli/cliError";
import { switchInStack } from "../../../cli/release/switchInStack";
import { wantedRecords } from "../../../providers/switch/records";
import { switchInputs } from "../../providers/switch/support/fixture";

const URN =
  "urn:pulumi:prod::duotone::duotone:dns:PublicNames$pulumi-nodejs:dynamic/release:ReleaseSwitch::public-names";
const TYPE = "pulumi-nodejs:dynamic/release:ReleaseSwitch";
const STACK = {
  urn: "urn:pulumi:prod::duotone::pulumi:pulumi:Stack::duotone-prod",
  type: "pulumi:pulumi:Stack",
};
const INPUTS = switchInputs();
const FOUND = {
  urn: URN,
  type: TYPE,
  inputs: INPUTS,
  outputs: { ...INPUTS, records: wantedRecords(INPUTS) },
};

function refused(deployment: unknown): string {
  try {
    switchInStack("prod", deployment);
  } catch (error) {
    assert.ok(error instanceof CliError && error.exitCode === 2);
    return [error.message, ...error.reasons].join("\n");
  }
  return "";
}

describe("the release switch in a stack's export", () => {
  it("is found with its name, inputs and state", () => {
    const found = switchInStack("prod", { resources: [STACK, FOUND] });
    assert.equal(found?.name, "public-names");
    assert.equal(found.state.activeColor, "prod1");
    assert.deepEqual(found.inputs.queue.tableArn, INPUTS.queue.tableArn);
  });

  it("is read although a value of it is a secret", () => {
    const secret = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      plaintext: JSON.stringify("https://hooks.example.com/x"),
    };
    const notices = { ...INPUTS.notices, webhookUrl: secret };
    const found = switchInStack("prod", {
      resources: [{ ...FOUND, inputs: { ...INPUTS, notices }, outputs: { ...FOUND.outputs, notices } }],
    });
    assert.equal(found?.inputs.notices.webhookUrl, "https://hooks.example.com/x");
  });

  it("is missing in a stack without colours", () => {
    assert.equal(switchInStack("staging", { resources: [STACK] }), undefined);
  });

  it("says what to do where it cannot be read", () => {
    assert.match(refused({}), /^Stack prod was never deployed/);
    assert.match(refused(undefined), /^Stack prod was never deployed/);
    assert.match(refused({ resources: [FOUND, FOUND] }), /^Stack prod has 2 release switches/);
    const older = { ...INPUTS, queue: undefined };
    assert.match(
      refused({ resources: [{ ...FOUND, inputs: older }] }),
      /made by another version of this project[\s\S]*pulumi up --stack prod\nqueue: /,
    );
    assert.match(refused({ resources: [{ ...FOUND, outputs: { version: "x" } }] }), /another version/);
  });
});
