import assert from "node:assert/strict";
import { parseFaults } from "../../../sandbox/cloud/faults";

describe("parseFaults", () => {
  it("fills in the defaults", () => {
    const [fault] = parseFaults([{ id: "sick", effect: { kind: "unhealthyTargets", targetGroup: "core" } }]);
    assert.deepEqual(fault, {
      id: "sick",
      match: {},
      effect: { kind: "unhealthyTargets", targetGroup: "core", count: "all", state: "unhealthy" },
    });
  });

  it("lists everything that is wrong with all faults at once, each with its path", () => {
    const faults = [
      { id: "", match: { service: "elbv2", account: "12" }, effect: { kind: "throttle" }, times: 0 },
      { id: "b", effect: { kind: "explode" } },
      { id: "c", effect: { kind: "delay", ms: -1 }, probabilty: 0.5 },
    ];
    assert.throws(
      () => parseFaults(faults),
      (error: Error) => {
        for (const part of [
          "problems in the faults:",
          "faults[0].id",
          "faults[0].match.service",
          '"elasticloadbalancing"',
          "faults[0].match.account: an account id is 12 digits",
          "faults[0].times",
          "faults[1].effect",
          "faults[2].effect.ms",
          "probabilty",
        ]) {
          assert.ok(error.message.includes(part), `no "${part}" in:\n${error.message}`);
        }
        return true;
      },
    );
  });

  it("refuses a second fault of the same id", () => {
    const fault = { id: "x", effect: { kind: "throttle" } };
    assert.throws(() => parseFaults([fault, fault]), /the id "x" is given more than once/);
  });

  it("refuses to hide what no rule knows how to hide, and says what can be hidden", () => {
    const hide = { id: "h", match: { service: "s3", action: "PutObject" }, effect: { kind: "hide", ms: 5 } };
    assert.throws(
      () => parseFaults([hide]),
      /faults\[0\]\.match: "hide" works on iam:CreateRole, .*this names s3:PutObject/,
    );
  });

  it("refuses what is no list", () => {
    assert.throws(() => parseFaults({ id: "x" }), /1 problem in the faults:\n - faults: /);
  });
});
