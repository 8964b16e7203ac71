import type { CommandNode, OptionWord, Word } from "./commandTree";

/** Completion for zsh. */
export function zshScript(program: string, nodes: readonly CommandNode[]): string {
  const name = (path: string) => `_${[program, ...path.split(" ").filter((word) => word !== "")].join("_")}`;
  const functions = nodes.map((node) => {
    const options = node.options.map((option) => `    ${optionSpec(option)} \\`);
    const rest =
      node.children.length > 0
        ? [
            "    '1: :->command' \\",
            "    '*:: :->rest' && return",
            "  case $state in",
            `    command) _values command ${node.children.map(valueSpec).join(" ")} ;;`,
            "    rest)",
            "      case $words[1] in",
            ...nodes
              .filter(({ path }) => isChild(path, node.path))
              .map(({ path }) => `        ${path.split(" ").at(-1) ?? ""}) ${name(path)} ;;`),
            "      esac",
            "      ;;",
            "  esac",
          ]
        : [`    '*: :${node.choices.length === 0 ? " " : `(${node.choices.join(" ")})`}'`];
    return [
      `${name(node.path)}() {`,
      "  local state line",
      "  typeset -A opt_args",
      "  _arguments -C \\",
      ...options,
      ...rest,
      "}",
    ].join("\n");
  });
  return [
    `#compdef ${program}`,
    `# Completion of ${program} for zsh; written by \`${program} completion zsh\`.`,
    ...functions,
    // As a file of the function path it is run when it is first asked for; sourced, it registers itself.
    `if [ "$funcstack[1]" = "_${program}" ]; then\n  _${program} "$@"\nelse\n  compdef _${program} ${program}\nfi`,
  ].join("\n\n");
}

function isChild(path: string, parent: string): boolean {
  const words = path.split(" ");
  return path !== "" && words.slice(0, -1).join(" ") === parent;
}

function optionSpec({ word, description, value }: OptionWord): string {
  const action = { nothing: "", text: ":value: ", folder: ":folder:_files -/" }[value];
  return `'${word}[${escaped(description)}]${action}'`;
}

function valueSpec({ word, description }: Word): string {
  return `'${word}[${escaped(description)}]'`;
}

/** Brackets and colons have a meaning of their own in a spec, and the whole is quoted. */
function escaped(text: string): string {
  return text.replaceAll(/[[\]:\\]/g, "\\$&").replaceAll("'", "'\\''");
}
