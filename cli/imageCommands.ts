import path from "node:path";

import type { Command } from "commander";

import type { CommandResult, CommonOptions } from "./commands/command";
import { imageHistory } from "./commands/imageHistory";
import { images } from "./commands/images";
import { deprecateImage, type NamedImage, revokeImage, showImage } from "./commands/imageStates";
import { verifyImages } from "./commands/imageVerify";
import type { CommandContext, Surroundings } from "./context";
import { addImageCareCommands } from "./imageCareCommands";
import { readStackReleases } from "./images/stackReleases";
import { leaf, momentOf } from "./options";
import type { Session } from "./session";

type Run = (
  name: string,
  options: CommonOptions,
  work: (context: CommandContext, session: Session) => Promise<CommandResult>,
) => Promise<void>;

/** What `duotone images` can do, each command with help and examples. */
export function addImageCommands(
  program: Command,
  surroundings: Surroundings,
  run: Run,
  ended: (exitCode: number) => void,
): void {
  const command = leaf(
    program,
    "images [service]",
    "Images in the catalogue: of one service all, otherwise those that run and the newest.",
    ["duotone images", "duotone images core --json", "duotone images base"],
  ).enablePositionalOptions();
  command.action((service: string | undefined, options: CommonOptions) =>
    run("images", options, (context, session) => images(context, session, service)),
  );

  const stacksOf = (options: CommonOptions) => () => {
    const root = path.resolve(surroundings.cwd, options.cwd ?? ".");
    return readStackReleases(root, (stack) => surroundings.openSession({ cwd: root, stack }));
  };
  const ofImage = (
    name: "show" | "revoke" | "deprecate",
    description: string,
    examples: readonly string[],
    work: (context: CommandContext, session: Session, image: NamedImage) => Promise<CommandResult>,
  ) =>
    leaf(command, name, description, examples)
      .argument("<service>", 'a service, or "base"')
      .argument("<commit>", "a commit or its first digits, or a version of the base image")
      .action((service: string, what: string, options: CommonOptions) =>
        run(`images ${name}`, options, (context, session) =>
          work(context, session, { service, what, readStacks: stacksOf(options) }),
        ),
      );

  ofImage(
    "show",
    "Everything about one image: states, base, copies, manifest, and where it runs.",
    ["duotone images show core dcb98e4", "duotone images show base 2026-11-01 --json"],
    showImage,
  );
  ofImage(
    "revoke",
    "Lets nothing run an image any more, for ever: neither it nor, of a base image, what was made of it.",
    [
      'duotone images revoke core dcb98e4 --reason "logs card numbers"',
      'duotone images revoke base 2026-11-01 --reason "CVE-2026-1234 in openssl" --yes',
    ],
    revokeImage,
  );
  ofImage(
    "deprecate",
    "Lets previews warn of an image, which may run on.",
    ['duotone images deprecate core dcb98e4 --reason "slow"'],
    deprecateImage,
  );
  leaf(command, "history", "What of a service the public names reached, and when, as the ledger has it.", [
    "duotone images history core",
    "duotone images history core --at 2026-11-21T14:05Z",
  ])
    .argument("<service>", "a service, also one that is gone")
    .option("--at <date>", "what they reached at a moment, and what state its image had then", momentOf)
    .action((service: string, options: CommonOptions & { at?: Date }) =>
      run("images history", options, (context, session) =>
        imageHistory(context, session, service, options.at),
      ),
    );
  leaf(
    command,
    "verify",
    "Compares the catalogue with EC2: missing, strange or unencrypted images, names taken twice, strangers who may start one.",
    ["duotone images verify", "duotone images verify --json | jq .findings"],
  ).action((options: CommonOptions) =>
    run("images verify", options, (context, session) => verifyImages(context, session, stacksOf(options))),
  );
  addImageCareCommands(command, surroundings, ended);
}
