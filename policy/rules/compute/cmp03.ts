import { LAUNCH_TEMPLATE, MACHINE_TYPES, machinesOf } from "../../model/machines";
import type { Node } from "../../model/resource";
import { read, readFlag, readList, readText, type Value } from "../../model/value";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

const VOLUME = "aws:ebs/volume:Volume";
const BY_DEFAULT = "aws:ebs/encryptionByDefault:EncryptionByDefault";
const DEFAULT_KEY = "aws:ebs/defaultKmsKey:DefaultKmsKey";

/** AWS's own key, which no policy of ours protects. */
const AWS_OWN_KEY = /(?:^|:)alias\/aws\/ebs$/;

/**
 * Every disk is encrypted, and in accounts with personal or banking data with a key of our own: one that the disk names,
 * or the account's default key (https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html).
 */
export const cmp03: StackRule = {
  id: "CMP-03",
  scope: "stack",
  evaluate: (context: StackContext): readonly StackFinding[] => [
    ...context.model
      .ofType(...MACHINE_TYPES)
      .flatMap((node) =>
        machinesOf(node).flatMap(({ at, props }) =>
          (node.type === LAUNCH_TEMPLATE ? ofTemplate(props) : ofMachine(props, at)).flatMap((disk) =>
            judged(node, disk, context),
          ),
        ),
      ),
    ...context.model
      .ofType(VOLUME)
      .flatMap((node) => encryption(node, { at: "", props: node.props }, context)),
    ...context.model
      .ofType(BY_DEFAULT)
      .filter(({ props }) => ["no", "invalid"].includes(readFlag(props, "enabled")))
      .map((node) => badNode(node, "enabled is not true.")),
  ],
};

/** A disk, or why there is none to look at. */
type Disk =
  | { readonly at: string; readonly props: Value }
  | { readonly missing: string }
  | { readonly unknown: string };

/** A root disk that is not mentioned takes the image's settings, which say nothing of encryption. */
function ofMachine(props: Value, at: string): readonly Disk[] {
  const isFleet = at !== "";
  return [
    ...disks(props, isFleet ? "rootBlockDevices" : "rootBlockDevice", at, true),
    ...disks(props, "ebsBlockDevices", at, false),
  ];
}

function ofTemplate(props: Value): readonly Disk[] {
  return disks(props, "blockDeviceMappings", "", true).flatMap((disk): readonly Disk[] => {
    if (!("props" in disk)) {
      return [disk];
    }
    const ebs = read(disk.props, "ebs");
    switch (ebs.is) {
      case "known":
        return [{ at: `${disk.at}ebs.`, props: ebs.value }];
      case "unknown":
        return [{ unknown: `${disk.at}ebs` }];
      case "absent":
        return isNoDisk(disk.props) ? [] : [{ missing: `${disk.at}ebs` }];
    }
  });
}

function disks(props: Value, name: string, at: string, required: boolean): readonly Disk[] {
  const reading = readList(props, name);
  if (reading.is === "unknown") {
    return [{ unknown: `${at}${name}` }];
  }
  const items = reading.is === "known" ? reading.items : [];
  return items.length === 0 && required
    ? [{ missing: `${at}${name}` }]
    : items.map((item, index) => ({ at: `${at}${name}[${index}].`, props: item }));
}

/** A mapping that takes a disk of the image away, or names one of the instance's own, which its host encrypts. */
function isNoDisk(mapping: Value): boolean {
  return ["noDevice", "virtualName"].some((name) => {
    const reading = readText(mapping, name);
    return reading.is === "known" && reading.text !== "";
  });
}

function judged(node: Node, disk: Disk, context: StackContext): readonly StackFinding[] {
  if ("missing" in disk) {
    return [badNode(node, `${disk.missing} is missing, so that the image decides about encryption.`)];
  }
  return "unknown" in disk
    ? [undeterminedNode(node, `${disk.unknown} is not known yet.`)]
    : encryption(node, disk, context);
}

function encryption(
  node: Node,
  { at, props }: { readonly at: string; readonly props: Value },
  context: StackContext,
): readonly StackFinding[] {
  switch (readFlag(props, "encrypted")) {
    case "yes":
      return key(node, { at, props }, context);
    case "unknown":
      return [undeterminedNode(node, `${at}encrypted is not known yet.`)];
    default:
      return [badNode(node, `${at}encrypted is not true.`)];
  }
}

function key(
  node: Node,
  { at, props }: { readonly at: string; readonly props: Value },
  context: StackContext,
): readonly StackFinding[] {
  const account = context.account(node);
  if (account.is === "known" && !account.restricted) {
    return [];
  }
  const reading = readText(props, "kmsKeyId");
  if (reading.is === "known" && AWS_OWN_KEY.test(reading.text)) {
    return [badNode(node, `${at}kmsKeyId is AWS's own key, alias/aws/ebs.`)];
  }
  if (reading.is === "unknown" || (reading.is === "known" && reading.text !== "")) {
    return [];
  }
  return context.model.ofType(DEFAULT_KEY).some(({ provider }) => provider?.urn === node.provider?.urn)
    ? []
    : [badNode(node, `${at}kmsKeyId is missing, and the account has no default key of its own for disks.`)];
}
