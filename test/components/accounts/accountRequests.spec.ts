import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { type AccountRequest, settleRequests } from "../../../components/accounts/accountRequests";

/** AWS that answers one of these lists after the other, and the last one for ever, in a time of its own. */
function requestsOf(...answers: readonly (readonly AccountRequest[])[]) {
  const left = [...answers];
  const reports: string[] = [];
  let time = 0;
  const tools = {
    inProgress: () => Promise.resolve((left.length > 1 ? left.shift() : left[0]) ?? []),
    sleep: (milliseconds: number) => {
      time += milliseconds;
      return Promise.resolve();
    },
    now: () => time,
    report: (message: string) => void reports.push(message),
  };
  return { tools, reports, time: () => time };
}

const request = (accountName: string) => ({ id: `car-${accountName}`, accountName });

describe("settleRequests", () => {
  it("asks once and waits for nothing where nothing is in progress", async () => {
    const { tools, reports, time } = requestsOf([]);
    await settleRequests(["a"], tools);
    assert.deepEqual([time(), reports], [0, []]);
  });

  it("does not wait for other people's accounts", async () => {
    const { tools, time } = requestsOf([request("somebody")]);
    await settleRequests(["a"], tools);
    assert.equal(time(), 0);
  });

  it("waits for those of the wanted names, and says so", async () => {
    const { tools, reports, time } = requestsOf([request("a"), request("b")], [request("b")], []);
    await settleRequests(["a", "b"], tools);
    assert.equal(time(), 10_000);
    assert.deepEqual(reports, [
      "AWS is still making accounts that an earlier run asked for: a (car-a), b (car-b), 0 s",
      "AWS is still making accounts that an earlier run asked for: b (car-b), 5 s",
    ]);
  });

  it("gives up after ten minutes, without a stack trace", async () => {
    const { tools, time } = requestsOf([request("a")]);
    await assert.rejects(settleRequests(["a"], tools), (error: unknown) => {
      assert.ok(pulumi.RunError.isInstance(error));
      assert.match(error.message, /after 600 s: a \(car-a\)\. Nothing was created\. Look at them with/);
      return true;
    });
    assert.equal(time(), 600_000);
  });
});
