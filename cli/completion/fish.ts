import type { CommandNode } from "./commandTree";

/** Completion for fish. */
export function fishScript(program: string, nodes: readonly CommandNode[]): string {
  const paths = nodes.filter(({ path }) => path !== "").map(({ path }) => path);
  const valued = nodes
    .flatMap(({ options }) => options)
    .filter(({ value }) => value !== "nothing")
    .map(({ word }) => word);
  const lines = nodes.flatMap(({ path, children, options, choices }) => {
    const when = `-n '__${program}_at ${quoted(path)}'`;
    return [
      ...children.map(
        ({ word, description }) => `complete -c ${program} ${when} -f -a ${word} -d ${quoted(description)}`,
      ),
      ...options.map(({ word, description, value }) => {
        const long = word.startsWith("--") ? `-l ${word.slice(2)}` : `-s ${word.slice(1)}`;
        const takes = { nothing: "", text: " -x", folder: " -x -a '(__fish_complete_directories)'" }[value];
        return `complete -c ${program} ${when} ${long}${takes} -d ${quoted(description)}`;
      }),
      ...choices.map((choice) => `complete -c ${program} ${when} -f -a ${choice}`),
    ];
  });
  return `# Completion of ${program} for fish; written by \`${program} completion fish\`.
function __${program}_at
  set -l paths ${paths.map(quoted).join(" ")}
  set -l path
  set -l skip 0
  for word in (commandline -opc)[2..-1]
    if test $skip = 1
      set skip 0
      continue
    end
    switch $word
      case ${[...new Set(valued)].join(" ")}
        set skip 1
      case '-*'
      case '*'
        if contains -- (string join ' ' $path $word) $paths
          set path $path $word
        end
    end
  end
  set -l typed (string join ' ' $path)
  test "$typed" = "$argv[1]"
end
complete -c ${program} -f
${lines.join("\n")}`;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\$]/g, "\\$&")}"`;
}
