import type { CommandNode } from "./commandTree";

/** Completion for bash. */
export function bashScript(program: string, nodes: readonly CommandNode[]): string {
  const options = nodes.flatMap(({ options: own }) => own);
  const withText = distinct(options.filter(({ value }) => value === "text").map(({ word }) => word));
  const withFolder = distinct(options.filter(({ value }) => value === "folder").map(({ word }) => word));
  const paths = nodes.filter(({ path }) => path !== "").map(({ path }) => `"${path}"`);
  const cases = nodes.map(({ path, children, options: own, choices }) => {
    const words = [...children, ...own].map(({ word }) => word);
    return `    "${path}") words="${[...words, ...choices].join(" ")}" ;;`;
  });
  return `# Completion of ${program} for bash; written by \`${program} completion bash\`.
_${program}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" path="" words="" word index skip=""
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    if [[ -n "$skip" ]]; then
      skip=""
      continue
    fi
    case "$word" in
      ${[...withText, ...withFolder].join("|")}) skip=1 ;;
      -*) ;;
      *)
        case "\${path:+$path }$word" in
          ${paths.join("|")}) path="\${path:+$path }$word" ;;
        esac
        ;;
    esac
  done
  case "$previous" in
    ${withFolder.join("|")}) mapfile -t COMPREPLY < <(compgen -d -- "$current"); return ;;
    ${withText.join("|")}) COMPREPLY=(); return ;;
  esac
  case "$path" in
${cases.join("\n")}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -F _${program} ${program}`;
}

function distinct(words: readonly string[]): readonly string[] {
  return [...new Set(words)];
}
