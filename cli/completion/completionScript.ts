import type { Command } from "commander";

import { commandTree } from "./commandTree";
import { bashScript } from "./bash";
import { fishScript } from "./fish";
import { zshScript } from "./zsh";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

const WRITERS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** A script for a shell that completes every command, option and fixed value of a program. */
export function completionScript(program: Command, shell: Shell): string {
  return WRITERS[shell](program.name(), commandTree(program));
}
