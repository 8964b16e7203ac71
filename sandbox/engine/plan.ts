import { UserError } from "../userError";

/** Chooses where the toolchain comes from. */
export const TOOLCHAIN_VARIABLE = "DUOTONE_TOOLCHAIN";

/**
 * - `auto`: what is on PATH at the pinned version, else the vendor's, else built from Go modules.
 * - `vendor`: the vendor's downloads and nothing else.
 * - `build`: built from Go modules, whatever is on PATH.
 */
const CHOICES = ["auto", "vendor", "build"] as const;
export type Choice = (typeof CHOICES)[number];

/** @throws UserError where the variable holds something else. */
export function chosen(env: NodeJS.ProcessEnv): Choice {
  const value = env[TOOLCHAIN_VARIABLE] ?? "";
  const choice = value === "" ? "auto" : CHOICES.find((candidate) => candidate === value);
  if (choice === undefined) {
    throw new UserError(`${TOOLCHAIN_VARIABLE} is "${value}": allowed are ${CHOICES.join(", ")}.`);
  }
  return choice;
}

/** What was found out about one program before anything is fetched. */
export interface Availability {
  /** File on PATH at the pinned version. */
  readonly onPath: string | undefined;

  /** Why another file on PATH is not used; `undefined` where there is none. */
  readonly unusable: string | undefined;

  /** Why the vendor's cannot be had; `undefined` where it can. */
  readonly vendorSilence: string | undefined;
}

export interface Findings {
  readonly pulumi: Availability;
  readonly packer: Availability;

  /** Of the amazon plugin, which Packer itself fetches from its vendor. */
  readonly packerPluginAmazon: Availability;

  /** Why the vendor's aws, awsx and command plugins cannot be had; `undefined` where they can. */
  readonly vendorPluginsSilence: string | undefined;
}

/** Where one program comes from. */
export type Source =
  { readonly kind: "PATH"; readonly path: string } | { readonly kind: "vendor" } | { readonly kind: "build" };

export interface ToolchainPlan {
  readonly pulumi: Source;
  readonly packer: Source;
  readonly packerPluginAmazon: Source;

  /** Whether the vendor's aws, awsx and command plugins are used. Where not, the bridge is needed and built. */
  readonly vendorPlugins: boolean;

  /** Whether anything is built, so that Go is needed. */
  readonly needsGo: boolean;

  /** Whether what a vendor fails to deliver may be built instead. */
  readonly mayBuild: boolean;

  /** Why something comes neither from PATH, where there is one, nor from its vendor. */
  readonly notes: readonly string[];
}

/**
 * Decides where each part comes from.
 *
 * @throws UserError where the choice is `vendor` and a vendor cannot be reached, with every reason.
 */
export function planToolchain(choice: Choice, findings: Findings): ToolchainPlan {
  const { pulumi, packer, packerPluginAmazon, vendorPluginsSilence } = findings;
  const programs = [pulumi, packer, packerPluginAmazon];
  if (choice === "vendor") {
    const reasons = distinct([...programs.map(({ vendorSilence }) => vendorSilence), vendorPluginsSilence]);
    if (reasons.length > 0) {
      throw new UserError(
        `${TOOLCHAIN_VARIABLE} is "vendor", and not everything can be downloaded from the vendors:\n` +
          `${reasons.map((reason) => ` - ${reason}`).join("\n")}\n` +
          `Unset ${TOOLCHAIN_VARIABLE}: what cannot be downloaded is then built from Go modules.`,
      );
    }
  }
  const vendorPlugins = choice !== "build" && vendorPluginsSilence === undefined;
  const built = programs.filter((found) => sourceOf(choice, found).kind === "build");
  const silences = [...built.map(({ vendorSilence }) => vendorSilence), vendorPluginsSilence];
  return {
    pulumi: sourceOf(choice, pulumi),
    packer: sourceOf(choice, packer),
    packerPluginAmazon: sourceOf(choice, packerPluginAmazon),
    vendorPlugins,
    needsGo: built.length > 0 || !vendorPlugins,
    mayBuild: choice !== "vendor",
    notes: choice === "auto" ? distinct([...programs.map(({ unusable }) => unusable), ...silences]) : [],
  };
}

function sourceOf(choice: Choice, found: Availability): Source {
  if (choice === "build") {
    return { kind: "build" };
  }
  if (choice === "auto" && found.onPath !== undefined) {
    return { kind: "PATH", path: found.onPath };
  }
  return { kind: found.vendorSilence === undefined ? "vendor" : "build" };
}

function distinct(reasons: readonly (string | undefined)[]): string[] {
  return [...new Set(reasons.filter((reason) => reason !== undefined))];
}
