import { Argument, Command, Option } from "commander";

import { TICKET_ACTIONS, type TicketAction } from "../providers/queue/lane";
import { LONGEST_LEASE } from "../providers/queue/leases";
import type { KnownHead } from "../providers/ledger/verify";
import { type CommandResult, type CommonOptions, runCommand } from "./commands/command";
import { deploy } from "./commands/deploy";
import { showAt, showLedger, verify } from "./commands/ledger";
import { checkPolicies, type PolicyCheckOptions } from "./commands/policyCheck";
import { migrate, type MigrateOptions } from "./commands/migrate";
import { preview, type PreviewOptions } from "./commands/preview";
import { promote, rollback, type TurnOptions } from "./commands/promote";
import { addToQueue, cancelInQueue, claimTurn, finishTurn, listQueue, moveInQueue } from "./commands/queue";
import { status } from "./commands/status";
import { completionScript, SHELLS, type Shell } from "./completion/completionScript";
import type { CommandContext, Surroundings } from "./context";
import { EXIT, exitCodeHelp } from "./exitCodes";
import { addImageCommands } from "./imageCommands";
import {
  countOf,
  headOf,
  leaf,
  momentOf,
  plainLeaf,
  secondsOf,
  waitOption,
  withPlainOptions,
  withTurn,
} from "./options";
import type { Session } from "./session";

/** How long a turn lasts that a person claims: long enough for one `pulumi up`. */
const CLAIMED_FOR = "30m";

/** How long a migration may take where nobody says. */
const MIGRATION_TIMEOUT = "1h";

/** Records that are shown where nobody says how many. */
const RECORDS_SHOWN = 20;

/** A command's work, once its options are read. */
type Work = (context: CommandContext, session: Session) => Promise<CommandResult>;
type Run = (name: string, options: CommonOptions, work: Work) => Promise<void>;

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
    .showHelpAfterError("(--help shows what is allowed)")
    // `duotone images` has options and commands below it: what follows such a command's name is that command's.
    .enablePositionalOptions();
  const run: Run = async (name, options, work) => {
    ended(await runCommand(name, surroundings, options, work));
  };
  addReleaseCommands(program, run);
  addQueueCommands(program, run);
  addLedgerCommands(program, run);
  addGateCommands(program, surroundings, ended);
  addImageCommands(program, surroundings, run, ended);
  addCompletion(program, (script) => {
    surroundings.terminal({ json: false, color: false }).print(script);
    ended(EXIT.done);
  });
  return program.addHelpText("after", `\n${exitCodeHelp()}`);
}

function addReleaseCommands(program: Command, run: Run): void {
  leaf(
    program,
    "status",
    "Both colours side by side, what is in the way of a promotion, queue, last releases.",
    ["duotone status", "duotone status --json | jq .refusals"],
  ).action((options: CommonOptions) => run("status", options, status));

  withTurn(
    leaf(
      program,
      "deploy <cluster> <service=commit...>",
      "Deploys commits to a cluster that is not live: the idle colour, or one that is no colour.",
      [
        "duotone deploy prod2 core=9ab0d12e5f3c4b6a7d8e9f0a1b2c3d4e5f6a7b8c",
        "duotone deploy staging core=9ab0d12e5f3c4b6a7d8e9f0a1b2c3d4e5f6a7b8c --stack staging --yes",
      ],
    ),
  )
    .option("--supersede", "a new ticket takes the place of waiting deploys of the same services")
    .action(
      (cluster: string, pairs: string[], options: CommonOptions & TurnOptions & { supersede?: boolean }) =>
        run("deploy", options, (context, session) => deploy(context, session, cluster, pairs, options)),
    );

  leaf(
    program,
    "migrate <service>",
    "Brings a service's database to a version of its schema, by one command on an instance of the idle colour.",
    [
      "duotone migrate core --to 42",
      'duotone migrate core --to 43 --cluster prod2 --reference CHG-1234 --reason "contract"',
      "duotone migrate core --to 42 --stack staging --yes --json",
    ],
  )
    .requiredOption("--to <version>", "the version that its database's schema shall have", countOf)
    .option(
      "--cluster <name>",
      "on an instance of this cluster (default: the idle colour, or the only cluster)",
    )
    .addOption(
      new Option("--timeout <time>", "how long it may take, for example 90s, 10m, 2h")
        .default(secondsOf(MIGRATION_TIMEOUT), MIGRATION_TIMEOUT)
        .argParser(secondsOf),
    )
    .action((service: string, options: CommonOptions & MigrateOptions) =>
      run("migrate", options, (context, session) => migrate(context, session, service, options)),
    );

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
  leaf(queue, "add", "Adds a ticket at the end.", [
    "duotone queue add promote prod2 --reference CHG-1234",
    "duotone queue add deploy prod2 core=9ab0d12e5f3c4b6a7d8e9f0a1b2c3d4e5f6a7b8c --supersede",
  ])
    .addArgument(new Argument("<action>", "what it asks for").choices(TICKET_ACTIONS))
    .argument("<cluster>", "the colour that names shall move to, or the cluster that is deployed to")
    .argument("[service=commit...]", "of a deploy")
    .option("--supersede", "a deploy takes the place of waiting deploys of the same services")
    .action(
      (
        action: TicketAction,
        color: string,
        pairs: string[],
        options: CommonOptions & { supersede?: boolean },
      ) =>
        run("queue add", options, (context, session) =>
          addToQueue(context, session, action, color, pairs, options),
        ),
    );
  leaf(queue, "move", "Gives a waiting ticket another place.", ["duotone queue move prod-42 1"])
    .argument("<ticket>", "for example prod-42")
    .argument("<place>", "1 is the head", countOf)
    .action((ticket: string, place: number, options: CommonOptions) =>
      run("queue move", options, (context, session) => moveInQueue(context, session, ticket, place)),
    );
  leaf(queue, "cancel <ticket>", "Takes a waiting ticket out.", ["duotone queue cancel prod-42"]).action(
    (ticket: string, options: CommonOptions) =>
      run("queue cancel", options, (context, session) => cancelInQueue(context, session, ticket)),
  );
  leaf(
    queue,
    "claim <ticket>",
    "Waits for a ticket's turn and takes it, for a release with `pulumi up` alone.",
    ["duotone queue claim prod-42 --wait 10m", "duotone queue claim prod-42 --json | jq .env"],
  )
    .addOption(waitOption())
    .option(
      "--for <time>",
      `how long the turn lasts, at most ${LONGEST_LEASE} s`,
      secondsOf,
      secondsOf(CLAIMED_FOR),
    )
    .action((ticket: string, options: CommonOptions & { wait: number; for: number }) =>
      run("queue claim", options, (context, session) =>
        claimTurn(context, session, ticket, { wait: options.wait, seconds: options.for }),
      ),
    );
  leaf(queue, "finish", "Ends a turn that was claimed. Its ticket is done and goes.", [
    "duotone queue finish 17",
    "duotone queue finish 17 --keep",
  ])
    .argument("<token>", "the fencing token that `queue claim` gave", countOf)
    .option("--keep", "the ticket is not done: it keeps its place")
    .action((token: number, options: CommonOptions & { keep?: boolean }) =>
      run("queue finish", options, (context, session) => finishTurn(context, session, token, options)),
    );
}

