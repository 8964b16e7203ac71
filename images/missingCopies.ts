import type { CatalogueImage } from "../components/images/catalogueItem";
import type { BakeTools } from "./bakeImage";
import type { BakePlan } from "./bakePlan";
import type { BakeRequest } from "./bakeRequest";
import { copyImage } from "./copies";
import type { DeliveryAccount } from "./deliveryAccount";

export interface CopyContext extends BakeTools {
  readonly account: DeliveryAccount;
  readonly request: BakeRequest;
  readonly plan: BakePlan;
}

/**
 * Copies an image to the wanted regions that it has no copy in. Calls nothing where it has one in each.
 *
 * Base images are copied nowhere: instances are started from the images of services alone, and those are baked in one
 * region.
 *
 * @returns The new copies' ids by region.
 */
export async function missingCopies(
  { account, request, plan, ...tools }: CopyContext,
  image: Pick<CatalogueImage, "imageId" | "region" | "copies" | "consumers">,
): Promise<Readonly<Record<string, string>>> {
  const wanted = request.kind === "base" ? [] : request.copies;
  const targets = wanted.filter(({ region }) => image.copies[region] === undefined);
  return targets.length === 0
    ? {}
    : copyImage({
        ...tools,
        credentials: account.credentials,
        image,
        targets,
        name: plan.imageName,
        description: plan.description,
        contentKey: plan.contentKey,
        tags: plan.tags,
        consumers: [...new Set([...image.consumers, ...request.consumerAccountIds])],
      });
}

/**
 * An image of the catalogue, with a copy in every wanted region: one that was baked before a region was wanted gets its
 * copy there now.
 */
export async function withCopies(context: CopyContext, image: CatalogueImage): Promise<CatalogueImage> {
  const made = await missingCopies(context, image);
  if (Object.keys(made).length === 0) {
    return image;
  }
  const copies = await context.account.catalogue.addCopies(image, made);
  for (const [region, copy] of Object.entries(made)) {
    if (copies[region] !== copy) {
      context.report(
        `another bake was faster: its ${copies[region] ?? ""} is used in ${region}, ${copy} is not needed`,
      );
    }
  }
  return { ...image, copies };
}
