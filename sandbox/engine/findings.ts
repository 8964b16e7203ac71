import { readFile } from "node:fs/promises";
import path from "node:path";

import type { EngineContext } from "./context";
import { GO_MODULES, goDirective, moduleFolder } from "./goModules";
import { type InstalledTool, findInstalled } from "./installed";
import { type Availability, type Choice, type ToolchainPlan, chosen, planToolchain } from "./plan";
import { type GoProgram, findGo, missingPrerequisites, refuseIfMissing } from "./prerequisites";
import { type Python, findPython } from "./python";
import { isUnpacked, vendorSilence } from "./vendor";
import { type VendorArchive, packerArchive, pulumiArchive, vendorPluginUrls } from "./vendorArchives";
import { isAtLeast } from "./versions";

/** What there is on the machine to make the toolchain with, and from where each part then comes. */
export interface Found {
  readonly plan: ToolchainPlan;
  readonly python: Python;

  /** The `go` program, or the sentence that says what is missing, where the plan builds nothing. */
  readonly go: GoProgram | string;
}

/**
 * Looks at the machine and at the vendors' hosts. Fetches nothing.
 *
 * @throws UserError with every program that is missing.
 */
export async function findOut(context: EngineContext): Promise<Found> {
  const choice = chosen(context.env);
  const step = context.report.step("Looking for the toolchain");
  try {
    const [plan, python, go, missing] = await Promise.all([
      findPlan(choice, context),
      findPython(context.env),
      findGo(context.env, await newestGoDirective()),
      missingPrerequisites(context.env),
    ]);
    refuseIfMissing([...missing, ...(plan.needsGo ? [python, go] : [python]).filter(isSentence)]);
    if (isSentence(python)) {
      throw new Error("A missing Python was not refused.");
    }
    step.done(plan.notes.join("; "));
    return { plan, python, go };
  } catch (error) {
    step.fail("something is missing");
    throw error;
  }
}

async function findPlan(choice: Choice, context: EngineContext): Promise<ToolchainPlan> {
  const nobodyLooks: InstalledTool = { unusable: undefined };
  const [installed, pulumi, packer, vendorPluginsSilence] = await Promise.all([
    choice === "auto"
      ? findInstalled(context.env, context.platform)
      : { pulumi: nobodyLooks, packer: nobodyLooks, packerPluginAmazon: nobodyLooks },
    archiveSilence(pulumiArchive(context.platform), choice, context),
    archiveSilence(packerArchive(context.platform), choice, context),
    silence(vendorPluginUrls(context.platform), choice, context),
  ]);
  return planToolchain(choice, {
    pulumi: { ...onPath(installed.pulumi), vendorSilence: pulumi },
    packer: { ...onPath(installed.packer), vendorSilence: packer },
    // Its vendor is Packer's: where Packer can be downloaded, Packer can download its plugin.
    packerPluginAmazon: { ...onPath(installed.packerPluginAmazon), vendorSilence: packer },
    vendorPluginsSilence,
  });
}

/** An archive that was unpacked before needs no vendor. */
async function archiveSilence(
  archive: VendorArchive,
  choice: Choice,
  context: EngineContext,
): Promise<string | undefined> {
  return (await isUnpacked(archive, context)) ? undefined : silence([archive.url], choice, context);
}

async function silence(
  urls: readonly string[],
  choice: Choice,
  context: EngineContext,
): Promise<string | undefined> {
  return choice === "build" ? "the vendor is not asked" : vendorSilence(urls, context, choice === "vendor");
}

async function newestGoDirective(): Promise<string> {
  const texts = await Promise.all(
    Object.values(GO_MODULES).map((module) => readFile(path.join(moduleFolder(module), "go.mod"), "utf8")),
  );
  return texts.map(goDirective).reduce((newest, release) => (isAtLeast(newest, release) ? newest : release));
}

function onPath(tool: InstalledTool): Pick<Availability, "onPath" | "unusable"> {
  return "path" in tool
    ? { onPath: tool.path, unusable: undefined }
    : { onPath: undefined, unusable: tool.unusable };
}

function isSentence(value: unknown): value is string {
  return typeof value === "string";
}
