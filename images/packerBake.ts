import path from "node:path";

import { ImageError } from "../components/images/imageError";
import { type BakePlan, TEMPLATES } from "./bakePlan";
import type { BakeRequest } from "./bakeRequest";
import type { DeliveryAccount } from "./deliveryAccount";
import { type Making, readPackages } from "./imageManifest";
import { packerSetup, runPacker } from "./packer";

export interface PackerBake {
  readonly account: Pick<DeliveryAccount, "credentials">;
  readonly request: BakeRequest;
  readonly plan: BakePlan;
  readonly workDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
}

/** An image that Packer made, and how. */
export interface MadeImage {
  readonly imageId: string;
  readonly making: Making;
}

/**
 * Makes the image of a plan.
 *
 * @throws ImageError where this machine lacks something; PackerFailure where Packer fails, with or without an image.
 */
export async function bakeWithPacker(bake: PackerBake): Promise<MadeImage> {
  const { account, request, plan, workDir, env, report, signal } = bake;
  const startedAt = new Date().toISOString();
  const communicator = env.PKR_VAR_communicator ?? "ssh";
  const { version, problems } = await packerSetup(env, TEMPLATES, communicator, request.instanceProfile);
  if (problems.length > 0) {
    throw new ImageError(`Images cannot be baked on this machine:\n${problems.join("\n")}`);
  }
  const packages = path.join(workDir, "packages.txt");
  report(`baking ${plan.imageName}`);
  const imageId = await runPacker({
    kind: plan.kind,
    templates: TEMPLATES,
    variables: {
      region: request.region,
      architecture: plan.architecture,
      source_ami: plan.sourceImage,
      image_name: plan.imageName,
      description: plan.description,
      tags: plan.tags,
      packages_file: packages,
      ...(request.kmsKeyArn === undefined ? {} : { kms_key_id: request.kmsKeyArn }),
      ...(request.instanceProfile === undefined ? {} : { instance_profile: request.instanceProfile }),
      ...(request.subnetId === undefined ? {} : { subnet_id: request.subnetId }),
      ...(request.kind === "base" || plan.artifact === undefined
        ? {}
        : { service: request.service, commit: request.commit, artifact: plan.artifact.file }),
    },
    manifest: path.join(workDir, "manifest.json"),
    env: await packerEnvironment(account, env),
    report,
    signal,
  });
  return { imageId, making: { startedAt, packerVersion: version, packages: await readPackages(packages) } };
}

/** Packer works with the delivery account's credentials, and no profile of the caller's has a say in it. */
async function packerEnvironment(
  account: PackerBake["account"],
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
