import { freemem } from "node:os";
import path from "node:path";

import { UserError } from "../userError";
import type { BinPrograms } from "./binFolder";
import { isExecutable } from "./commands";
import type { EngineContext, ToolchainPart } from "./context";
import type { Found } from "./findings";
import { buildsAtOnce, builtProgram } from "./goBuild";
import { GO_MODULES, type GoModuleName } from "./goModules";
import { type InstalledPlugin, installPackerPlugin } from "./packerPlugin";
import type { Source } from "./plan";
import { refuseIfMissing } from "./prerequisites";
import { terraformProviderAws } from "./terraformProvider";
import { Slots, together } from "./together";
import { vendorPrograms } from "./vendor";
import { type VendorArchive, packerArchive, pulumiArchive } from "./vendorArchives";
import { VERSIONS } from "./versions";

/** Pulumi's command with what belongs to it. */
export interface PulumiPrograms {
  readonly programs: Omit<BinPrograms, "packer">;
  readonly parts: readonly ToolchainPart[];
}

export interface PackerPrograms {
  readonly packer: ToolchainPart;
  readonly plugin: InstalledPlugin;
}

/** Fetches each program from where the plan says, and builds what a vendor fails to deliver. */
export class ToolFetcher {
  private readonly slots = new Slots(buildsAtOnce(freemem()));

  public constructor(
    private readonly context: EngineContext,
    private readonly found: Found,
  ) {}

  public async pulumi(controller: AbortController): Promise<PulumiPrograms> {
    const { pulumi: source } = this.found.plan;
    const whole = await this.fetched(source, "pulumi", pulumiArchive(this.context.platform));
    if (whole === undefined) {
      const [pulumi, host] = await together<[ToolchainPart, ToolchainPart]>(controller, [
        () => this.built("pulumi"),
        () => this.built("languageNodejs"),
      ]);
      return {
        programs: { pulumi: pulumi.path, languageNodejs: host.path, launchScripts: undefined },
        parts: [pulumi, host],
      };
    }
    const folder = path.dirname(whole.path);
    const host = {
      ...whole,
      tool: "language-nodejs",
      path: path.join(folder, "pulumi-language-nodejs"),
      seconds: 0,
    };
    const hasScripts = await isExecutable(path.join(folder, "pulumi-resource-pulumi-nodejs"));
    return {
      programs: {
        pulumi: whole.path,
        languageNodejs: host.path,
        launchScripts: hasScripts ? folder : undefined,
      },
      parts: [whole, host],
    };
  }

  public async packer(controller: AbortController): Promise<PackerPrograms> {
    const { packer: source, packerPluginAmazon: pluginSource } = this.found.plan;
    const [packer, program] = await together<[ToolchainPart, ToolchainPart | undefined]>(controller, [
      async () =>
        (await this.fetched(source, "packer", packerArchive(this.context.platform))) ?? this.built("packer"),
      () => this.pluginProgram(pluginSource),
    ]);
    return { packer, plugin: await this.plugin(packer.path, program) };
  }

  /** What the stand-ins of the vendor's plugins are made of: the bridge and the Terraform provider. */
  public standIns(controller: AbortController): Promise<readonly ToolchainPart[]> {
    return together<[ToolchainPart, ToolchainPart]>(controller, [
      () => this.built("terraformBridge"),
      () => terraformProviderAws(this.found.python, this.context),
    ]);
  }

  /** The plugin's program; `undefined` where Packer itself is to download it, once it is there. */
  private async pluginProgram(source: Source): Promise<ToolchainPart | undefined> {
    if (source.kind === "vendor") {
      return undefined;
    }
    return source.kind === "build"
      ? this.built("packerPluginAmazon")
      : onPath("packer-plugin-amazon", VERSIONS.packerPluginAmazon, source.path);
  }

  private async plugin(packer: string, program: ToolchainPart | undefined): Promise<InstalledPlugin> {
    try {
      return await installPackerPlugin(packer, program, this.context);
    } catch (error) {
      if (program !== undefined || !this.mayBuildAfter(error, "packer-plugin-amazon")) {
        throw error;
      }
      return installPackerPlugin(packer, await this.built("packerPluginAmazon"), this.context);
    }
  }

  /** The program from PATH or from its vendor; `undefined` where it has to be built. */
  private async fetched(
    source: Source,
    tool: "pulumi" | "packer",
    archive: VendorArchive,
  ): Promise<ToolchainPart | undefined> {
    if (source.kind !== "vendor") {
      return source.kind === "PATH" ? onPath(tool, VERSIONS[tool], source.path) : undefined;
    }
    try {
      return await vendorPrograms(archive, this.found.python, this.context);
    } catch (error) {
      if (!this.mayBuildAfter(error, tool)) {
        throw error;
      }
      return undefined;
    }
  }

  /** Whether a vendor's failure is one to go around. Says so to the user if it is. */
  private mayBuildAfter(error: unknown, tool: string): boolean {
    const may = this.found.plan.mayBuild && error instanceof UserError && !this.context.signal.aborted;
    if (may) {
      this.context.report.step(tool).done("is built from its Go module instead");
    }
    return may;
  }

  private built(name: GoModuleName): Promise<ToolchainPart> {
    const { go } = this.found;
    if (typeof go === "string") {
      refuseIfMissing([go]);
      throw new Error("A missing Go was not refused.");
    }
    return this.slots.run(() => builtProgram(GO_MODULES[name], go, this.context));
  }
}

function onPath(tool: string, version: string, file: string): ToolchainPart {
  return { tool, version, origin: "PATH", path: file, seconds: 0 };
}
