import { asGiven } from "../../model/given";
import { LAUNCH_TEMPLATE, type Machine, MACHINE_TYPES, machinesOf, SPOT_FLEET } from "../../model/machines";
import { regionOf } from "../../model/placement";
import type { Node } from "../../model/resource";
import { read, readFlag, readList, readText, UNKNOWN, type Value } from "../../model/value";
import { keyNamed } from "../../model/volumeKey";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

const VOLUME = "aws:ebs/volume:Volume";
const BY_DEFAULT = "aws:ebs/encryptionByDefault:EncryptionByDefault";
const DEFAULT_KEY = "aws:ebs/defaultKmsKey:DefaultKmsKey";

/**
 * Every disk is encrypted, and in accounts with personal or banking data with a key of our own: one that the disk names,
 * or the account's default key (https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html).
 */
export const cmp03: StackRule = {
  id: "CMP-03",
  scope: "stack",
  evaluate: (context: StackContext): readonly StackFinding[] => [
    ...context.model
      .ofType(...MACHINE_TYPES, VOLUME)
      .map((node) => asGiven(node))
      .flatMap((node) => disksOf(node).flatMap((disk) => judged(node, disk, context))),
    ...context.model.ofType(BY_DEFAULT).flatMap((node) => byDefault(node)),
  ],
};

/** A disk, or a part of the properties where disks should be and none can be seen. */
interface Disk {
  /** What stands before the names of its properties, for example `rootBlockDevice[0].`; or what cannot be seen. */
  readonly at: string;

  /** The resource's own property that it is in. */
  readonly property: string;

  /** Undefined where it is missing. */
  readonly props: Value | undefined;
}

function disksOf(node: Node): readonly Disk[] {
  return node.type === VOLUME
    ? [{ at: "", property: "kmsKeyId", props: node.props }]
    : machinesOf(node).flatMap((machine) =>
        node.type === LAUNCH_TEMPLATE ? ofTemplate(machine) : ofMachine(node, machine),
      );
}

/** A root disk that is not mentioned takes the image's settings, which say nothing of encryption. */
function ofMachine({ type }: Node, machine: Machine): readonly Disk[] {
  return [
    ...listed(machine, type === SPOT_FLEET ? "rootBlockDevices" : "rootBlockDevice", true),
    ...listed(machine, "ebsBlockDevices", false),
  ];
}

function ofTemplate(machine: Machine): readonly Disk[] {
  return listed(machine, "blockDeviceMappings", true).flatMap((mapping): readonly Disk[] => {
    if (mapping.props === undefined || mapping.props === UNKNOWN) {
      return [mapping];
    }
    const ebs = read(mapping.props, "ebs");
    switch (ebs.is) {
      case "known":
        return [{ ...mapping, at: `${mapping.at}ebs.`, props: ebs.value }];
      case "unknown":
        return [{ ...mapping, at: `${mapping.at}ebs`, props: UNKNOWN }];
      case "absent":
        return isNoDisk(mapping.props) ? [] : [{ ...mapping, at: `${mapping.at}ebs`, props: undefined }];
    }
  });
}

function listed({ at, props }: Machine, name: string, required: boolean): readonly Disk[] {
  const property = at === "" ? name : "launchSpecifications";
  const reading = readList(props, name);
  if (reading.is === "unknown") {
    return [{ at: `${at}${name}`, property, props: UNKNOWN }];
  }
  const items = reading.is === "known" ? reading.items : [];
  return items.length === 0 && required
    ? [{ at: `${at}${name}`, property, props: undefined }]
    : items.map((item, index) => ({ at: `${at}${name}[${index}].`, property, props: item }));
}

/** A mapping that takes a disk of the image away, or names one of the instance's own, which its host encrypts. */
function isNoDisk(mapping: Value): boolean {
  return ["noDevice", "virtualName"].some((name) => {
    const reading = readText(mapping, name);
    return reading.is === "known" && reading.text !== "";
  });
}

function judged(node: Node, { at, property, props }: Disk, context: StackContext): readonly StackFinding[] {
  if (props === undefined) {
    return [badNode(node, `${at} is missing, so that the image decides about encryption.`)];
  }
  if (props === UNKNOWN) {
    return [undeterminedNode(node, `${at.replace(/\.$/, "")} is not known yet.`)];
  }
  switch (readFlag(props, "encrypted")) {
    case "yes":
      return key(node, at, property, props, context);
    case "unknown":
      return [undeterminedNode(node, `${at}encrypted is not known yet.`)];
    default:
      return [badNode(node, `${at}encrypted is not true.`)];
  }
}

function key(
  node: Node,
  at: string,
  property: string,
  props: Value,
  context: StackContext,
): readonly StackFinding[] {
  const account = context.account(node);
  if (account.is === "known" && !account.restricted) {
    return [];
  }
  switch (keyNamed(context.model, node, property, props, "kmsKeyId")) {
    case "ours":
      return [];
    case "of AWS":
      return [badNode(node, `${at}kmsKeyId is AWS's own key.`)];
    case "none":
      return hasDefaultKey(node, context)
        ? []
        : [badNode(node, `${at}kmsKeyId names no key of ours, and neither does the account's default.`)];
  }
}

function hasDefaultKey(node: Node, { model }: StackContext): boolean {
  return model
    .ofType(DEFAULT_KEY)
    .some(
      (found) =>
        found.provider?.urn === node.provider?.urn &&
        regionOf(found) === regionOf(node) &&
        keyNamed(model, found, "keyArn", found.props, "keyArn") === "ours",
    );
}

function byDefault(node: Node): readonly StackFinding[] {
  switch (readFlag(node.props, "enabled")) {
    case "yes":
    case "absent":
      return [];
    case "unknown":
      return [undeterminedNode(node, "enabled is not known yet.")];
    default:
      return [badNode(node, "enabled is not true, so that new disks are in clear.")];
  }
}
