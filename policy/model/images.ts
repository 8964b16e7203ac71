import { asGiven } from "./given";
import type { InventoryImage } from "../settings/inventory";
import { type Settings, stackOf } from "../settings/settings";
import {
  isFromTemplate,
  INSTANCE,
  LAUNCH_TEMPLATE,
  MACHINE_TYPES,
  machinesOf,
  SPOT_FLEET,
  SPOT_INSTANCE,
} from "./machines";
import type { Node } from "./resource";
import type { StackModel } from "./stackModel";
import { readText, type Value } from "./value";

/** What a service's instances start from, and where that is said. */
export interface ImageUse {
  readonly node: Node;

  /** For example `imageId` or `launchSpecifications[0].ami`. */
  readonly path: string;
  readonly image: ImageId;
}

export type ImageId =
  | {
      readonly is: "known";
      readonly id: string;
      /** Baked by this very stack. */ readonly bakedHere: boolean;
    }
  | { readonly is: "baked" }
  | { readonly is: "absent" }
  | { readonly is: "invalid" | "unknown" };

const IMAGE_ID = /^ami-[0-9a-f]{8,17}$/;

/** Sharing an image passes its id on. */
const PERMISSION = "aws:ec2/amiLaunchPermission:AmiLaunchPermission";
const COMMAND = "command:local:Command";
const BAKE = "duotone:images:ImageBake";

const PROPERTY: Readonly<Record<string, string>> = {
  [INSTANCE]: "ami",
  [SPOT_FLEET]: "ami",
  [SPOT_INSTANCE]: "ami",
};

/** The images of everything that starts machines. What a launch template gives is not asked for again. */
export function imageUses(model: StackModel): readonly ImageUse[] {
  return model.ofType(...MACHINE_TYPES).flatMap((node) =>
    machinesOf(asGiven(node)).flatMap(({ at, props }) => {
      const name = PROPERTY[node.type] ?? "imageId";
      const image = imageOf(model, node, at === "" ? name : "launchSpecifications", props, name);
      return image.is === "absent" && node.type !== LAUNCH_TEMPLATE && isFromTemplate(node)
        ? []
        : [{ node, path: `${at}${name}`, image }];
    }),
  );
}

function imageOf(model: StackModel, node: Node, property: string, props: Value, name: string): ImageId {
  const reading = readText(props, name);
  switch (reading.is) {
    case "known":
      return reading.text === ""
        ? { is: "absent" }
        : IMAGE_ID.test(reading.text)
          ? { is: "known", id: reading.text, bakedHere: originOf(model, node, property).is === "baked" }
          : { is: "invalid" };
    case "unknown":
      return originOf(model, node, property);
    default:
      return { is: reading.is };
  }
}

/**
 * Where an image's id comes from: from the command that bakes it here, directly or by the permission to launch it, or
 * from a permission that names it. Anything else is unknown.
 */
function originOf(model: StackModel, node: Node, property: string): ImageId {
  const [source, ...others] = model.sources(node, property);
  if (source === undefined || others.length > 0) {
    return { is: "unknown" };
  }
  if (source.type === COMMAND) {
    return model.ancestors(source).some(({ type }) => type === BAKE) ? { is: "baked" } : { is: "unknown" };
  }
  return source.type === PERMISSION && node.type !== PERMISSION
    ? imageOf(model, source, "imageId", source.props, "imageId")
    : { is: "unknown" };
}

/** What the catalogue says of an image, as far as it knows it in this region. */
export function catalogued({ inventory }: Settings, id: string): InventoryImage | undefined {
  return inventory.images.find((image) => image.id === id);
}

/**
 * Whether a stack may run an image that it bakes itself, which the catalogue hears of only when it is baked. Production
 * never does: what runs there ran on staging.
 */
export function mayBake(settings: Settings): boolean {
  return stackOf(settings).environment === "staging";
}
