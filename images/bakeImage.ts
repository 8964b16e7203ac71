import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import type { Architecture } from "../components/images/architecture";
import type { CatalogueImage } from "../components/images/catalogueItem";
import { ImageError } from "../components/images/imageError";
import { callerIdentity } from "../providers/ledger/who";
import { unpackArtifact } from "./artifact";
import { type BakePlan, planBake, refuseOtherContent, SCRIPT_FOLDERS, TEMPLATES } from "./bakePlan";
import type { BakeRequest } from "./bakeRequest";
import { type DeliveryAccount, openDeliveryAccount } from "./deliveryAccount";
import { describeFindings, scanFolder } from "./inputScan";
import { findImage, imageOwner, requireMetadataTokens, shareImage } from "./machineImages";
import { missingForPacker, PackerFailure, runPacker } from "./packer";

/** What came of a bake. A service's has a commit, a base image's a version. */
export type BakeResult = {
  readonly imageId: string;
  readonly contentKey: string;

  /** Whether Packer made the image in this run. */
  readonly baked: boolean;
  readonly service: string;
  readonly architecture: Architecture;
} & ({ readonly commit: string } | { readonly version: string });

export interface BakeTools {
  /** The environment: of Packer, and for `PKR_VAR_communicator`. */
  readonly env: NodeJS.ProcessEnv;

  /** Gets what happens, line by line. */
  readonly report: (line: string) => void;

  /** Ends the bake. Packer is told first, and cleans up. */
  readonly signal: AbortSignal;
}

/**
 * Gives the image of a service at a commit, or of a version of the base image, and bakes it unless it is there.
 *
 * An image that an earlier bake made and did not come to register is taken over: nothing is baked twice.
 *
 * @throws ImageError for what a person can mend.
 */
export async function bakeImage(request: BakeRequest, tools: BakeTools): Promise<BakeResult> {
  const workDir = await mkdtemp(path.join(tmpdir(), "duotone-bake-"));
  const account = await openDeliveryAccount(request);
  try {
    const plan = await planBake(account, request, workDir, tools.signal);
    const { image, baked } =
      plan.known === undefined
        ? await bakeNew({ account, request, plan, workDir, ...tools })
        : { image: plan.known, baked: false };
    await shareWithConsumers(account, request, image);
    const what = request.kind === "base" ? { version: request.version } : { commit: request.commit };
    const { imageId, contentKey, service, architecture } = image;
    return { imageId, contentKey, baked, service, architecture, ...what };
  } finally {
    account.close();
    await rm(workDir, { recursive: true, force: true });
  }
}

interface BakeContext extends BakeTools {
  readonly account: DeliveryAccount;
  readonly request: BakeRequest;
  readonly plan: BakePlan;
  readonly workDir: string;
}

async function bakeNew(context: BakeContext): Promise<{ image: CatalogueImage; baked: boolean }> {
  const { account, request, plan, report, signal } = context;
  await refuseSecrets(context);
  signal.throwIfAborted();

  const adopted = await findImage(account.ec2, plan.contentKey, report, signal);
  const imageId = adopted === undefined ? await bakeOrAdopt(context) : await adopt(context, adopted);
  const bakedAt = new Date().toISOString();
  const [ownerAccountId, caller] = await Promise.all([
    imageOwner(account.ec2, imageId),
    callerIdentity(request.region, signal),
  ]);
  const image: CatalogueImage = {
    ...plan.key,
    architecture: plan.architecture,
    imageId,
    imageName: plan.imageName,
    region: request.region,
    contentKey: plan.contentKey,
    parts: plan.parts,
    ownerAccountId,
    copies: {},
    base: plan.base,
    manifest: undefined,
    bakedAt,
    state: "available",
    stateChanges: [{ state: "available", at: bakedAt, by: caller.arn, reason: "baked" }],
    consumers: [],
  };
  const earlier = await account.catalogue.register(image);
  if (earlier === undefined) {
    return { image, baked: adopted === undefined };
  }
  refuseOtherContent(plan, earlier);
  report(
    `another bake of the same content was faster: its ${earlier.imageId} is used, ${imageId} is not needed`,
  );
  return { image: earlier, baked: false };
}

async function bakeOrAdopt(context: BakeContext): Promise<string> {
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
      throw cause;
    }
    report(cause.message);
    return adopt(context, made);
  }
}

async function adopt({ account, report }: BakeContext, imageId: string): Promise<string> {
  report(`taking over ${imageId}, which was made of the same content and not registered`);
  await requireMetadataTokens(account.ec2, imageId);
  return imageId;
}

async function bakeWithPacker(context: BakeContext): Promise<string> {
  const { account, request, plan, workDir, env, report, signal } = context;
  const communicator = env.PKR_VAR_communicator ?? "ssh";
  const missing = await missingForPacker(env, communicator, request.instanceProfile);
  if (missing.length > 0) {
    throw new ImageError(`Images cannot be baked on this machine:\n${missing.join("\n")}`);
  }
  report(`baking ${plan.imageName}`);
  return runPacker({
    kind: plan.kind,
    templates: TEMPLATES,
    variables: {
      region: request.region,
      architecture: plan.architecture,
      source_ami: plan.sourceImage,
      image_name: plan.imageName,
      description: plan.description,
      tags: plan.tags,
      ...(request.kmsKeyArn === undefined ? {} : { kms_key_id: request.kmsKeyArn }),
      ...(request.instanceProfile === undefined ? {} : { instance_profile: request.instanceProfile }),
      ...(request.subnetId === undefined ? {} : { subnet_id: request.subnetId }),
      ...(request.kind === "base" || plan.artifact === undefined
        ? {}
        : { service: request.service, commit: request.commit, artifact: plan.artifact }),
    },
    manifest: path.join(workDir, "manifest.json"),
    env: await packerEnvironment(account, env),
    report,
    signal,
  });
}

/** Packer works with the delivery account's credentials, and no profile of the caller's has a say in it. */
async function packerEnvironment(
  account: DeliveryAccount,
  env: NodeJS.ProcessEnv,
): Promise<NodeJS.ProcessEnv> {
  const { accessKeyId, secretAccessKey, sessionToken } = await account.credentials();
  return {
    ...env,
    AWS_PROFILE: undefined,
    AWS_DEFAULT_PROFILE: undefined,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    CHECKPOINT_DISABLE: "1",
  };
}

/** An image is readable for whoever may start it, for as long as it exists: what must stay secret cannot be in it. */
async function refuseSecrets({ plan, workDir, env }: BakeContext): Promise<void> {
  const findings = await Promise.all(
    SCRIPT_FOLDERS[plan.kind].map((folder) => scanFolder(TEMPLATES, folder)),
  );
  if (plan.artifact !== undefined) {
    const unpacked = path.join(workDir, "artifact");
    await unpackArtifact(plan.artifact, unpacked, env);
    findings.push(await scanFolder(unpacked));
  }
  if (findings.flat().length > 0) {
    throw new ImageError(
      `${plan.description} is not baked, because its inputs hold what must not get into an image:\n` +
        `${describeFindings(findings.flat())}\n` +
        "Remove it from the artifact or the scripts, replace what has leaked, and let the service read its secrets from " +
        "Secrets Manager when it starts.",
    );
  }
}

async function shareWithConsumers(
  account: DeliveryAccount,
  { consumerAccountIds }: BakeRequest,
  image: CatalogueImage,
): Promise<void> {
  const further = consumerAccountIds.filter((accountId) => !image.consumers.includes(accountId));
  if (further.length > 0) {
    await shareImage(account.ec2, image.imageId, further);
    await account.catalogue.addConsumers(image, further);
  }
}
