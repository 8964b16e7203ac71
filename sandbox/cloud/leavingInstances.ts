import { createRequire } from "node:module";
import { setTimeout as pause } from "node:timers/promises";

import { z } from "zod";

import type * as leaving from "./leaveInOrder";
import type { LeavingInstance } from "./leaveInOrder";

/** What stands in, and why: said when a sandbox starts. */
export const LEAVING_INSTANCES_NOTE =
  "nothing runs in an emulated instance: when one is to go, the gateway leaves its end marker and its file manifest where " +
  "its user data says, and ends its wait";

/** The emulator's page with the instances that wait; `LEAVING_INSTANCES` of moto_launcher.py. */
const PAGE = "/_emulator/leaving-instances";

/** Milliseconds between two tries of instances that cannot leave what they must. */
const PAUSE_MS = 500;

const leavingSchema = z.array(
  z.object({
    instanceId: z.string(),
    groupName: z.string(),
    hookName: z.string(),
    region: z.string(),
    roleArn: z.string().nullable(),
    userData: z.string(),
  }),
);

/**
 * Does for emulated instances what the image's drain does when they are to go.
 *
 * Every call goes through the gateway, under the instance's own role: a fault strikes it like any other, so that
 * `logs:PutLogEvents` refused is a stuck log stream, and `s3:PutObject` refused an archive out of reach. Such an instance
 * tries again until it comes through, as a real one does.
 */
export class LeavingInstances {
  private working = false;
  private wanted = false;
  private readonly marked = new Set<string>();

  /**
   * @param upstream Where the emulator answers.
   * @param gateway Where the gateway does.
   */
  public constructor(
    private readonly upstream: string,
    private readonly gateway: string,
    private readonly report: (line: string) => void,
  ) {}

  /** To be called whenever an instance may have been told to go. */
  public look(): void {
    this.wanted = true;
    if (!this.working) {
      this.working = true;
      void this.work();
    }
  }

  private async work(): Promise<void> {
    while (this.wanted) {
      this.wanted = false;
      const left = await Promise.all((await this.list()).map((instance) => this.leave(instance)));
      if (left.includes(false)) {
        this.wanted = true;
        await pause(PAUSE_MS);
      }
    }
    this.working = false;
  }

  private async list(): Promise<readonly LeavingInstance[]> {
    try {
      const response = await fetch(`${this.upstream}${PAGE}`);
      return leavingSchema.parse(await response.json());
    } catch (error) {
      this.report(`instances that go cannot be listed: ${String(error)}`);
      return [];
    }
  }

  /** @returns whether it has left, or never will */
  private async leave(instance: LeavingInstance): Promise<boolean> {
    try {
      // Loaded with the first instance that goes: most runs have none, and the SDK is large.
      const { leaveInOrder } = createRequire(__filename)("./leaveInOrder") as typeof leaving;
      await leaveInOrder(instance, this.gateway, this.marked);
      return true;
    } catch (error) {
      this.report(`${instance.instanceId} cannot go: ${String(error)}`);
      return false;
    }
  }
}
