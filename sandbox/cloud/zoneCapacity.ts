import { CreateTagsCommand, DeleteTagsCommand, EC2Client, type EC2ClientConfig } from "@aws-sdk/client-ec2";

/** Tag of a subnet by which the emulator is told that AWS has no machines left in its zone. */
const NO_CAPACITY_TAG = "sandbox:no-capacity";

/**
 * Lets the zones of subnets run out of machines, or have some again: groups cannot start instances there meanwhile.
 *
 * @param access Configuration of an SDK client that works in the subnets' account.
 */
export async function setZoneCapacity(
  access: EC2ClientConfig,
  subnetIds: readonly string[],
  has: "machines" | "none",
): Promise<void> {
  const client = new EC2Client(access);
  const tags = { Resources: [...subnetIds], Tags: [{ Key: NO_CAPACITY_TAG, Value: "" }] };
  try {
    await (has === "none"
      ? client.send(new CreateTagsCommand(tags))
      : client.send(new DeleteTagsCommand(tags)));
  } finally {
    client.destroy();
  }
}
