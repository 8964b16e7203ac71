import type { DescribeImagesCommandOutput, EC2Client, Image } from "@aws-sdk/client-ec2";

import type { ImageInAccount } from "../release/imageShelf";

/** Most images of one answer; https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html */
const PAGE = 1_000;

/** The images that the account of the client owns in its region, as EC2 has them. */
export async function imagesInAccount(client: EC2Client): Promise<readonly ImageInAccount[]> {
  const { DescribeImagesCommand } = await import("@aws-sdk/client-ec2");
  const found: ImageInAccount[] = [];
  let token: string | undefined;
  do {
    const answer: DescribeImagesCommandOutput = await client.send(
      new DescribeImagesCommand({
        Owners: ["self"],
        MaxResults: PAGE,
        ...(token === undefined ? {} : { NextToken: token }),
      }),
    );
    found.push(...(answer.Images ?? []).flatMap(imageOf));
    token = answer.NextToken === "" ? undefined : answer.NextToken;
  } while (token !== undefined);
  return found;
}

/** What has no disk of its own cannot be called encrypted. */
export function imageOf({
  ImageId: id,
  Name,
  OwnerId,
  BlockDeviceMappings,
}: Image): readonly ImageInAccount[] {
  const disks = (BlockDeviceMappings ?? []).flatMap(({ Ebs }) => (Ebs === undefined ? [] : [Ebs]));
  return id === undefined || OwnerId === undefined
    ? []
    : [
        {
          id,
          ...(Name === undefined ? {} : { name: Name }),
          ownerAccountId: OwnerId,
          encrypted: disks.length > 0 && disks.every(({ Encrypted }) => Encrypted === true),
        },
      ];
}
