import * as pulumi from "@pulumi/pulumi";
import * as settings from "@pulumi/pulumi/runtime/settings";

// Not in the SDK's declarations: resolves when every registration so far is answered.
const { waitForRPCs } = settings as unknown as { readonly waitForRPCs: () => Promise<void> };

/** Rounds of the event loop without a registration after which a program is done: an apply may register one late. */
const QUIET_ROUNDS = 20;

/**
 * Runs a program against the monitor that the SDK is set to, until all that it registers is answered.
 *
 * The SDK takes a stack trace of every promise, and reading them through source maps is nine tenths of the time: there are
 * none meanwhile.
 *
 * @param count How many resources are registered so far.
 */
export async function runInStack(program: () => unknown, count: () => number): Promise<void> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    await pulumi.runtime.runInPulumiStack(async () => {
      await program();
      return undefined;
    });
    await settled(count);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function settled(count: () => number): Promise<void> {
  for (let quiet = 0, seen = -1; quiet < QUIET_ROUNDS; quiet += 1) {
    await waitForRPCs();
    await new Promise((resolve) => setImmediate(resolve));
    if (count() !== seen) {
      seen = count();
      quiet = 0;
    }
  }
}
