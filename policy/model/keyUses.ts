import { isGiven } from "./given";
import { type Leaf, leavesAt } from "./references";
import type { Node } from "./resource";
import { type PlainObject, UNKNOWN, type Value } from "./value";

/** A place where a resource names a KMS key. */
export interface KeyUse extends Leaf {
  /** The property of the resource that it is in. */
  readonly property: string;
}

/** Names of properties that hold a key, at any depth: `kmsKeyId`, `s3KmsKeyArn`, `kmsMasterKeyId`, `encryptionKey.id`. */
const KEY_NAME = /kms.*(?:key|arn|id)|masterKey|encryptionKey/i;

/** Names that look so and hold none: the kind of a key, a flag, a time, an account of KMS's own. */
const NO_KEY = /(?:spec|enabled|seconds|period|usage|type|kmsKeyStatus|encryptionContext)$/i;

/** Types whose only keys are in these properties; others of theirs name the resource itself, or say what kind of key it is. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  "aws:ebs/defaultKmsKey:DefaultKmsKey": ["keyArn"],
  "aws:kms/alias:Alias": ["targetKeyId"],
  "aws:kms/externalKey:ExternalKey": [],
  "aws:kms/grant:Grant": ["keyId"],
  "aws:kms/key:Key": [],
  "aws:kms/keyPolicy:KeyPolicy": ["keyId"],
  "aws:kms/replicaExternalKey:ReplicaExternalKey": ["primaryKeyArn"],
  "aws:kms/replicaKey:ReplicaKey": ["primaryKeyArn"],
};

/** Every place of a resource that names a KMS key. What the provider fills in is unknown at first, and left out then. */
export function keyUses(node: Node): readonly KeyUse[] {
  const others = OTHERS[node.type];
  return Object.entries(node.props).flatMap(([property, value]) => {
    // What the bridge notes down for itself names properties, and no keys.
    if (property.startsWith("__")) {
      return [];
    }
    const found =
      others === undefined
        ? keysIn(value, property, property)
        : others.includes(property)
          ? leavesAt(node.props, [property])
          : [];
    return found
      .filter(({ text }) => text !== undefined || isGiven(node, property))
      .map((leaf) => ({ ...leaf, property }));
  });
}

function keysIn(value: Value | undefined, name: string, at: string): readonly Leaf[] {
  if (Array.isArray(value)) {
    return (value as readonly Value[]).flatMap((item, index) => keysIn(item, name, `${at}[${index}]`));
  }
  if (typeof value === "object" && value !== null) {
    const inner = value as PlainObject;
    // A block about a key, as `encryptionKey: { id, type }`, names it by its id.
    const named = isKeyName(name) ? leavesAt(inner, ["id"]).map((leaf) => ({ ...leaf, at: `${at}.id` })) : [];
    return [...named, ...Object.entries(inner).flatMap(([key, item]) => keysIn(item, key, `${at}.${key}`))];
  }
  return isKeyName(name) && (value === UNKNOWN || typeof value === "string")
    ? leavesAt({ value }, ["value"]).map((leaf) => ({ ...leaf, at }))
    : [];
}

function isKeyName(name: string): boolean {
  return KEY_NAME.test(name) && !NO_KEY.test(name);
}
