import type { Command } from "commander";

/** What can be typed behind the words of one command. */
export interface CommandNode {
  /** The words so far, without the program's own: `queue add`; empty for the program itself. */
  readonly path: string;
  readonly children: readonly Word[];
  readonly options: readonly OptionWord[];

  /** Values that an argument may have, of all arguments that have a fixed list. */
  readonly choices: readonly string[];
}

export interface Word {
  readonly word: string;
  readonly description: string;
}

export interface OptionWord extends Word {
  /** What follows it. */
  readonly value: "nothing" | "text" | "folder";
}

/** Every command of a program, the program itself first. */
export function commandTree(command: Command, path = ""): readonly CommandNode[] {
  const help = command.createHelp();
  const children = help.visibleCommands(command);
  const node: CommandNode = {
    path,
    children: children.map((child) => ({ word: child.name(), description: firstLine(child.description()) })),
    options: help.visibleOptions(command).map(({ long, short, description, required, optional }) => {
      const takesValue = required || optional;
      const word = long ?? short ?? "";
      return { word, description, value: !takesValue ? "nothing" : word === "--cwd" ? "folder" : "text" };
    }),
    choices: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  };
  return [
    node,
    ...children
      .filter((child) => child.name() !== "help")
      .flatMap((child) => commandTree(child, path === "" ? child.name() : `${path} ${child.name()}`)),
  ];
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}
