import { setMaxListeners } from "node:events";

import type { MigrationAbout, MigrationRecords } from "../../../../providers/schema/migrationRecords";
import {
  runMigration,
  type MigrationEnd,
  type MigrationRun,
} from "../../../../providers/schema/runMigration";
import { SteppedClock } from "../../queue/support/steppedClock";
import { FakeDatabase } from "./fakeDatabase";

export const COMMIT = "b".repeat(40);

/** One line per record that was written. */
type Line = string;

/** A database, its instances, a ledger that only counts, and time that a test lets pass. */
export class World {
  public readonly clock = new SteppedClock();
  public readonly database = new FakeDatabase("core", this.clock);
  public readonly ledger: Line[] = [];
  public readonly lines: string[] = [];
  public busy: string | undefined;
  public ledgerFails: "begun" | "ended" | undefined;
  private readonly controllers = new Map<string, AbortController>();

  public get records(): MigrationRecords {
    const write = (line: Line, moment: "begun" | "ended") => {
      if (this.ledgerFails === moment) {
        return Promise.reject(new Error("The ledger takes nothing."));
      }
      this.ledger.push(line);
      return Promise.resolve(this.ledger.length);
    };
    const text = ({ service, from, to }: MigrationAbout) => `${service} ${from}-${to}`;
    return {
      begun: (about) => write(`begun ${text(about)}`, "begun"),
      ended: async (about, { result, message = "" }) => {
        await write(`${result} of ${about.record ?? 0} ${about.commandId ?? "-"} ${message}`.trim(), "ended");
      },
    };
  }

  /** Starts a run; whoever wants to interrupt it names its holder. */
  public start(run: Partial<MigrationRun> = {}): Promise<MigrationEnd> {
    const { clock, database, lines } = this;
    const wish: MigrationRun = {
      service: "core",
      id: "id-1",
      from: 41,
      to: 42,
      cluster: "prod2",
      commit: COMMIT,
      by: "ann",
      holder: "ann on laptop",
      seconds: 90,
      runSeconds: 3_600,
      ...run,
    };
    const controller = new AbortController();
    setMaxListeners(0, controller.signal);
    this.controllers.set(wish.holder, controller);
    const progress = { update: () => undefined, line: (text: string) => lines.push(text) };
    const ended = runMigration(
      {
        store: database.store,
        commands: database.commands,
        records: this.records,
        busy: () => Promise.resolve(this.busy),
        clock,
        progress,
      },
      wish,
      controller.signal,
    );
    // A run that a test forgets must not end the process.
    ended.catch(() => undefined);
    return ended;
  }

  public interrupt(holder = "ann on laptop"): void {
    this.controllers.get(holder)?.abort(new Error("Interrupted."));
  }

  /** Runs to the end, however long that takes. */
  public async run(run: Partial<MigrationRun> = {}): Promise<MigrationEnd> {
    const ended = this.start(run);
    const over = new AbortController();
    ended
      .finally(() => {
        over.abort();
      })
      .catch(() => undefined);
    for (let seconds = 0; !over.signal.aborted && seconds < 20_000; seconds += 1) {
      await this.clock.pass(1_000);
    }
    return ended;
  }
}
