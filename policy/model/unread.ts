import type { Node } from "./resource";
import type { StackModel } from "./stackModel";

/** What rules read, and what makes nothing in a cloud. */
const READ = /^(?:aws|pulumi|random):/;

/** Resources of our own providers, each in an account that the program names. */
export const OWN: ReadonlySet<string> = new Set([
  "pulumi-nodejs:dynamic/accounts:AccountAccess",
  "pulumi-nodejs:dynamic/accounts:DefaultNetworks",
  "pulumi-nodejs:dynamic/clusters:InstanceDrain",
  "pulumi-nodejs:dynamic/images:StagingDeployment",
  "pulumi-nodejs:dynamic/release:ReleaseSwitch",
  "pulumi-nodejs:dynamic/stack:KeptOnDestroy",
]);

/** A command may do anything; those of our own bakes make images, which other rules judge. */
const COMMAND = "command:local:Command";
const BAKES = /^duotone:images:/;

/**
 * Whether no rule knows what a resource makes: code of a dynamic provider, a command, another provider's resource. A
 * component has no provider and makes nothing by itself.
 */
export function isUnread(model: StackModel, node: Node): boolean {
  if (node.provider === undefined || READ.test(node.type) || OWN.has(node.type)) {
    return false;
  }
  return !(node.type === COMMAND && model.ancestors(node).some(({ type }) => BAKES.test(type)));
}
