import { errorText } from "../../providers/switch/failure";
import { CliError } from "../cliError";
import { LOOK_SECONDS, within, type CommandContext } from "../context";
import { EXIT } from "../exitCodes";
import type { EngineResult, Session } from "../session";
import { doneScreen, type MovePlan, moveScreen, type MoveReport } from "../screens/moveScreen";
import { counted, listed } from "../screens/words";
import { confirm } from "./confirm";
import { engineError, namesAfter } from "./aftermath";
import { movePlan, type MoveWish } from "./movePlan";
import type { SwitchInStack } from "./switchInStack";
import { takeTurn, type Turn } from "./turn";

/** The line of the switch that tells of one batch; see `providers/switch/move.ts`. */
const BATCH_LINE = /^zone (\S+): \d+ names? changed in one batch$/;

/** Changed resources, besides the switch, that are named. */
const SHOWN = 5;

export interface MoveRequest extends Omit<MoveWish, "requestedBy"> {
  /** Seconds to wait for the turn. */
  readonly patience: number;
}

/** What a promotion or rollback did, for programs. */
export interface MoveDocument {
  readonly result: "done" | "nothing to do";
  readonly from: string;
  readonly to: string;
  readonly plan?: MovePlan;
  readonly report?: MoveReport;
}

/**
 * Moves the public names to a colour: looks, shows, asks, waits for its turn, previews, updates, shows what happened.
 *
 * Whatever goes wrong before a name has moved leaves everything as it was: the stack's file and the queue.
 */
export async function moveNames(
  context: CommandContext,
  session: Session,
  of: SwitchInStack,
  request: MoveRequest,
): Promise<MoveDocument> {
  const { terminal } = context;
  const { to, action } = request;
  const from = of.state.activeColor;
  if (from === to && (await session.config())["duotone:activeColor"] === to) {
    terminal.print(`Nothing to do: the public names of stack ${session.stack} are on ${to} already.`);
    return { result: "nothing to do", from, to };
  }
  const wish: MoveWish = { ...request, requestedBy: context.person.name };
  const plan = await look(context, session, of, wish);
  terminal.print(moveScreen(plan, terminal.columns, terminal.paint));
  await confirm(context, `${action === "promote" ? "Promote" : "Roll back to"} ${to}?`);

  const report = await inTurn(context, session, of, request, plan);
  terminal.print(`\n${doneScreen(report, terminal.columns, terminal.paint)}`);
  return { result: "done", from, to, plan, report };
}

async function look(
  context: CommandContext,
  session: Session,
  of: SwitchInStack,
  wish: MoveWish,
): Promise<MovePlan> {
  const queue = session.queue(of);
  try {
    return await context.progress.phase(`Looking at ${of.inputs.colors.join(" and ")}`, async () => {
      const [gate, lane] = await Promise.all([
        session.readGate(of, wish.to, context.signal),
        queue.read(within(context, LOOK_SECONDS, "Reading the queue")),
      ]);
      return movePlan(of, gate, lane, wish, context.clock.now());
    });
  } finally {
    queue.close();
  }
}

/** Takes a turn in the queue, does the work, and gives the turn back, whatever happened. */
async function inTurn(
  context: CommandContext,
  session: Session,
  of: SwitchInStack,
  request: MoveRequest,
  plan: MovePlan,
): Promise<MoveReport> {
  const { clock, progress, person, signal, reason, reference } = context;
  const queue = session.queue(of);
  const started = clock.now();
  try {
    const turn = await progress.phase("Queue", (phase) =>
      takeTurn(
        queue,
        {
          request: {
            action: request.action,
            color: request.to,
            requestedBy: person.name,
            ...(reason !== undefined && { reason }),
            ...(reference !== undefined && { reference }),
          },
          ticketId: request.ticketId,
          patience: request.patience,
          holder: person.holder,
          clock,
          phase,
        },
        signal,
      ),
    );
    const queued = clock.now() - started;
    const fate = { done: false, leftToDo: false };
    let moved: MovedNames;
    try {
      moved = await underTurn(context, session, turn, plan, fate);
      fate.done = true;
    } finally {
      const words = await turn.giveBack(fate);
      if (!fate.done) {
        context.terminal.note(`Ticket ${words}.`);
      }
    }
    return await reportOf(context, session, plan, `${turn.ticket.id}, done`, moved, queued);
  } finally {
    queue.close();
  }
}

interface MovedNames {
  readonly preview: number;
  readonly update: number;
  readonly result: EngineResult;
}

