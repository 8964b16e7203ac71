import type * as pulumi from "@pulumi/pulumi";

import { accountProvider } from "../accountProviders";
import type { Organization } from "../components/accounts/organization";
import { Key } from "../components/keys/key";
import { imageUses } from "../components/keys/keyUses";
import type { FoundationConfig } from "./config";
import { foundationTags, type OwnAccount } from "./ownAccounts";

/**
 * Declares the delivery account's key of images in every further region that images may be copied to.
 *
 * Each is a key of its own and no replica of the first one: a key that is there cannot become a multi-Region key, and
 * Amazon EBS treats the replicas of one as different keys anyway.
 * https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
 *
 * @returns Their ARNs by region.
 */
export function declareCopyKeys(
  config: FoundationConfig,
  organization: Organization,
  delivery: OwnAccount,
): Readonly<Record<string, pulumi.Output<string>>> {
  const { accountId } = delivery.account;
  return Object.fromEntries(
    config.imageRegions.map((region) => {
      const provider = accountProvider(
        `delivery-${region}`,
        delivery.account,
        { ...config.aws, region },
        { ...foundationTags(config), purpose: delivery.name },
      );
      const { arn } = new Key(
        `images-key-${region}`,
        {
          purpose: "images",
          description: "Volumes of copies of duotone's images",
          accountId,
          uses: imageUses({ accountId, region }, organization.id),
          protect: config.protect,
        },
        { provider },
      );
      return [region, arn];
    }),
  );
}
