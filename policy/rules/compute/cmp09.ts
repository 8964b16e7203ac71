import { imageUses, type ImageUse, mayBake } from "../../model/images";
import { FLEET, GROUP, INSTANCE, LAUNCH_TEMPLATE, SPOT_FLEET, SPOT_INSTANCE } from "../../model/machines";
import type { Node } from "../../model/resource";
import { read, readList, readText, type Value } from "../../model/value";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

/**
 * What runs is told by number: an image by its id, a launch template by its version. `resolve:ssm:` and `$Latest` change
 * what runs without a change that anyone reviews.
 */
export const cmp09: StackRule = {
  id: "CMP-09",
  scope: "stack",
  evaluate: (context: StackContext): readonly StackFinding[] => [
    ...imageUses(context.model).flatMap((use) => image(use, context)),
    ...context.model
      .ofType(GROUP, INSTANCE, SPOT_INSTANCE, SPOT_FLEET, FLEET)
      .flatMap((node) => versionsOf(node).flatMap((version) => pinned(node, version, context))),
  ],
};

function image({ node, path, image: { is } }: ImageUse, { settings }: StackContext): readonly StackFinding[] {
  switch (is) {
    case "known":
      return [];
    case "baked":
      return mayBake(settings)
        ? []
        : [undeterminedNode(node, `${path} comes from a bake of this stack, which bakes no images.`)];
    case "absent":
      return [badNode(node, `${path} is missing.`)];
    case "invalid":
      return [badNode(node, `${path} is not the id of an image, such as ami-0123456789abcdef0.`)];
    case "unknown":
      return [
        undeterminedNode(node, `${path} is not known yet, and does not come from a bake of this stack.`),
      ];
  }
}

/** A launch template that is named, and where: the block, and the property that its edges are told by. */
interface Version {
  readonly path: string;
  readonly block: Value;
  readonly property: string;
}

function versionsOf(node: Node): readonly Version[] {
  const at = (property: string, ...rest: readonly string[]): readonly Version[] => {
    const reading = read(node.props, property, ...rest);
    return reading.is === "known"
      ? [{ path: [property, ...rest].join("."), block: reading.value, property }]
      : [];
  };
  if (node.type === SPOT_FLEET || node.type === FLEET) {
    return within(node.props, "launchTemplateConfigs", "launchTemplateConfigs");
  }
  const mixed = read(node.props, "mixedInstancesPolicy", "launchTemplate");
  return [
    ...at("launchTemplate"),
    ...at("mixedInstancesPolicy", "launchTemplate", "launchTemplateSpecification"),
    ...(mixed.is === "known"
      ? within(mixed.value, "overrides", "mixedInstancesPolicy", "mixedInstancesPolicy.launchTemplate.")
      : []),
  ];
}

function within(props: Value, list: string, property: string, before = ""): readonly Version[] {
  const reading = readList(props, list);
  return (reading.is === "known" ? reading.items : []).flatMap((item, index) => {
    const block = read(item, "launchTemplateSpecification");
    return block.is === "known"
      ? [{ path: `${before}${list}[${index}].launchTemplateSpecification`, block: block.value, property }]
      : [];
  });
}

/** A version that is not known yet is a number where it comes from a launch template of this stack. */
function pinned(
  node: Node,
  { path, block, property }: Version,
  { model }: StackContext,
): readonly StackFinding[] {
  const reading = readText(block, "version");
  switch (reading.is) {
    case "known":
      return /^[1-9]\d*$/.test(reading.text)
        ? []
        : [badNode(node, `${path}.version is not a number, so that another version may run tomorrow.`)];
    case "unknown":
      return model.sources(node, property, LAUNCH_TEMPLATE).length > 0
        ? []
        : [
            undeterminedNode(
              node,
              `${path}.version is not known yet, and no launch template of this stack gives it.`,
            ),
          ];
    default:
      return [badNode(node, `${path}.version is missing, which is $Default.`)];
  }
}
