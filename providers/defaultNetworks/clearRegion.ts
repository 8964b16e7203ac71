import { keepTrying } from "./patience";
import type { NetworkCloud, NetworksTools } from "./types";

/**
 * Removes the default VPC of one account in one region, its internet gateway and its subnets first.
 *
 * May be killed after any call: what is left is still a default VPC, or a gateway that carries the mark, and the next
 * run finds both. An internet gateway without the mark is never touched once it is attached to nothing.
 *
 * @throws Error where somebody's things are in it: nothing of it is deleted then, and each thing is named.
 */
export async function clearRegion(
  { clock, progress }: Pick<NetworksTools, "clock" | "progress">,
  cloud: NetworkCloud,
  { account, region }: { readonly account: string; readonly region: string },
  signal: AbortSignal,
): Promise<void> {
  const patiently = <T>(task: () => Promise<T>) =>
    keepTrying(
      clock,
      task,
      (why) => {
        progress(`${region} of account ${account} is not ready yet: ${why}`);
      },
      signal,
    );

  const [vpcId, strays] = await patiently(() =>
    Promise.all([cloud.defaultVpc(signal), cloud.strayGateways(signal)]),
  );
  for (const gatewayId of strays) {
    await patiently(() => cloud.deleteGateway(gatewayId, signal));
  }
  if (vpcId === undefined) {
    return;
  }
  const { gateways, subnets, residents } = await patiently(() => cloud.contents(vpcId, signal));
  if (residents.length > 0) {
    throw new Error(
      `${vpcId} is in use, and nothing of it was deleted. In it: ${residents.join(", ")}. Move what is needed into ` +
        "a network of a stack, and delete these.",
    );
  }
  for (const gatewayId of gateways) {
    await patiently(() => cloud.markGateway(gatewayId, vpcId, signal));
    await patiently(() => cloud.detachGateway(gatewayId, vpcId, signal));
    await patiently(() => cloud.deleteGateway(gatewayId, signal));
  }
  for (const subnetId of subnets) {
    await patiently(() => cloud.deleteSubnet(subnetId, signal));
  }
  await patiently(() => cloud.deleteVpc(vpcId, signal));
  progress(`${vpcId} in ${region} of account ${account} is removed`);
}
