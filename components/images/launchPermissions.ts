import type { EC2Client, LaunchPermission } from "@aws-sdk/client-ec2";

import { explained, ImageError } from "./imageError";

/** To whom an image is shared: the owner starts it without. */
export async function launchPermissionsOf(
  ec2: EC2Client,
  imageId: string,
): Promise<readonly LaunchPermission[]> {
  const { DescribeImageAttributeCommand } = await import("@aws-sdk/client-ec2");
  try {
    const { LaunchPermissions } = await ec2.send(
      new DescribeImageAttributeCommand({ ImageId: imageId, Attribute: "launchPermission" }),
    );
    return LaunchPermissions ?? [];
  } catch (cause) {
    throw explained(cause, `Who may start image ${imageId} could not be read`, {
      "InvalidAMIID.NotFound": "It is not in this account and region any more.",
    });
  }
}

/**
 * Those of an image's launch permissions that nobody wanted: everybody, organizations and their units, which hold more
 * than the consumers, and accounts that are none.
 *
 * @param consumers Accounts that may use the image.
 * @returns One phrase each; none where the image is shared with consumers alone.
 */
export function strangersAmong(
  permissions: readonly LaunchPermission[],
  consumers: readonly string[],
): readonly string[] {
  return permissions.flatMap(({ Group, OrganizationArn, OrganizationalUnitArn, UserId }) => [
    // EC2 knows one group, "all".
    ...(Group === undefined ? [] : ["everybody"]),
    ...(OrganizationArn === undefined ? [] : [`the organization ${OrganizationArn}`]),
    ...(OrganizationalUnitArn === undefined ? [] : [`the organizational unit ${OrganizationalUnitArn}`]),
    ...(UserId === undefined || consumers.includes(UserId) ? [] : [`the account ${UserId}`]),
  ]);
}

/**
 * Refuses an image that others than its consumers may use. What somebody granted is not taken back in passing: whoever
 * has it may run it.
 *
 * @param region Of the image.
 * @throws ImageError naming everybody who may use it and should not, and what to do.
 */
export async function requireNoStrangers(
  ec2: EC2Client,
  { imageId, region }: { readonly imageId: string; readonly region: string },
  consumers: readonly string[],
): Promise<void> {
  const strangers = strangersAmong(await launchPermissionsOf(ec2, imageId), consumers);
  if (strangers.length > 0) {
    throw new ImageError(
      `Image ${imageId} in ${region} is shared with ${strangers.join(", ")}, and an image is shared with the accounts ` +
        "that run it and no others. Find out in the trail who did that and what was started; then take it back, with " +
        `\`aws ec2 reset-image-attribute --region ${region} --image-id ${imageId} --attribute launchPermission\`, and ` +
        "repeat.",
    );
  }
}
