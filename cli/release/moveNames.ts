import { anyOf } from "../../providers/anyOf";
import { canonical } from "../../providers/canonicalJson";
import type { Notice } from "../../providers/notices/notice";
import type { Ticket } from "../../providers/queue/lane";
import { errorText } from "../../providers/switch/failure";
import { changedServices } from "../../providers/switch/recording";
import { LOOK_SECONDS, within, type CommandContext } from "../context";
import type { EngineResult, Session, StackConfig } from "../session";
import { doneScreen, type MovePlan, moveScreen, type MoveReport } from "../screens/moveScreen";
import { counted, listed } from "../screens/words";
import { changeStack, type ChangedStack } from "./changeStack";
import { cutOffTo, isCutOff } from "./colors";
import { confirm } from "./confirm";
import { inTurn, type TurnTaken, type TurnWish } from "./inTurn";
import { movePlan, type MoveWish } from "./movePlan";
import { namesAfter, type NamesAfter } from "./namesAfter";
import type { SwitchInStack } from "./switchInStack";

/** The line of the switch that tells of one batch; see `providers/switch/move.ts`. */
const BATCH_LINE = /^zone (\S+): \d+ names? changed in one batch$/;

/** Changed resources, besides the switch, that are named. */
const SHOWN = 5;

/** Milliseconds of waiting in the queue after which what was shown may be what others have changed since. */
const STALE_AFTER = 2_000;

export type MoveRequest = TurnWish & Pick<MoveWish, "action" | "to">;

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
  const config = await session.config();
  const before = config.activeColor;
  const plan = await look(context, session, of, config, request);
  const { from, endsMoveTo } = plan;
  if (from === to && before === to) {
    terminal.print(`Nothing to do: the public names of stack ${session.stack} are on ${to} already.`);
    return { result: "nothing to do", from, to };
  }
  terminal.print(moveScreen(plan, terminal.columns, terminal.paint));
  const title = `${action === "promote" ? "Promote" : "Roll back to"} ${to}`;
  await confirm(context, `${title}?`);

  const taken = await inTurn(
    context,
    session,
    of,
    { ...request, request: { action, color: to }, endsMoveTo },
    async (turn, fate, queued) => {
      if (queued > STALE_AFTER) {
        await lookAgain(context, session, of, plan, request);
      }
      return changeStack(context, session, {
        changes: [{ path: "activeColor", value: to, before: typeof before === "string" ? before : from }],
        message: `${title} (${turn.ticket.id})`,
        env: turn.env,
        signal: anyOf(context.signal, turn.lost),
        refused: (reasons) => tellRefused(context, session, of, plan, turn.ticket, reasons),
        accept: (preview) => confirmOthers(context, of, preview),
        whyKept: async () => {
          const names = await namesAfter(session, to);
          fate.leftToDo = names === "moved" || names === "unknown";
          return names === "unmoved" ? undefined : whyKept(names, session, to);
        },
      });
    },
  );
  const report = await reportOf(context, session, plan, taken);
  terminal.print(`\n${doneScreen(report, terminal.columns, terminal.paint)}`);
  return { result: "done", from, to, plan, report };
}

/**
 * The colour that the names leave: the active one; where they are to go to that, the one that an unfinished update to it
 * has left, or the one that an update which was cut off was moving them to.
 */
function leftColor(of: SwitchInStack, to: string, cutOff: string | undefined): string {
  const { activeColor, cameFrom } = of.state;
  if (activeColor !== to || cutOff === undefined) {
    return activeColor;
  }
  return cutOff === to ? (cameFrom?.color ?? activeColor) : cutOff;
}

async function look(
  context: CommandContext,
  session: Session,
  of: SwitchInStack,
  config: StackConfig,
  { action, to, ticketId }: MoveRequest,
): Promise<MovePlan> {
  const { person, reason, reference, clock, signal } = context;
  const queue = session.queue(of);
  const wish = { action, to, ticketId, requestedBy: person.name, reason, reference };
  try {
    return await context.progress.phase(`Looking at ${listed(of.inputs.colors)}`, async () => {
      const [gate, lane] = await Promise.all([
        session.readGate(of, to, signal),
        queue.read(within(context, LOOK_SECONDS, "Reading the queue")),
      ]);
      const cutOff = cutOffTo(of, config, gate);
      const from = leftColor(of, to, cutOff);
      // What the stack's file asks for may be a wish that nobody has begun on: whoever waits for it is not undone.
      const endsMoveTo = isCutOff(of, gate) || cutOff === to ? cutOff : undefined;
      return movePlan(of, gate, lane, { ...wish, from, endsMoveTo }, clock.now());
    });
  } finally {
    queue.close();
  }
}