/** Sets the colour, previews and updates. Puts the colour back where no name has moved. */
async function underTurn(
  context: CommandContext,
  session: Session,
  turn: Turn,
  { action, stack, from, to }: MovePlan,
  fate: { leftToDo: boolean },
): Promise<MovedNames> {
  const { clock, progress, terminal } = context;
  const signal = AbortSignal.any([context.signal, turn.lost]);
  const message = `${action === "promote" ? "Promote" : "Roll back to"} ${to} (${turn.ticket.id})`;
  const before = (await session.config())["duotone:activeColor"];
  try {
    await session.setConfig("activeColor", to);
    signal.throwIfAborted();
    const start = clock.now();
    const preview = await progress.phase("Preview", async (phase) => {
      const result = await session.preview({ message, env: turn.env, phase, signal });
      signal.throwIfAborted();
      return failedOr(result, `${to} was not previewed`);
    });
    await confirmOthers(context, preview);

    const middle = clock.now();
    const update = await progress.phase("Update", async (phase) => {
      const result = await session.update({
        message,
        env: turn.env,
        phase,
        expected: preview.resources,
        signal,
      });
      if (result.failure !== undefined) {
        const names = await namesAfter(session, to);
        fate.leftToDo = names !== "unmoved";
        signal.throwIfAborted();
      }
      return failedOr(result, `The update failed`);
    });
    return { preview: middle - start, update: clock.now() - middle, result: update };
  } catch (error) {
    if (fate.leftToDo) {
      throw afterTheMove(error, stack, to);
    }
    terminal.note(await putBack(session, before, from));
    throw error;
  }
}

function failedOr(result: EngineResult, what: string): EngineResult {
  if (result.failure !== undefined) {
    throw engineError(result.failure, what);
  }
  return result;
}

/** What else the stack's file changes would be carried out with the names: nobody should be surprised by that. */
async function confirmOthers(context: CommandContext, { changed }: EngineResult): Promise<void> {
  const others = changed.filter((name) => name !== "public-names" && !name.startsWith("duotone-"));
  if (others.length === 0) {
    return;
  }
  const more = others.length > SHOWN ? [`${others.length - SHOWN} more`] : [];
  context.terminal.note(
    `The stack's file or program has other changes, too: ${counted(others.length, "resource")} would change with the ` +
      `names: ${listed([...others.slice(0, SHOWN), ...more])}.`,
  );
  await confirm(context, "Change them, too?");
}

async function putBack(session: Session, before: unknown, from: string): Promise<string> {
  const value = typeof before === "string" ? before : from;
  try {
    await session.setConfig("activeColor", value);
    return `No name has moved. ${session.stackFile} says activeColor ${value} again.`;
  } catch (error) {
    return (
      `No name has moved, and ${session.stackFile} could not be put back: ${errorText(error)} ` +
      `By hand: pulumi config set activeColor ${value} --stack ${session.stack}`
    );
  }
}

/** Names have moved, or may have: the stack's file stays as it is, because the next update goes on from there. */
function afterTheMove(error: unknown, stack: string, to: string): CliError {
  const message = error instanceof Error ? error.message : String(error);
  return new CliError(
    error instanceof CliError && error.exitCode === EXIT.interrupted ? EXIT.interrupted : EXIT.failed,
    `${message}\nNames have moved to ${to}, or nobody can say, so the stack's file stays as it is. Finish it: ` +
      `pulumi up --stack ${stack}. Look first: duotone status --stack ${stack}`,
    error instanceof CliError ? error.reasons : [],
  );
}

async function reportOf(
  context: CommandContext,
  session: Session,
  plan: MovePlan,
  ticket: string,
  { preview, update, result }: MovedNames,
  queued: number,
): Promise<MoveReport> {
  const { action, stack, from, to, names } = plan;
  const after = await session.releaseSwitch();
  const ledger = after?.ledger === undefined ? undefined : session.ledger(after);
  try {
    const head = await ledger?.head(within(context, LOOK_SECONDS, "Reading the ledger"));
    const body = head?.entry.record.body;
    return {
      action,
      stack,
      stackFile: session.stackFile,
      from,
      to,
      names: Object.values(names).flat().length,
      namesOn:
        body?.kind === "outcome"
          ? body.namesOn
          : Object.fromEntries(Object.keys(names).map((zoneId) => [zoneId, to])),
      batches: result.switchLines.filter((line) => BATCH_LINE.test(line)).length,
      ...(head !== undefined &&
        body?.kind === "outcome" && {
          ledger: { sequence: head.entry.record.sequence, hash: head.entry.hash, result: body.result },
        }),
      ticket,
      took: [
        ["queue", queued],
        ["preview", preview],
        ["update", update],
      ],
    };
  } finally {
    ledger?.close();
  }
}
