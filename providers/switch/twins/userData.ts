import type { Tree, TreeRecord } from "./tree";

/**
 * The lines of a launch template's user data by their number; a line of JSON by its fields, so that a difference in one
 * of them can be told. Order counts everywhere.
 *
 * @param userData In base64. What is no text stays in base64, and is then different wherever a commit is in it.
 */
export function userDataTree(userData: string): TreeRecord {
  const text = decoded(userData);
  return Object.fromEntries(text.split("\n").map((line, index) => [`line ${index + 1}`, lineTree(line)]));
}

function decoded(base64: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(base64, "base64"));
  } catch {
    return base64;
  }
}

function lineTree(line: string): Tree {
  if (!line.startsWith("{")) {
    return line;
  }
  try {
    return ordered(JSON.parse(line) as Tree);
  } catch {
    return line;
  }
}

/** Lists as records by place: what reads the file may mind the order. */
function ordered(tree: Tree): Tree {
  if (typeof tree !== "object" || tree === null) {
    return tree;
  }
  const entries = Object.entries(tree).map(([key, child]: [string, Tree]) => [key, ordered(child)] as const);
  return entries.length === 0 ? JSON.stringify(tree) : Object.fromEntries(entries);
}
