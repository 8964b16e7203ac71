import { UserError } from "../userError";

/**
 * Does several things at once. When one fails, the others are told to stop through the controller's signal, and are
 * waited for, so that none goes on behind the caller's back.
 *
 * @throws UserError with every user's mistake among the failures; else the first failure.
 */
export async function together<Results extends readonly unknown[]>(
  controller: AbortController,
  tasks: { readonly [Index in keyof Results]: () => Promise<Results[Index]> },
): Promise<Results> {
  const failures: unknown[] = [];
  const results = await Promise.all(
    tasks.map(async (task: () => Promise<unknown>) => {
      try {
        return await task();
      } catch (error) {
        // What ends because of the signal is a consequence, not a reason.
        if (!controller.signal.aborted || error instanceof UserError) {
          failures.push(error);
        }
        controller.abort();
        return undefined;
      }
    }),
  );
  if (failures.length > 0) {
    const mistakes = failures.filter((failure) => failure instanceof UserError);
    throw mistakes.length === failures.length
      ? new UserError([...new Set(mistakes.map(({ message }) => message))].join("\n\n"))
      : failures.find((failure) => !(failure instanceof UserError));
  }
  controller.signal.throwIfAborted();
  return results as unknown as Results;
}

/** Lets at most so many tasks run at once; the others wait in the order in which they came. */
export class Slots {
  private readonly waiting: (() => void)[] = [];

  /** @param free At least 1. */
  public constructor(private free: number) {}

  public async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.free > 0) {
      this.free--;
    } else {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    try {
      return await task();
    } finally {
      // The slot goes straight to the next in line, so that nobody who comes just now overtakes it.
      const next = this.waiting.shift();
      if (next === undefined) {
        this.free++;
      } else {
        next();
      }
    }
  }
}
