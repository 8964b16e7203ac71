import { Command, InvalidArgumentError, Option } from "commander";

import { TICKET_ACTIONS, type TicketAction } from "../providers/queue/lane";
import { LONGEST_LEASE } from "../providers/queue/leases";
import { type CommandResult, type CommonOptions, runCommand, withCommonOptions } from "./commands/command";
import { promote, rollback, type TurnOptions } from "./commands/promote";
import { addToQueue, cancelInQueue, claimTurn, finishTurn, listQueue, moveInQueue } from "./commands/queue";
import { status } from "./commands/status";
import type { CommandContext, Surroundings } from "./context";
import { exitCodeHelp } from "./exitCodes";
import type { Session } from "./session";

/** Seconds that a command waits for its turn, where nobody says otherwise: an hour. */
const PATIENCE = "1h";

/** Seconds of a lease that a person claims: long enough for one `pulumi up`. */
const CLAIM_SECONDS = "30m";

/** A command's work, once its options are read. */
type Work = (context: CommandContext, session: Session) => Promise<CommandResult>;

/**
 * Every command of `duotone`, each with help and examples.
 *
 * @param ended Told what the program shall end with.
 */
export function duotoneProgram(surroundings: Surroundings, ended: (exitCode: number) => void): Command {
  const program = new Command("duotone")
    .description(
      "Releases in two colours: what runs where, deploy, promote, roll back, queue and ledger.\n" +
        "Everything it does can be done with `pulumi config set` and `pulumi up`, too; it says how.",
    )
    .showHelpAfterError("(--help shows what is allowed)");
  const run = async (name: string, options: CommonOptions, work: Work) => {
    ended(await runCommand(name, surroundings, options, work));
  };
  addReleaseCommands(program, run);
  addQueueCommands(program, run);
  program.addHelpText("after", `\n${exitCodeHelp()}`);
  return program;
}

type Run = (name: string, options: CommonOptions, work: Work) => Promise<void>;

function addReleaseCommands(program: Command, run: Run): void {
  leaf(
    program,
    "status",
    "Both colours side by side, what is in the way of a promotion, queue, last releases.",
    ["duotone status", "duotone status --json | jq .refusals"],
  ).action((options: CommonOptions) => run("status", options, status));

  withTurn(
    leaf(program, "promote [colour]", "Moves the public names to a colour, the idle one by default.", [
      "duotone promote",
      'duotone promote prod2 --reference CHG-1234 --reason "November release"',
      "duotone promote prod2 --yes --json --wait 2h",
    ]),
  ).action((color: string | undefined, options: CommonOptions & TurnOptions) =>
    run("promote", options, (context, session) => promote(context, session, color, options)),
  );

  withTurn(
    leaf(program, "rollback", "Moves the public names back to the colour that had them before.", [
      "duotone rollback",
      'duotone rollback --yes --reason "checkout answers 500"',
    ]),
  ).action((options: CommonOptions & TurnOptions) =>
    run("rollback", options, (context, session) => rollback(context, session, options)),
  );
}

function addQueueCommands(program: Command, run: Run): void {
  const queue = program.command("queue").description("Whose turn it is to change the stack.");

  leaf(queue, "list", "The queue, in the order of its turns.", ["duotone queue list"]).action(
    (options: CommonOptions) => run("queue list", options, listQueue),
  );
  leaf(queue, "add <action> <colour> [service=commit...]", `Adds a ticket: ${TICKET_ACTIONS.join(", ")}.`, [
    "duotone queue add promote prod2 --reference CHG-1234",
    "duotone queue add deploy prod2 core=9ab0d12e5f3c4b6a7d8e9f0a1b2c3d4e5f6a7b8c --supersede",
  ])
    .option("--supersede", "a deploy takes the place of waiting deploys of the same services")
    .action(
      (action: string, color: string, pairs: string[], options: CommonOptions & { supersede?: boolean }) =>
        run("queue add", options, (context, session) =>
          addToQueue(context, session, actionOf(action), color, pairs, options),
        ),
    );
  leaf(queue, "move <ticket> <place>", "Gives a waiting ticket another place; 1 is the head.", [
    "duotone queue move prod-42 1",
  ]).action((ticket: string, place: string, options: CommonOptions) =>
    run("queue move", options, (context, session) => moveInQueue(context, session, ticket, Number(place))),
  );
  leaf(queue, "cancel <ticket>", "Takes a waiting ticket out.", ["duotone queue cancel prod-42"]).action(
    (ticket: string, options: CommonOptions) =>
      run("queue cancel", options, (context, session) => cancelInQueue(context, session, ticket)),
  );
  leaf(queue, "claim <ticket>", "Waits for a ticket's turn and takes it, for a release with `pulumi up`.", [
    "duotone queue claim prod-42 --wait 10m",
    'eval "$(duotone queue claim prod-42 --json | jq -r \'.env | to_entries[] | "export \\(.key)=\\(.value)"\')"',
  ])
    .addOption(waitOption())
    .option(
      "--for <time>",
      `how long the turn lasts, at most ${LONGEST_LEASE} s`,
      secondsOf,
      secondsOf(CLAIM_SECONDS),
    )
    .action((ticket: string, options: CommonOptions & { wait: number; for: number }) =>
      run("queue claim", options, (context, session) =>
        claimTurn(context, session, ticket, { wait: options.wait, seconds: options.for }),
      ),
    );
  leaf(queue, "finish <token>", "Ends a turn that was claimed. Its ticket is done and goes.", [
    "duotone queue finish 17",
    "duotone queue finish 17 --keep",
  ])
    .option("--keep", "the ticket is not done: it keeps its place")
    .action((token: string, options: CommonOptions & { keep?: boolean }) =>
      run("queue finish", options, (context, session) =>
        finishTurn(context, session, Number(token), options),
      ),
    );
}

/** A command that does something, with the options that all have, and examples. */
function leaf(parent: Command, usage: string, description: string, examples: readonly string[]): Command {
  const command = parent.command(usage).description(description);
  command.addHelpText(
    "after",
    `\nExamples:\n${examples.map((example) => `  ${example}`).join("\n")}\n\n${exitCodeHelp()}`,
  );
  return withCommonOptions(command);
}

function withTurn(command: Command): Command {
  return command
    .addOption(waitOption())
    .option(
      "--ticket <id>",
      "a ticket of the queue that asks for this (default: one that does, or a new one)",
    );
}

function waitOption(): Option {
  return new Option(
    "--wait <time>",
    "how long to wait for the turn, for example 90s, 10m, 2h; 0 does not wait",
  )
    .default(secondsOf(PATIENCE), PATIENCE)
    .argParser(secondsOf);
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };

/** Seconds of a length of time such as `90s`, `10m` or `2h`. */
function secondsOf(text: string): number {
  const [, count, unit = "s"] = /^(\d{1,6})([smh]?)$/.exec(text) ?? [];
  const factor = UNITS[unit === "" ? "s" : unit];
  if (count === undefined || factor === undefined) {
    throw new InvalidArgumentError('A length of time is a number with "s", "m" or "h", for example 90s.');
  }
  return Number(count) * factor;
}

function actionOf(text: string): TicketAction {
  const action = TICKET_ACTIONS.find((known) => known === text);
  if (action === undefined) {
    throw new InvalidArgumentError(`"${text}" is none of ${TICKET_ACTIONS.join(", ")}.`);
  }
  return action;
}
