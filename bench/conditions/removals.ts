import ts from "typescript";

/** A condition that is taken out of a source. */
export interface Removal {
  /** Line in the source, from 1. */
  readonly line: number;

  /** What it was and what it is, cut to one line. */
  readonly what: string;

  /** The whole source without it. */
  readonly text: string;
}

/** Characters of a condition that are shown. */
const LONGEST = 90;

/**
 * Every condition of a source, taken out one at a time: a guard (`if`, `?:`) that always holds or never does, one side of
 * `&&` and `||` without the other, a list without its filter.
 */
export function removalsOf(text: string): readonly Removal[] {
  const source = ts.createSourceFile("source.ts", text, ts.ScriptTarget.ES2022, true);
  const removals: Removal[] = [];
  const replace = (node: ts.Node, replacement: string) => {
    const start = node.getStart(source);
    removals.push({
      line: source.getLineAndCharacterOfPosition(start).line + 1,
      what: `${inOneLine(node.getText(source))} -> ${inOneLine(replacement)}`,
      text: `${text.slice(0, start)}${replacement}${text.slice(node.getEnd())}`,
    });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isIfStatement(node) || ts.isConditionalExpression(node)) {
      const condition = ts.isIfStatement(node) ? node.expression : node.condition;
      replace(condition, "true");
      replace(condition, "false");
    } else if (ts.isBinaryExpression(node) && isJunction(node.operatorToken.kind)) {
      replace(node, `(${node.left.getText(source)})`);
      replace(node, `(${node.right.getText(source)})`);
    } else if (isFilter(node)) {
      replace(node, node.expression.expression.getText(source));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return removals;
}

function isJunction(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken;
}

function isFilter(
  node: ts.Node,
): node is ts.CallExpression & { readonly expression: ts.PropertyAccessExpression } {
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    node.expression.name.text === "filter"
  );
}

function inOneLine(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
