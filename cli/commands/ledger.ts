import { releaseAt } from "../../providers/ledger/history";
import type { LedgerStore } from "../../providers/ledger/store";
import { type KnownHead, verifyLedger } from "../../providers/ledger/verify";
import { usageError } from "../cliError";
import { within, type CommandContext } from "../context";
import { EXIT } from "../exitCodes";
import { atScreen, recordScreen, recordsScreen, verifyScreen } from "../screens/ledgerScreen";
import type { Session } from "../session";
import { type CommandResult, requiredSwitch } from "./command";

/** Seconds for reading a whole ledger: some thousands of objects. */
const READ_SECONDS = 600;

/** `duotone ledger show [number]` */
export function showLedger(
  context: CommandContext,
  session: Session,
  number: number | undefined,
  { last }: { readonly last: number },
): Promise<CommandResult> {
  return withLedger(context, session, async (ledger, signal) => {
    const { terminal } = context;
    const entries = await ledger.entries(signal, number === undefined ? { last } : {});
    if (number === undefined) {
      terminal.print(recordsScreen(session.stack, entries, terminal.columns, terminal.paint));
      return { document: { entries } };
    }
    const entry = entries.find(({ record }) => record.sequence === number);
    if (entry === undefined) {
      const end = entries.at(-1)?.record.sequence;
      throw usageError(
        `The ledger of ${session.stack} has no record ${number}: ${end === undefined ? "it is empty" : `it has 1 to ${end}`}.`,
      );
    }
    terminal.print(recordScreen(entry, terminal.columns, terminal.paint));
    return { document: { entry } };
  });
}

/** `duotone ledger verify` */
export function verify(
  context: CommandContext,
  session: Session,
  { head }: { readonly head?: KnownHead },
): Promise<CommandResult> {
  return withLedger(context, session, async (ledger, signal) => {
    const { terminal } = context;
    const evidence = await context.progress.phase(`Reading the ledger of ${session.stack}`, () =>
      ledger.evidence(signal),
    );
    const findings = verifyLedger({ ...evidence, ...(head !== undefined && { head }) });
    const isSound = findings.every(({ isFault }) => !isFault);
    const objects = evidence.versions.filter(({ isDeleteMarker }) => !isDeleteMarker).length;
    terminal.print(
      verifyScreen({ stack: session.stack, objects, findings }, terminal.columns, terminal.paint),
    );
    return { document: { isSound, objects, findings }, exitCode: isSound ? EXIT.done : EXIT.ledger };
  });
}

/** `duotone ledger at <date>` */
export function showAt(context: CommandContext, session: Session, date: Date): Promise<CommandResult> {
  if (date.getTime() > context.clock.now()) {
    throw usageError(`${date.toISOString()} is yet to come, and the ledger tells of the past.`);
  }
  return withLedger(context, session, async (ledger, signal) => {
    const { terminal } = context;
    const release = releaseAt(await ledger.entries(signal), date);
    terminal.print(atScreen(session.stack, date, release, terminal.columns, terminal.paint));
    return { document: { at: date.toISOString(), release: release ?? null } };
  });
}

async function withLedger(
  context: CommandContext,
  session: Session,
  work: (ledger: LedgerStore, signal: AbortSignal) => Promise<CommandResult>,
): Promise<CommandResult> {
  const of = await requiredSwitch(session);
  const ledger = session.ledger(of);
  try {
    return await work(ledger, within(context, READ_SECONDS, "Reading the ledger"));
  } finally {
    ledger.close();
  }
}
