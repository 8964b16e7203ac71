import assert from "node:assert/strict";

import { LinuxRoot, whyNoLinuxRoot } from "./linuxRoot";

/** Milliseconds that opening one may take: Debian's packages may have to be fetched. */
const OPENING_LIMIT = 10 * 60 * 1000;

/**
 * Opens a Linux system before the tests of a `describe`, and removes it after them. Where there can be none, the tests are
 * skipped and the reason is said; in a pipeline that is a failure, or nobody would notice.
 */
export function useLinuxRoot(): () => LinuxRoot {
  let root: LinuxRoot | undefined;
  before(async function () {
    this.timeout(OPENING_LIMIT);
    const why = await whyNoLinuxRoot();
    if (why !== undefined) {
      const reason = `The provisioning scripts cannot be run: ${why}.`;
      assert.notEqual(process.env.CI, "true", reason);
      process.stderr.write(`${reason}\n`);
      this.skip();
    }
    root = await LinuxRoot.open();
  });
  after(async () => {
    await root?.close();
  });
  return () => {
    assert.ok(root, "the system is not open yet: ask for it in a test");
    return root;
  };
}
