import type { TicketRequest } from "../../providers/queue/lane";
import type { CommandContext } from "../context";
import type { Session } from "../session";
import type { SwitchInStack } from "./switchInStack";
import { takeTurn, type Turn } from "./turn";

/** How a command waits for its turn. */
export interface TurnWish {
  /** A ticket that is in the queue already. */
  readonly ticketId?: string | undefined;

  /** Seconds to wait at most. */
  readonly patience: number;

  /** The colour of a move of the names that was cut off and is now finished or undone. @default - none is */
  readonly endsMoveTo?: string | undefined;
}

/** How the work under a turn ended, told by the work itself; what it says last counts. */
export interface Fate {
  /** Whether something is left to do that nobody should come before. */
  leftToDo: boolean;
}

export interface TurnTaken<T> {
  readonly value: T;

  /** What became of the ticket, in words. */
  readonly ticket: string;

  /** Milliseconds of waiting. */
  readonly queued: number;
}

/** Waits for a turn, does the work (which is told for how many milliseconds it was waited), and gives the turn back, whatever happens. */
export async function inTurn<T>(
  context: CommandContext,
  session: Session,
  of: SwitchInStack,
  wish: TurnWish & { readonly request: Pick<TicketRequest, "action" | "color" | "commits" | "supersede"> },
  work: (turn: Turn, fate: Fate, queued: number) => Promise<T>,
): Promise<TurnTaken<T>> {
  const { clock, progress, person, signal, terminal, reason, reference } = context;
  const queue = session.queue(of);
  const started = clock.now();
  try {
    const turn = await progress.phase("Queue", (phase) =>
      takeTurn(
        queue,
        {
          request: {
            ...wish.request,
            requestedBy: person.name,
            ...(reason !== undefined && { reason }),
            ...(reference !== undefined && { reference }),
          },
          ticketId: wish.ticketId,
          endsMoveTo: wish.endsMoveTo,
          patience: wish.patience,
          holder: person.holder,
          clock,
          phase,
        },
        signal,
      ),
    );
    const queued = clock.now() - started;
    const fate = { leftToDo: false };
    let value: T;
    try {
      value = await work(turn, fate, queued);
    } catch (error) {
      terminal.note(`Ticket ${await turn.giveBack({ done: false, ...fate })}.`);
      throw error;
    }
    return { value, queued, ticket: await turn.giveBack({ done: true, leftToDo: false }) };
  } finally {
    queue.close();
  }
}
