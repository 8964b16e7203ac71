import type { Node } from "./resource";
import type { StackModel } from "./stackModel";
import { readText, type Value } from "./value";

const KEYS = [
  "aws:kms/alias:Alias",
  "aws:kms/externalKey:ExternalKey",
  "aws:kms/key:Key",
  "aws:kms/replicaKey:ReplicaKey",
];

/** AWS's own keys, which no policy of ours protects: `alias/aws/ebs`, also as an ARN. */
const OF_AWS = /(?:^|:)alias\/aws\//;

/**
 * Whose key a property names. `none`: it is not set, or comes from outside this stack.
 *
 * @param property The node's own property that `props` is, or is in: its edges tell where an unknown key comes from.
 */
export function keyNamed(
  model: StackModel,
  node: Node,
  property: string,
  props: Value,
  name: string,
): "ours" | "of AWS" | "none" {
  const reading = readText(props, name);
  if (reading.is === "known" && reading.text !== "") {
    return OF_AWS.test(reading.text) ? "of AWS" : "ours";
  }
  return reading.is === "unknown" && model.sources(node, property, ...KEYS).length > 0 ? "ours" : "none";
}
