import type { Node, Resource } from "./resource";
import { isPartlyUnknown, type PlainObject, UNKNOWN } from "./value";

/** What others name a resource by; only the cloud can tell it. */
const MADE_BY_THE_CLOUD: PlainObject = { id: UNKNOWN, arn: UNKNOWN };

/**
 * Inputs of the resources that a preview has no outputs for.
 *
 * While a provider's configuration is unknown, as that of an account which is yet to be made, the engine does not ask it, and
 * gives its resources no outputs at all: `Create` and `Update` in
 * https://github.com/pulumi/pulumi/blob/v3.220.0/sdk/go/common/resource/plugin/provider_plugin.go. Their inputs it has told
 * the resource policy before. Those of other resources are not kept.
 */
export class PlannedInputs {
  private readonly byUrn = new Map<string, PlainObject>();

  /** Keeps a resource's inputs where nobody will tell its outputs. The last ones count: a replacement is told twice. */
  public remember(resource: Resource): void {
    if (isUnconfigured(resource)) {
      this.byUrn.set(resource.urn, resource.props);
    }
  }

  /** The node with its inputs for outputs, where it has none because nobody could be asked. */
  public filled(node: Node): Node {
    const inputs = this.byUrn.get(node.urn);
    return inputs !== undefined && isUnconfigured(node) && Object.keys(node.props).length === 0
      ? { ...node, props: { ...MADE_BY_THE_CLOUD, ...inputs } }
      : node;
  }
}

function isUnconfigured({ provider }: Resource): boolean {
  return provider !== undefined && isPartlyUnknown(provider.props);
}
