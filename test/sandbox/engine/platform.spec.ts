import assert from "node:assert/strict";

import { platformOf } from "../../../sandbox/engine/platform";
import { UserError } from "../../../sandbox/userError";

describe("platformOf", () => {
  it("speaks of processors as Go does", () => {
    assert.deepEqual(platformOf("linux", "x64"), { os: "linux", arch: "amd64" });
    assert.deepEqual(platformOf("darwin", "arm64"), { os: "darwin", arch: "arm64" });
  });

  for (const [os, arch] of [
    ["win32", "x64"],
    ["linux", "ia32"],
  ] as const) {
    it(`refuses ${os} on ${arch}, naming what is allowed`, () => {
      assert.throws(
        () => platformOf(os, arch),
        (error: unknown) =>
          error instanceof UserError &&
          error.message.includes(`this is ${os} on ${arch}`) &&
          /Linux and macOS/.test(error.message),
      );
    });
  }
});
