import assert from "node:assert/strict";

import { withoutStackTraces } from "../stackTraces";

describe("withoutStackTraces", () => {
  const { stackTraceLimit: limit } = Error;
  const { DUOTONE_STACK_TRACES: asked } = process.env;

  afterEach(() => {
    Error.stackTraceLimit = limit;
    if (asked === undefined) {
      delete process.env.DUOTONE_STACK_TRACES;
    } else {
      process.env.DUOTONE_STACK_TRACES = asked;
    }
  });

  it("declares with messages alone, and what follows on it too", async () => {
    delete process.env.DUOTONE_STACK_TRACES;
    const [during, after] = withoutStackTraces(() => [
      new Error("during").stack,
      Promise.resolve().then(() => new Error("after").stack),
    ]);
    assert.equal(during, "Error: during");
    assert.equal(await after, "Error: after");
  });

  it("leaves the traces where they are asked for", () => {
    process.env.DUOTONE_STACK_TRACES = "true";
    const stack = withoutStackTraces(() => new Error("during").stack);
    assert.match(stack ?? "", /stackTraces\.spec\.ts/);
  });
});
