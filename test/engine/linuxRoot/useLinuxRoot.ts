import assert from "node:assert/strict";

import { LinuxRoot, whyNoLinuxRoot } from "./linuxRoot";

/** Milliseconds that opening one may take: Debian's packages may have to be fetched. */
const OPENING_LIMIT = 10 * 60 * 1000;

/**
 * Opens a Linux system before the tests of a `describe`, and removes it after them. Where there can be none, the tests are
 * skipped and the reason is said; in a pipeline that is a failure, or nobody would notice.
 */
export function useLinuxRoot(): () => LinuxRoot {
  const roots = useLinuxRoots(1);
  return () => {
    const [root] = roots();
    assert.ok(root, "the system is not open yet: ask for it in a test");
    return root;
  };
}

/** Opens several Linux systems, as `useLinuxRoot` does one. */
export function useLinuxRoots(count: number): () => readonly LinuxRoot[] {
  const roots: LinuxRoot[] = [];
  before(async function () {
    this.timeout(OPENING_LIMIT);
    const why = await whyNoLinuxRoot();
    if (why !== undefined) {
      const reason = `The provisioning scripts cannot be run: ${why}.`;
      assert.notEqual(process.env.CI, "true", reason);
      process.stderr.write(`${reason}\n`);
      this.skip();
    }
    while (roots.length < count) {
      roots.push(await LinuxRoot.open());
    }
  });
  after(async () => {
    await Promise.all(roots.map((root) => root.close()));
  });
  return () => roots;
}
