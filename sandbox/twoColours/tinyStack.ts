import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { parse, stringify } from "yaml";
import { z } from "zod";

import { runDuotone } from "../duotoneCommand";
import type { EndedProcess } from "../limitedProcess";
import type { Sandbox } from "../session";
import { type EngineRun, PulumiProject, type RunOptions } from "../story/pulumi";
import type { WorldArgs } from "./world";

/** What the stack's configuration says. */
export interface TinyConfig {
  readonly activeColor: string;

  /** @default - those of the world */
  readonly releases?: WorldArgs["releases"] | undefined;
}

/** Folder of the program in a work copy. */
const PROGRAM = path.join("sandbox", "twoColours", "program");

const stackFileSchema = z.looseObject({ config: z.record(z.string(), z.unknown()).default({}) });

/** A stack whose one resource is the ReleaseSwitch of a world: it runs on the real engine in seconds. */
export class TinyStack {
  private readonly project: PulumiProject;
  private readonly worldFile: string;

  /**
   * @param name The stack's, in the engine's words; the world has one of its own.
   * @param env Variables on top of the sandbox's, for example another gateway.
   */
  public constructor(
    private readonly sandbox: Sandbox,
    private readonly name: string,
    private readonly env: Readonly<Record<string, string>> = {},
  ) {
    const { workDir, stateDir, env: common, runId } = sandbox;
    this.project = new PulumiProject({
      dir: path.join(workDir, PROGRAM),
      env: { ...common, ...env },
      runId,
      logDir: path.join(stateDir, "logs", name),
    });
    this.worldFile = path.join(stateDir, `world-${name}.json`);
  }

  /** Makes the stack, with an empty state, and sets everything that it is configured with. */
  public async init(world: WorldArgs): Promise<void> {
    await this.project.stackInit(this.name);
    await this.declare(world);
    await this.configure({ activeColor: world.activeColor });
  }

  /** Puts other arguments in the program's file. */
  public async declare(world: WorldArgs): Promise<void> {
    await writeFile(this.worldFile, JSON.stringify(world));
  }

  /** Writes the stack's file, as a person with an editor does; `pulumi config set` would take a second for each value. */
  public async configure({ activeColor, releases }: TinyConfig): Promise<void> {
    const file = path.join(this.project.dir, `Pulumi.${this.name}.yaml`);
    const stackFile = stackFileSchema.parse(parse(await readFile(file, "utf8")) ?? {});
    const config = {
      "duotone-two-colours:world": this.worldFile,
      "duotone-two-colours:activeColor": activeColor,
      ...(releases === undefined ? {} : { "duotone-two-colours:releases": releases }),
    };
    await writeFile(file, stringify({ ...stackFile, config }));
  }

  public preview(options?: RunOptions): Promise<EngineRun> {
    return this.project.preview(this.name, options);
  }

  public up(options?: RunOptions): Promise<EngineRun> {
    return this.project.up(this.name, options);
  }

  /** Removes the lock that a killed run left behind. */
  public cancel(): Promise<void> {
    return this.project.cancel(this.name);
  }

  /**
   * Runs `duotone` on the stack, as a person does in the program's folder.
   *
   * @param runId The run that its processes belong to.
   * @default - the sandbox's
   */
  public duotone(args: readonly string[], runId = this.sandbox.runId): Promise<EndedProcess> {
    const env = { ...this.sandbox.env, ...this.env };
    return runDuotone({ ...this.sandbox, env, runId }, ...args, "--cwd", PROGRAM, "--stack", this.name);
  }

  public destroy(options?: RunOptions): Promise<EngineRun> {
    return this.project.destroy(this.name, options);
  }
}
