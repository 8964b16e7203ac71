import { catalogued, type ImageUse, imageUses, mayBake } from "../../model/images";
import { isOverridden } from "../../model/overrides";
import { placementOf } from "../../model/placement";
import type { Node } from "../../model/resource";
import { readList, readText } from "../../model/value";
import { stackOf } from "../../settings/settings";
import { badNode, type StackContext, type StackFinding, type StackRule, undeterminedNode } from "../rule";

const ALLOWED_IMAGES = "aws:ec2/allowedImagesSettings:AllowedImagesSettings";

/** What runs was built by the delivery account, from the commit of the cluster's release, and was not revoked. */
export const img01: StackRule = {
  id: "IMG-01",
  scope: "stack",
  evaluate: (context: StackContext): readonly StackFinding[] => [
    ...imageUses(context.model).flatMap((use) => owned(use, context)),
    ...context.model.ofType(ALLOWED_IMAGES).flatMap((node) => allowed(node, context)),
  ],
};

function owned({ node, path, image }: ImageUse, context: StackContext): readonly StackFinding[] {
  const { settings } = context;
  if (image.is === "unknown" || (image.is === "baked" && !mayBake(settings))) {
    return [undeterminedNode(node, `${path} is not known yet, so that nothing tells who built the image.`)];
  }
  if (image.is !== "known") {
    return [];
  }
  const found = catalogued(settings, image.id);
  if (found === undefined) {
    return image.bakedHere && mayBake(settings)
      ? []
      : [badNode(node, `${path} is ${image.id}, which the image catalogue does not know.`)];
  }
  const isOurs = deliveryAccounts(context).includes(found.ownerAccountId);
  return [
    ...(found.state.is === "revoked" && !isOverridden(settings, "images", found.service)
      ? [badNode(node, `${path} is ${image.id}, which ${found.state.reason ?? "is revoked"}.`)]
      : []),
    ...(isOurs ? [] : [badNode(node, `${path} is ${image.id}, which account ${found.ownerAccountId} owns.`)]),
    ...released(node, path, image.id, found, context),
  ];
}

/** Told by the cluster and the service that the resource belongs to. */
function released(
  node: Node,
  path: string,
  id: string,
  { service, commit }: { readonly service: string; readonly commit: string },
  { model, settings }: StackContext,
): readonly StackFinding[] {
  const placement = placementOf(model, node);
  if (placement?.service === undefined) {
    return [];
  }
  if (service !== placement.service) {
    return [badNode(node, `${path} is ${id}, which is an image of ${service}, not of ${placement.service}.`)];
  }
  const release = stackOf(settings).releases[placement.cluster]?.[placement.service];
  return commit === release
    ? []
    : [
        badNode(
          node,
          `${path} is ${id}, built from commit ${commit}, and the release of ${placement.cluster} says ${release ?? "nothing"}.`,
        ),
      ];
}

function allowed(node: Node, context: StackContext): readonly StackFinding[] {
  const state = readText(node.props, "state");
  const providers = readList(node.props, "imageCriterions");
  const ours = deliveryAccounts(context);
  const strict =
    providers.is === "known" &&
    providers.items.length > 0 &&
    providers.items.every((criterion) => {
      const named = readList(criterion, "imageProviders");
      return (
        named.is === "known" &&
        named.items.length > 0 &&
        named.items.every((id) => typeof id === "string" && ours.includes(id))
      );
    });
  return [
    ...(state.is === "known" && state.text === "enabled" ? [] : [badNode(node, "state is not `enabled`.")]),
    ...(strict
      ? []
      : [badNode(node, "imageCriterions does not restrict images to those of the delivery account.")]),
  ];
}

function deliveryAccounts({ settings }: StackContext): readonly string[] {
  return settings.inventory.accounts.flatMap(({ role, id }) =>
    role === "delivery" && id !== undefined ? [id] : [],
  );
}
