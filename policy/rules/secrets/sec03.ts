import { asGiven } from "../../model/given";
import type { Node } from "../../model/resource";
import { holdingOf, secretsOf } from "../../model/secretHolders";
import { readUserData } from "../../model/userData";
import { USER_DATA_TYPES, type UserDataReading, userDataIn } from "../../model/userDataOf";
import { stackOf } from "../../settings/settings";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

/**
 * User data is made of nothing that is a secret. What it says is CMP-04's; this is about where it comes from.
 *
 * Known user data must not hold the value of a secret of this stack. User data that is not known yet is judged by its
 * edges, which name every resource whose outputs are in it: where none of them has a secret among its outputs, it holds
 * none but what the program itself writes there, and that CMP-04 reads in the update, before an instance starts. A secret
 * of Secrets Manager, whose ARN instances are told, is such a resource: its value is another one's. In production
 * anything else is unproven: a source that may hold a secret, and no source at all, which is a value from outside.
 */
export const sec03: StackRule = {
  id: "SEC-03",
  scope: "stack",
  evaluate: (context: StackContext): readonly StackFinding[] => {
    const secrets = context.model.nodes.flatMap((holder) =>
      secretsOf(holder).map((value) => ({ value, name: holder.name })),
    );
    return context.model
      .ofType(...USER_DATA_TYPES)
      .flatMap((node) =>
        userDataIn(asGiven(node)).flatMap((userData) =>
          userData.reading.is === "known"
            ? known(node, userData.path, userData.reading.text, secrets)
            : unknown(node, userData, context),
        ),
      );
  },
};

interface Secret {
  readonly value: string;

  /** Of the resource that holds it. */
  readonly name: string;
}

function known(
  node: Node,
  path: string,
  userData: string,
  secrets: readonly Secret[],
): readonly StackFinding[] {
  const { parts } = readUserData(userData);
  return secrets
    .filter(({ value }) => parts.some(({ text }) => text.includes(value)))
    .map(({ name }) => badNode(node, `${path} holds the value of the secret ${name}.`));
}

function unknown(
  node: Node,
  { path, property }: UserDataReading,
  { model, settings }: StackContext,
): readonly StackFinding[] {
  const sources = model.sources(node, property);
  const holders = sources.filter((source) => holdingOf(source) === "secret");
  const doubtful = sources.filter((source) => holdingOf(source) === "perhaps");
  const isScratch = stackOf(settings).environment === "staging";
  return [
    ...holders.map(({ name }) => badNode(node, `${path} is made of the secret ${name}.`)),
    ...(isScratch
      ? []
      : doubtful.map(({ name }) =>
          undeterminedNode(
            node,
            `${path} is not known yet, and ${name}, which it comes from, may hold a secret.`,
          ),
        )),
    ...(isScratch || sources.length > 0
      ? []
      : [
          undeterminedNode(
            node,
            `${path} is not known yet, and nothing of this stack tells what it is made of.`,
          ),
        ]),
  ];
}
