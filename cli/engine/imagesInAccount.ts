import type { DescribeImagesCommandOutput, Image } from "@aws-sdk/client-ec2";

import type { Credentials } from "../../components/images/deliveryCredentials";
import type { ImageInAccount } from "../release/imageShelf";

/** Most images of one answer; https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html */
const PAGE = 1_000;

/** The images that the account of the credentials owns in a region, as EC2 has them. */
export async function imagesInAccount(
  region: string,
  credentials: () => Promise<Credentials>,
): Promise<readonly ImageInAccount[]> {
  const ec2 = await import("@aws-sdk/client-ec2");
  const client = new ec2.EC2Client({ region, credentials });
  try {
    const found: ImageInAccount[] = [];
    let token: string | undefined;
    do {
      const answer: DescribeImagesCommandOutput = await client.send(
        new ec2.DescribeImagesCommand({
          Owners: ["self"],
          MaxResults: PAGE,
          ...(token === undefined ? {} : { NextToken: token }),
        }),
      );
      found.push(...(answer.Images ?? []).flatMap(imageOf));
      token = answer.NextToken === "" ? undefined : answer.NextToken;
    } while (token !== undefined);
    return found;
  } finally {
    client.destroy();
  }
}

/** What has no disk of its own cannot be called encrypted. */
export function imageOf({ ImageId: id, OwnerId, BlockDeviceMappings }: Image): readonly ImageInAccount[] {
  const disks = (BlockDeviceMappings ?? []).flatMap(({ Ebs }) => (Ebs === undefined ? [] : [Ebs]));
  return id === undefined || OwnerId === undefined
    ? []
    : [
        {
          id,
          ownerAccountId: OwnerId,
          encrypted: disks.length > 0 && disks.every(({ Encrypted }) => Encrypted === true),
        },
      ];
}
