import type { Node } from "../../model/resource";
import { secretsInData } from "../../model/secretsInData";
import { type Leaf, leavesIn } from "../../model/strings";
import { UNKNOWN } from "../../model/value";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

const STACK = "pulumi:pulumi:Stack";

/** Names of outputs that are secrets, and not names, ARNs or files of secrets. */
const SECRET_NAME =
  /(?:passw(?:or)?d|passphrase|secret|token|credential|(?:api|access|auth|encryption|private|signing)_?key)s?$/i;

/** What stands for a secret, so that whoever may read it can find it. */
const REFERENCE = /^(?:$|arn:|\/|\[secret\]$)/;

/** A stack's outputs tell nobody a secret: whoever may read the state reads them, and other stacks copy them. */
export const sec04: StackRule = {
  id: "SEC-04",
  scope: "stack",
  evaluate: ({ model }: StackContext): readonly StackFinding[] =>
    model.ofType(STACK).flatMap((node) => leavesIn(node.props).flatMap((leaf) => judged(node, leaf))),
};

function judged(node: Node, { path, name, value }: Leaf): readonly StackFinding[] {
  if (SECRET_NAME.test(name) && (value === UNKNOWN || !REFERENCE.test(value))) {
    return [badNode(node, `Output ${path} is called a secret.`)];
  }
  if (value === UNKNOWN) {
    return [];
  }
  const { secrets, unread } = secretsInData(value);
  return [
    ...secrets.map((found) => badNode(node, `Output ${path} holds ${found.kind} (${found.place}).`)),
    ...unread.map((why) => undeterminedNode(node, `output ${path} cannot be read (${why}).`)),
  ];
}