function addLedgerCommands(program: Command, run: Run): void {
  const ledger = program
    .command("ledger")
    .description("Who released what, and when: numbered, signed records that nobody can change.");

  leaf(ledger, "show", "The newest records, or one with everything that is in it.", [
    "duotone ledger show",
    "duotone ledger show 12",
    "duotone ledger show --last 1000 --json > ledger.json",
  ])
    .argument("[number]", "of one record", countOf)
    .option("--last <count>", "so many of the newest", countOf, RECORDS_SHOWN)
    .action((number: number | undefined, options: CommonOptions & { last: number }) =>
      run("ledger show", options, (context, session) => showLedger(context, session, number, options)),
    );
  leaf(ledger, "verify", "Finds whatever was changed, removed, reordered or forked; reads every record.", [
    "duotone ledger verify",
    `duotone ledger verify --head 12:${"5e".repeat(32)}`,
  ])
    .option("--head <number:hash>", "a record that somebody remembers, as notices tell it", headOf)
    .action((options: CommonOptions & { head?: KnownHead }) =>
      run("ledger verify", options, (context, session) => verify(context, session, options)),
    );
  leaf(ledger, "at", "What the public names reached at a moment.", [
    "duotone ledger at 2026-11-21",
    "duotone ledger at 2026-11-21T14:05+01:00 --json",
  ])
    .argument(
      "<date>",
      "a day, whose beginning counts, or a moment; in UTC unless it says otherwise",
      momentOf,
    )
    .action((date: Date, options: CommonOptions) =>
      run("ledger at", options, (context, session) => showAt(context, session, date)),
    );
}

function addGateCommands(
  program: Command,
  surroundings: Surroundings,
  ended: (exitCode: number) => void,
): void {
  plainLeaf(
    program,
    "preview",
    "What a change would do, stack by stack, and whether the rules of its base let it pass. Changes nothing.",
    [
      "duotone preview",
      "duotone preview --stack prod --base main",
      "duotone preview --all --json > preview.json",
      "duotone preview --from preview.json --comment --pull-request 42",
    ],
  )
    .option("--stack <name...>", "only these stacks (default: those that the change touches)")
    .option("--all", "every stack that has a file")
    .option("--list", "only says which stacks those are")
    .option("--files", "only looks for secrets in the files of the tree")
    .option("--base <ref>", "where the change began (default: origin/main, or else main)")
    .addOption(
      new Option("--pack-from <where>", "whose rules, exemptions and inventory count")
        .choices(["base", "worktree"])
        .default("base"),
    )
    .option(
      "--project <folder>",
      "another checkout that is judged, under the rules of this program's own tree",
    )
    .option("--cwd <folder>", "folder of the project (default: the current one)")
    .option("--from <file...>", "JSON documents of earlier runs, instead of a run")
    .option("--comment", "writes the pull request's comment, or writes over it")
    .option("--pull-request <number>", "which one (default: as GITHUB_REF says)", countOf)
    .option("--json", "one JSON document on stdout, everything else on stderr")
    .option("--no-color", "no colours")
    .action(async (options: PreviewOptions) => {
      ended(await preview(surroundings, options));
    });
  const policy = program.command("policy").description("The rules that previews are judged by.");
  const check = plainLeaf(
    policy,
    "check",
    "All stacks together, as they are deployed, under all rules: what no stack shows alone. Changes nothing.",
    ["duotone policy check", "duotone policy check org.json staging.json prod.json --json"],
  );
  withPlainOptions(check)
    .argument("[export...]", "files that `pulumi stack export` wrote (default: the stacks are asked)")
    .action(async (exports: string[], options: PolicyCheckOptions) => {
      ended(await checkPolicies(surroundings, exports, options));
    });
}

function addCompletion(program: Command, print: (script: string) => void): void {
  plainLeaf(program, "completion", "Prints a script that completes commands and options.", [
    "duotone completion bash > ~/.local/share/bash-completion/completions/duotone",
    'duotone completion zsh > "${fpath[1]}/_duotone"',
    "duotone completion fish > ~/.config/fish/completions/duotone.fish",
  ])
    .addArgument(new Argument("<shell>").choices(SHELLS))
    .action((shell: Shell) => {
      print(completionScript(program, shell));
    });
}
