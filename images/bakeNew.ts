import type { CatalogueImage } from "../components/images/catalogueItem";
import { keyText } from "../components/images/imageCatalogue";
import { ImageError } from "../components/images/imageError";
import { requireNoStrangers } from "../components/images/launchPermissions";
import { callerIdentity } from "../providers/ledger/who";
import type { SchemaRange } from "../providers/schema/state";
import { takeLease } from "./bakeLease";
import { refuseOtherContent, registeredSince } from "./bakePlan";
import { type CheckedImage, checkedImage, UnfitImage } from "./checkedImage";
import type { DeliveryAccount } from "./deliveryAccount";
import { type Making, manifestKey, manifestOf, storeManifest } from "./imageManifest";
import { findLeftovers, reclaim } from "./leftovers";
import { findImage, requireMetadataTokens } from "./machineImages";
import { missingCopies } from "./missingCopies";
import { PackerFailure } from "./packer";
import { bakeWithPacker, type PackerBake } from "./packerBake";

/** Everything that a bake of an image needs which the catalogue does not know. */
export interface BakeContext extends PackerBake {
  readonly account: DeliveryAccount;

  /** What the artifact states of its database's schema. */
  readonly schema: SchemaRange | undefined;
}

export interface BakeOutcome {
  readonly image: CatalogueImage;

  /** Whether Packer made the image in this run. */
  readonly baked: boolean;
}

/** An image that is there, and how it was made; that is unknown of one that an earlier bake made. */
interface FoundImage {
  readonly imageId: string;
  readonly making: Making | undefined;
}

/**
 * Makes an image and registers it. Of several bakes of one image at once, one makes it and the others wait for it.
 *
 * What an earlier bake left behind is removed first, but for an image of the same content, which is taken over.
 */
export async function bakeNew(context: BakeContext): Promise<BakeOutcome> {
  const { account, plan, request, report, signal } = context;
  const lease = await takeLease(account.leases, {
    image: keyText(plan.key),
    contentKey: plan.contentKey,
    ...(request.leaseSeconds !== undefined && { seconds: request.leaseSeconds }),
    report,
    signal,
  });
  const leased = { ...context, signal: AbortSignal.any([signal, lease.lost]) };
  try {
    const registered = await registeredSince(account, plan);
    if (registered !== undefined) {
      report(`another bake has made ${registered.imageId} meanwhile: it is used`);
      return { image: registered, baked: false };
    }
    return await makeAndRegister(leased, lease.deadContentKey, () => lease.confirm());
  } catch (cause) {
    // What came of a bake that has lost its lease is an effect of that.
    throw lease.lost.aborted && !signal.aborted ? lease.lost.reason : cause;
  } finally {
    await lease.end();
  }
}

async function makeAndRegister(
  context: BakeContext,
  deadContentKey: string | undefined,
  confirm: () => Promise<void>,
): Promise<BakeOutcome> {
  const { account, plan, request, report, schema, signal } = context;
  const made = await findImage(account.ec2, plan.contentKey, report, signal);
  // Somebody is deleting it, or was killed while doing so.
  const adopted = made === plan.collected?.imageId ? undefined : made;
  await clearAway(context, adopted);
  if (deadContentKey !== undefined && deadContentKey !== plan.contentKey) {
    await clearAway(context, undefined, deadContentKey);
  }
  const found = adopted === undefined ? await makeOrAdopt(context) : await adopt(context, adopted);
  const { ownerAccountId } = await checked(context, found.imageId);
  const place = { imageId: found.imageId, region: request.region };
  await requireNoStrangers(account.ec2, place, request.consumerAccountIds);
  const copies = await missingCopies(context, { ...place, copies: {}, consumers: [] });
  const bakedAt = new Date().toISOString();
  const described = {
    imageId: found.imageId,
    imageName: plan.imageName,
    region: request.region,
    ownerAccountId,
    bakedAt,
  };
  const [manifest, caller] = await Promise.all([
    storeManifest(
      account.s3,
      request.artifactBucket,
      manifestKey(plan),
      manifestOf(plan, { ...described, schema }, found.making),
    ),
    callerIdentity(request.region, signal),
  ]);
  const image: CatalogueImage = {
    ...plan.key,
    ...described,
    architecture: plan.architecture,
    contentKey: plan.contentKey,
    parts: plan.parts,
    copies,
    base: plan.base?.build,
    ...(schema !== undefined && { schema }),
    manifest,
    state: "available",
    stateChanges: [
      ...(plan.collected?.stateChanges ?? []),
      { state: "available", at: bakedAt, by: caller.arn, reason: "baked" },
    ],
    consumers: [],
  };
  await confirm();
  return register(context, image, found.making !== undefined);
}

/** An image in clear is not left lying about: whoever bakes again shall not find it. */
async function checked(context: BakeContext, imageId: string): Promise<CheckedImage> {
  const { account, plan, request } = context;
  try {
    return await checkedImage(account.ec2, imageId, plan.imageName, request.kmsKeyArn);
  } catch (cause) {
    if (cause instanceof UnfitImage) {
      await clearAway(context, undefined);
    }
    throw cause;
  }
}

async function register(context: BakeContext, image: CatalogueImage, baked: boolean): Promise<BakeOutcome> {
  const { account, plan, report } = context;
  let earlier: CatalogueImage | undefined;
  try {
    earlier = await account.catalogue.register(image);
  } catch (cause) {
    if (cause instanceof ImageError) {
      throw new ImageError(
        `${image.imageId} is made, and is not registered. Bake again once this is mended: it is then found by its tags ` +
          `and taken over.\n${cause.message}`,
        { cause },
      );
    }
    throw cause;
  }
  if (earlier === undefined) {
    return { image, baked };
  }
  refuseOtherContent(plan, earlier);
  report(`another bake of the same content was faster: its ${earlier.imageId} is used`);
  await clearAway(context, undefined);
  return { image: earlier, baked: false };
}

async function makeOrAdopt(context: BakeContext): Promise<FoundImage> {
  const { account, plan, report, signal } = context;
  try {
    return await bakeWithPacker(context);
  } catch (cause) {
    // Packer can fail after it made the image, for example while it cleaned up.
    if (!(cause instanceof PackerFailure)) {
      throw cause;
    }
    const made = await findImage(account.ec2, plan.contentKey, report, signal);
    if (made === undefined) {
      // Why Packer failed is not to be lost on what cannot be removed now: the next bake tries again.
      await clearAway(context, undefined).catch(telling(report));
      throw cause;
    }
    report(cause.message);
    await clearAway(context, made);
    return adopt(context, made);
  }
}

async function adopt({ account, report }: BakeContext, imageId: string): Promise<FoundImage> {
  report(`taking over ${imageId}, which was made of the same content and not registered`);
  await requireMetadataTokens(account.ec2, imageId);
  return { imageId, making: undefined };
}

/** Removes what bakes of a content left, but for registered images and the one that is to be registered. */
async function clearAway(
  { account, plan, report, signal }: BakeContext,
  spared: string | undefined,
  contentKey = plan.contentKey,
): Promise<void> {
  const leftovers = await findLeftovers({
    ec2: account.ec2,
    catalogue: account.catalogue,
    contentKey,
    // This bake is the only one of the image that is at work, and has nothing of its own there.
    living: new Set(),
    ...(spared !== undefined && { spared }),
  });
  await reclaim(account.ec2, leftovers, report, signal);
}

function telling(report: (line: string) => void): (cause: unknown) => void {
  return (cause) => {
    report(cause instanceof Error ? cause.message : String(cause));
  };
}
