/** A statement of a policy document as JSON, of the kinds that our roles have. */
export interface WrittenStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A call as IAM judges it. */
export interface Call {
  readonly action: string;
  readonly resource: string;

  /** Condition keys that the call has; one with several values as a list. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

function like(pattern: string, text: string): boolean {
  const literal = pattern.replace(/[.$^+(){}[\]|\\]/g, "\\$&");
  return new RegExp(`^${literal.replace(/\*/g, ".*").replace(/\?/g, ".")}$`).test(text);
}

const among = (patterns: string | readonly string[], text: string) =>
  [patterns].flat().some((pattern) => like(pattern, text));

/** By operator; a key that the call does not have matches only `Null`. */
const OPERATORS: Readonly<Record<string, (wanted: string, found: readonly string[]) => boolean>> = {
  Bool: (wanted, [found]) => found === wanted,
  StringEquals: (wanted, [found]) => found === wanted,
  Null: (wanted, found) => (found.length === 0) === (wanted === "true"),
  "ForAnyValue:StringLike": (wanted, found) => found.some((value) => like(wanted, value)),
};

function holds(statement: WrittenStatement, { context = {} }: Call): boolean {
  return Object.entries(statement.Condition ?? {}).every(([name, keys]) => {
    const operator = OPERATORS[name];
    if (operator === undefined) {
      throw new Error(`Teach this test the condition operator ${name}.`);
    }
    return Object.entries(keys).every(([key, wanted]) => operator(wanted, [context[key] ?? []].flat()));
  });
}

function applies(statement: WrittenStatement, call: Call): boolean {
  const { Action: actions, NotAction: others, Resource: resources } = statement;
  return (
    (actions === undefined || among(actions, call.action)) &&
    (others === undefined || !among(others, call.action)) &&
    among(resources, call.resource) &&
    holds(statement, call)
  );
}

/** What the statements decide about a call, by IAM's order: a denial first, then what is allowed, else nothing. */
export function decide(statements: readonly WrittenStatement[], call: Call): "denied" | "allowed" | "silent" {
  const effects = statements.filter((statement) => applies(statement, call)).map(({ Effect }) => Effect);
  if (effects.includes("Deny")) {
    return "denied";
  }
  return effects.includes("Allow") ? "allowed" : "silent";
}
