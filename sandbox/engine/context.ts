import type { Progress } from "../progress";
import type { Platform } from "./platform";

/** What every part of the toolchain's making needs. */
export interface EngineContext {
  /** The user's environment. */
  readonly env: NodeJS.ProcessEnv;
  readonly platform: Platform;

  /** As `cacheRoot` gives it. */
  readonly cacheRoot: string;
  readonly report: Progress;

  /** Fires when another part failed: there is then no use in going on. */
  readonly signal: AbortSignal;
}

/** Where a part came from. */
export type Origin =
  "PATH" | "vendor" | "built from Go modules" | "Python packages" | "provider mirror" | "terraform init";

/** One part of the toolchain, as it is shown to the user. */
export interface ToolchainPart {
  readonly tool: string;
  readonly version: string;
  readonly origin: Origin;

  /** The file. */
  readonly path: string;

  /** Seconds that it took to get, now. */
  readonly seconds: number;
}
