import assert from "node:assert/strict";

import { unknownValue } from "@pulumi/pulumi/runtime/rpc";

import { accessOperations } from "../../../providers/accountAccess/operations";
import type { AccessCloud } from "../../../providers/accountAccess/types";
import { VirtualClock } from "../switch/support/virtualClock";

const ROLE = "arn:aws:iam::222222222222:role/OrganizationAccountAccessRole";
const INPUTS = { version: 1, accountName: "prod-a", role: ROLE, region: "eu-west-1", __provider: "text" };

const denied = () => Object.assign(new Error("not authorized"), { name: "AccessDenied" });

/** An account that fails so many times, in a time of its own. */
function account(failures: number, failure: () => Error = denied) {
  const clock = new VirtualClock();
  const progress: string[] = [];
  const state = { asked: 0, closed: 0 };
  const ask = (signal: AbortSignal) => {
    signal.throwIfAborted();
    state.asked += 1;
    return state.asked <= failures ? Promise.reject(failure()) : Promise.resolve();
  };
  const cloud: AccessCloud = { assumeRole: ask, askEc2: ask, close: () => void (state.closed += 1) };
  const operations = accessOperations({
    cloudFor: () => cloud,
    clock,
    progress: (message) => void progress.push(message),
  });
  return { operations, state, progress, clock };
}

describe("the wait for an account", () => {
  it("is over at once where the account is usable, and says nothing", async () => {
    const { operations, state, progress, clock } = account(0);
    const { id, outs } = await operations.create(INPUTS);
    assert.equal(id, ROLE);
    assert.deepEqual(outs, { ...INPUTS, roleArn: ROLE });
    assert.deepEqual([state.asked, state.closed, clock.now(), progress], [1, 1, 0, []]);
  });

  it("asks again, less and less often, and tells why", async () => {
    const { operations, state, progress, clock } = account(6);
    await operations.create(INPUTS);
    // Three quarters of 1, 2, 4, 8, 10 and 10 seconds.
    assert.equal(clock.now(), 26_250);
    assert.equal(state.asked, 7);
    assert.deepEqual(progress, [
      `account prod-a (${ROLE}) is not usable yet, 0 of at most 300 s: AccessDenied: not authorized.`,
      `account prod-a (${ROLE}) is not usable yet, 19 of at most 300 s: AccessDenied: not authorized.`,
      `account prod-a (${ROLE}) is usable after 26 s`,
    ]);
  });

  it("ends at its deadline, with AWS's last word and what to do", async () => {
    const { operations, state, clock } = account(Infinity);
    await assert.rejects(
      operations.create(INPUTS),
      /^Error: Waiting for account prod-a \(arn:aws:iam::222222222222:role\/\w+\) was not done within 300 s\. The last answer was: AccessDenied: not authorized\. The account stays as it is\. Run again/,
    );
    assert.ok(clock.now() >= 300_000 && clock.now() <= 310_000);
    assert.ok(state.asked < 45, `${state.asked} lines in the account's trail`);
    assert.equal(state.closed, 1);
  });

  it("takes another deadline where it is told one", async () => {
    const { operations } = account(Infinity);
    await assert.rejects(operations.create({ ...INPUTS, timeoutSeconds: 20 }), /within 20 s/);
  });

  it("ends at once where waiting is in vain", async () => {
    const { operations, state, clock } = account(Infinity, () =>
      Object.assign(new Error("not authorized with an explicit deny in a resource control policy"), {
        name: "AccessDenied",
      }),
    );
    await assert.rejects(
      operations.create(INPUTS),
      /^Error: Account prod-a \(.*\) cannot be used: AccessDenied: .* A policy of the organization forbids it\./,
    );
    assert.deepEqual([state.asked, state.closed, clock.now()], [1, 1, 0]);
  });

  it("is taken again by an update", async () => {
    const { operations, state } = account(1);
    assert.deepEqual(await operations.update(INPUTS, INPUTS), { outs: { ...INPUTS, roleArn: ROLE } });
    assert.equal(state.asked, 2);
  });
});

describe("access to an account", () => {
  const { operations } = account(0);

  it("takes a role that the engine does not know yet", async () => {
    const checked = await operations.check({}, { ...INPUTS, role: unknownValue });
    assert.deepEqual(checked, { inputs: { ...INPUTS, role: unknownValue }, failures: [] });
  });

  it("refuses bad inputs, all at once", async () => {
    const bad = { ...INPUTS, role: "admin", region: "", timeoutSeconds: 0 };
    const { failures } = await operations.check({}, bad);
    assert.deepEqual(failures, [
      { property: "role", reason: "role must be the ARN of a role." },
      { property: "region", reason: "region must not be empty." },
      { property: "timeoutSeconds", reason: "timeoutSeconds must be above 0." },
    ]);
    await assert.rejects(
      operations.create(bad),
      /bad inputs:\n - role must be the ARN of a role\.\n - region/,
    );
  });

  const state = { ...INPUTS, roleArn: ROLE };
  const DIFFERENCES: readonly (readonly [string, object, { changes: boolean; replaces: string[] }])[] = [
    ["nothing", {}, { changes: false, replaces: [] }],
    ["the provider's text", { __provider: "other" }, { changes: false, replaces: [] }],
    ["the deadline", { timeoutSeconds: 7 }, { changes: false, replaces: [] }],
    ["the account's name", { accountName: "b" }, { changes: false, replaces: [] }],
    ["the region", { region: "eu-north-1" }, { changes: true, replaces: [] }],
    ["the version", { version: 2 }, { changes: true, replaces: [] }],
    ["the role", { role: "arn:aws:iam::333333333333:role/x" }, { changes: true, replaces: ["role"] }],
    ["an unknown role", { role: unknownValue }, { changes: true, replaces: ["role"] }],
  ];
  for (const [what, change, expected] of DIFFERENCES) {
    it(`differs as it should by ${what}`, async () => {
      assert.deepEqual(await operations.diff(state, { ...INPUTS, ...change }), expected);
    });
  }

  it("is as it was where the role can still be assumed", async () => {
    assert.deepEqual(await account(0).operations.read(ROLE, state), { id: ROLE, props: state });
  });

  it("is gone where the role is denied", async () => {
    assert.deepEqual(await account(1).operations.read(ROLE, state), { id: "", props: {} });
  });

  it("is not taken for gone where AWS cannot be asked", async () => {
    const { operations: unreachable, state: counted } = account(1, () =>
      Object.assign(new Error("hang up"), { name: "TimeoutError" }),
    );
    await assert.rejects(unreachable.read(ROLE, state), /hang up/);
    assert.equal(counted.closed, 1);
  });
});
