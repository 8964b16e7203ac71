import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import type { Architecture } from "../components/images/architecture";
import type { CatalogueImage } from "../components/images/catalogueItem";
import { ImageError } from "../components/images/imageError";
import { unpackArtifact } from "./artifact";
import { type BakeContext, bakeNew, type BakeOutcome } from "./bakeNew";
import { planBake, SCRIPT_FOLDERS, TEMPLATE_FILES, TEMPLATES } from "./bakePlan";
import type { BakeRequest } from "./bakeRequest";
import { type DeliveryAccount, openDeliveryAccount } from "./deliveryAccount";
import { shareCopies } from "./copies";
import type { SchemaRange } from "../providers/schema/state";
import { describeFindings, scanFolder, scanText } from "./inputScan";
import { shareImage } from "./machineImages";
import { withCopies } from "./missingCopies";

/** What came of a bake. A service's has a commit, a base image's a version. */
export type BakeResult = {
  readonly imageId: string;
  readonly contentKey: string;

  /** Whether Packer made the image in this run. */
  readonly baked: boolean;
  readonly service: string;
  readonly architecture: Architecture;

  /** Versions of its database's schema that the release runs on, where its artifact states them. */
  readonly schema?: SchemaRange;
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
    const { image: found, baked } =
      plan.known === undefined
        ? await bakeWithoutSecrets({ account, request, plan, workDir, ...tools })
        : { image: plan.known, baked: false };
    const image = await withCopies({ account, request, plan, ...tools }, found);
    await shareWithConsumers(account, request, image);
    const what = request.kind === "base" ? { version: request.version } : { commit: request.commit };
    const { imageId, contentKey, service, architecture, schema } = image;
    return {
      imageId,
      contentKey,
      baked,
      service,
      architecture,
      ...(schema !== undefined && { schema }),
      ...what,
    };
  } finally {
    account.close();
    await rm(workDir, { recursive: true, force: true });
  }
}

async function bakeWithoutSecrets(context: Omit<BakeContext, "schema">): Promise<BakeOutcome> {
  const schema = await refuseSecrets(context);
  context.signal.throwIfAborted();
  return bakeNew({ ...context, schema });
}

/**
 * An image is readable for whoever may start it, for as long as it exists: what must stay secret cannot be in it.
 *
 * @returns What the artifact states of its database's schema.
 */
async function refuseSecrets({
  plan,
  workDir,
  env,
  report,
}: Omit<BakeContext, "schema">): Promise<SchemaRange | undefined> {
  const own = await Promise.all(
    [...TEMPLATE_FILES[plan.kind], ...SCRIPT_FOLDERS[plan.kind]].map((below) =>
      scanFolder(TEMPLATES, { below }),
    ),
  );
  // Tags can be read by whoever may start the image, too.
  const tags = `${plan.description}\n${Object.values(plan.tags).join("\n")}\n`;
  const findings = [...own.flat(), ...scanText("tags and description", tags)];
  let schema: SchemaRange | undefined;
  if (plan.artifact !== undefined) {
    const unpacked = path.join(workDir, "artifact");
    ({ schema } = await unpackArtifact(plan.artifact.file, unpacked, env));
    findings.push(...(await scanFolder(unpacked, { note: report })));
  }
  if (findings.length > 0) {
    throw new ImageError(
      `${plan.description} is not baked, because its inputs hold what must not get into an image:\n` +
        `${describeFindings(findings)}\n` +
        "Remove it from the artifact or the scripts, replace what has leaked, and let the service read its secrets from " +
        "Secrets Manager when it starts.",
    );
  }
  return schema;
}

async function shareWithConsumers(
  account: DeliveryAccount,
  { consumerAccountIds }: BakeRequest,
  image: CatalogueImage,
): Promise<void> {
  const further = consumerAccountIds.filter((accountId) => !image.consumers.includes(accountId));
  if (further.length > 0) {
    await shareImage(account.ec2, image.imageId, further);
    await shareCopies(account, image.copies, further);
    await account.catalogue.addConsumers(image, further);
  }
}