/** Those ahead may have deployed to the colour, or moved the names: what somebody said yes to must still be what happens. */
async function lookAgain(
  context: CommandContext,
  session: Session,
  before: SwitchInStack,
  plan: MovePlan,
  request: MoveRequest,
): Promise<void> {
  const of = await session.releaseSwitch();
  if (of === undefined || shownOf(of, plan) === shownOf(before, plan)) {
    return;
  }
  const { terminal } = context;
  terminal.note("While this waited, the stack has changed. This is what would happen now:");
  const now = await look(context, session, of, await session.config(), request);
  terminal.print(`\n${moveScreen(now, terminal.columns, terminal.paint)}`);
  await confirm(context, "Go on?");
}

/** What somebody says yes to, as a text that can be compared. */
function shownOf({ inputs, state }: SwitchInStack, { from, to }: MovePlan): string {
  return canonical([state.activeColor, inputs.releases[from] ?? {}, inputs.releases[to] ?? {}]);
}

/** Tells people that the gate has refused. Whoever cannot be told holds nothing up. */
async function tellRefused(
  context: CommandContext,
  session: Session,
  of: SwitchInStack,
  { from, to }: MovePlan,
  { requestedBy, reason, reference }: Ticket,
  reasons: readonly string[],
): Promise<void> {
  const notice: Notice = {
    kind: "refused",
    stack: session.stack,
    color: to,
    from: [from],
    at: new Date(context.clock.now()).toISOString(),
    by: requestedBy,
    ...(reason !== undefined && { reason }),
    ...(reference !== undefined && { reference }),
    services: changedServices(of.inputs.releases[from] ?? {}, of.inputs.releases[to] ?? {}),
    reasons,
  };
  const problems = await session.notify(of, notice, within(context, LOOK_SECONDS, "Telling people"));
  for (const problem of problems) {
    context.terminal.note(problem);
  }
}

/** What else the stack's file changes would be carried out with the names: nobody should be surprised by that. */
async function confirmOthers(
  context: CommandContext,
  { name }: SwitchInStack,
  { changed }: EngineResult,
): Promise<void> {
  const others = changed.filter((changedName) => changedName !== name);
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

function whyKept(names: Exclude<NamesAfter, "unmoved">, { stack, stackFile }: Session, to: string): string {
  if (names === "complete") {
    return (
      `All names have moved to ${to}, and the ledger says so; ${stackFile} stays as it is. What was cut off is the rest of ` +
      `the update: pulumi up --stack ${stack}.`
    );
  }
  const what =
    names === "moved" ? `Names have moved to ${to}` : `Nobody can say whether names have moved to ${to}`;
  return (
    `${what}, so ${stackFile} stays as it is: the next update goes on from there. Look: duotone status --stack ${stack}. ` +
    `Finish: duotone promote ${to} --stack ${stack}, or pulumi up --stack ${stack}.`
  );
}

async function reportOf(
  context: CommandContext,
  session: Session,
  { action, stack, from, to, names }: MovePlan,
  { ticket, queued, value }: TurnTaken<ChangedStack>,
): Promise<MoveReport> {
  const { preview, update, result } = value;
  const record = await lastOutcome(context, session);
  return {
    action,
    stack,
    stackFile: session.stackFile,
    from,
    to,
    names: Object.values(names).flat().length,
    namesOn: record?.namesOn ?? Object.fromEntries(Object.keys(names).map((zoneId) => [zoneId, to])),
    batches: result.switchLines.filter((line) => BATCH_LINE.test(line)).length,
    ledger: record?.ledger,
    ticket,
    took: [
      ["queue", queued],
      ["preview", preview],
      ["update", update],
    ],
  };
}

/** What the ledger says at its end. The names have moved by now: what cannot be read is said, and fails nothing. */
async function lastOutcome(
  context: CommandContext,
  session: Session,
): Promise<Pick<MoveReport, "namesOn" | "ledger"> | undefined> {
  try {
    const of = await session.releaseSwitch();
    if (of === undefined) {
      return undefined;
    }
    const ledger = session.ledger(of);
    try {
      const head = await ledger.head(within(context, LOOK_SECONDS, "Reading the ledger"));
      const body = head?.entry.record.body;
      if (head === undefined || body?.kind !== "outcome") {
        return undefined;
      }
      const { record, hash } = head.entry;
      return { namesOn: body.namesOn, ledger: { sequence: record.sequence, hash, result: body.result } };
    } finally {
      ledger.close();
    }
  } catch (error) {
    context.terminal.note(`The ledger's last record could not be read: ${errorText(error)}`);
    return undefined;
  }
}
