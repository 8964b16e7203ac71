import { keyNamed } from "../../model/volumeKey";
import type { Node } from "../../model/resource";
import { readFlag, readText } from "../../model/value";
import {
  badNode,
  missing,
  type StackContext,
  type StackFinding,
  type StackRule,
  undeterminedNode,
} from "../rule";
import { stackOf } from "../../settings/settings";

const IMAGE_PERMISSION = "aws:ec2/amiLaunchPermission:AmiLaunchPermission";
const SNAPSHOT_PERMISSION = "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission";
const ACCOUNT = "aws:organizations/account:Account";
const COPIES = [
  "aws:ec2/amiCopy:AmiCopy",
  "aws:ebs/snapshotCopy:SnapshotCopy",
  "aws:ebs/snapshotImport:SnapshotImport",
];

/** The switches of an account that keep images and snapshots from the public, by type, with what they have to say. */
const BLOCKS: Readonly<Record<string, readonly string[]>> = {
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-public-access-to-amis.html
  "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess": ["block-new-sharing"],
  // https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html
  "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess": ["block-all-sharing"],
};

/** Images and snapshots are for accounts of ours only, and copies are encrypted with a key of ours. */
export const cmp10: StackRule = {
  id: "CMP-10",
  scope: "stack",
  evaluate: (context: StackContext): readonly StackFinding[] => [
    ...context.model
      .ofType(IMAGE_PERMISSION)
      .flatMap((node) => [...widelyShared(node), ...shared(node, context)]),
    ...context.model.ofType(SNAPSHOT_PERMISSION).flatMap((node) => shared(node, context)),
    ...context.model.ofType(...COPIES).flatMap((node) => encrypted(node, context)),
    ...Object.entries(BLOCKS).flatMap(([type, states]) => [
      ...context.model.ofType(type).flatMap((node) => blocks(node, states)),
      ...unblocked(type, context),
    ]),
  ],
};

function widelyShared(node: Node): readonly StackFinding[] {
  return ["group", "organizationArn", "organizationalUnitArn"].flatMap((name) => {
    const reading = readText(node.props, name);
    return reading.is === "absent" || (reading.is === "known" && reading.text === "")
      ? []
      : [badNode(node, `${name} shares the image with more than one account.`)];
  });
}

function shared(node: Node, { model, settings: { inventory } }: StackContext): readonly StackFinding[] {
  const reading = readText(node.props, "accountId");
  const ours = [
    ...inventory.accounts.map(({ id }) => id),
    ...inventory.verticals.map(({ accountId }) => accountId),
  ];
  switch (reading.is) {
    case "known":
      return reading.text === "" ||
        ours.includes(reading.text) ||
        model.named(reading.text, ACCOUNT).length > 0
        ? []
        : [badNode(node, "accountId is no account of the inventory.")];
    case "unknown":
      return model.sources(node, "accountId", ACCOUNT).length > 0
        ? []
        : [undeterminedNode(node, "accountId is not known yet, and is no account that this stack makes.")];
    case "invalid":
      return [badNode(node, "accountId is no account of the inventory.")];
    case "absent":
      return [];
  }
}

function encrypted(node: Node, { model }: StackContext): readonly StackFinding[] {
  const flag = readFlag(node.props, "encrypted");
  return [
    ...(flag === "unknown" ? [undeterminedNode(node, "encrypted is not known yet.")] : []),
    ...(flag === "yes" || flag === "unknown" ? [] : [badNode(node, "encrypted is not true.")]),
    ...(keyNamed(model, node, "kmsKeyId", node.props, "kmsKeyId") === "ours"
      ? []
      : [badNode(node, "kmsKeyId names no key of ours.")]),
  ];
}

function blocks(node: Node, states: readonly string[]): readonly StackFinding[] {
  const reading = readText(node.props, "state");
  if (reading.is === "unknown") {
    return [undeterminedNode(node, "state is not known yet.")];
  }
  return reading.is === "known" && states.includes(reading.text)
    ? []
    : [badNode(node, `state is not \`${states.join("` or `")}\`.`)];
}

/** Accounts that this stack owns and that have instances or disks, without the switch. */
function unblocked(type: string, context: StackContext): readonly StackFinding[] {
  const blocked = new Set(context.model.ofType(type).map((node) => nameOf(node, context)));
  const used = new Set(
    context.model.nodes
      .filter((node) => /^aws:(?:autoscaling|ebs|ec2)\//.test(node.type))
      .map((node) => nameOf(node, context)),
  );
  return [...used]
    .filter((name) => name !== undefined && !blocked.has(name))
    .sort()
    .map((name) => missing(`Account ${name} has no ${type.split(":")[2]}.`));
}

/** Shared accounts are the organization's: a stack of services only uses them. */
function nameOf(node: Node, context: StackContext): string | undefined {
  const found = context.account(node);
  return found.is === "known" &&
    (found.kind === "vertical" || stackOf(context.settings).environment === "organization")
    ? found.name
    : undefined;
}
