import { setImmediate as turn } from "node:timers/promises";

import type { LaneItem } from "../../../../providers/queue/document";
import type { LaneTable } from "../../../../providers/queue/laneTable";

/** What becomes of a write: as it should, written without an answer, or the same found in its own way when tried again. */
export type WriteFate = "written" | "lost" | "lost and tried again";

/** One item with conditional writes, shared by all who open it, as DynamoDB keeps it. */
export class MemoryTable {
  public item: LaneItem | undefined;
  public reads = 0;
  public writes = 0;
  public conflicts = 0;
  public closed = 0;

  /** @param fate Asked at every write whose condition holds. */
  public constructor(public fate: () => WriteFate = () => "written") {}

  /** @param lag Turns of the event loop before and after each call, so that others come between. */
  public open(lag: () => number = () => 0): LaneTable {
    const travel = async () => {
      for (let turns = lag(); turns > 0; turns--) {
        await turn();
      }
    };
    return {
      get: async (signal) => {
        signal.throwIfAborted();
        await travel();
        this.reads++;
        const { item } = this;
        await travel();
        return item;
      },
      put: async (item, expectedVersion, signal) => {
        signal.throwIfAborted();
        await travel();
        this.writes++;
        const holds = Number(this.item?.version?.N ?? 0) === expectedVersion;
        if (holds) {
          this.item = item;
        } else {
          this.conflicts++;
        }
        const fate = holds ? this.fate() : "written";
        await travel();
        if (fate === "lost") {
          throw new Error("The connection broke.");
        }
        return holds && fate === "written";
      },
      close: () => {
        this.closed++;
      },
    };
  }
}
