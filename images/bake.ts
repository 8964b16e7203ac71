import { constants } from "node:os";

import { Command, Option } from "commander";

import { ImageError } from "../components/images/imageError";
import { bakeImage } from "./bakeImage";
import { type BakeRequest, type GivenOptions, OPTION_RULES, readBakeRequest } from "./bakeRequest";

const SUMMARIES: Readonly<Record<BakeRequest["kind"], string>> = {
  service: "gives the image of a service at a commit, and bakes it unless the catalogue knows it",
  base: "gives a version of the base image, and bakes it from the current Amazon Linux 2023 unless the catalogue knows it",
};

/** The first of these ends the bake. Packer then removes its build instance, which takes a minute. */
const ENDING_SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

/** Prints the result as one line of JSON on standard output; everything else goes to standard error. */
async function main(): Promise<void> {
  // The SDK's version is pinned: its notice about later ones would be in the log of every bake.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const program = new Command("bake").description("Bakes machine images, each once.");
  for (const kind of ["service", "base"] as const) {
    const command = program.command(kind).description(SUMMARIES[kind]);
    for (const { flags, description, allowed, env } of OPTION_RULES[kind]) {
      const option = new Option(flags, `${description}: ${allowed}`);
      command.addOption(env === undefined ? option : option.env(env));
    }
    command.action((options: GivenOptions) => bakeAndPrint(kind, options));
  }
  await program.parseAsync();
}

async function bakeAndPrint(kind: BakeRequest["kind"], options: GivenOptions): Promise<void> {
  const controller = new AbortController();
  let ending: NodeJS.Signals | undefined;
  for (const signal of ENDING_SIGNALS) {
    process.on(signal, () => {
      ending ??= signal;
      controller.abort();
    });
  }
  try {
    const result = await bakeImage(readBakeRequest(kind, options), {
      env: process.env,
      report: complain,
      signal: controller.signal,
    });
    process.stdout.write(`${JSON.stringify(result)}\n`);
  } catch (cause) {
    if (ending === undefined) {
      throw cause;
    }
    complain(`ended by ${ending}; nothing was registered`);
  }
  if (ending !== undefined) {
    process.exitCode = 128 + constants.signals[ending];
  }
}

function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}

if (require.main === module) {
  main().catch((cause: unknown) => {
    // A stack trace is for our mistakes, not for the user's.
    complain(
      cause instanceof ImageError
        ? cause.message
        : cause instanceof Error
          ? (cause.stack ?? cause.message)
          : String(cause),
    );
    process.exitCode = 1;
  });
}
