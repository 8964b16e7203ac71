import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { parse, stringify } from "yaml";
import { z } from "zod";

import type { Sandbox } from "../session";
import { PulumiProject } from "../story/pulumi";
import type { WorldArgs } from "./world";

/** The program's own stack; the world's stack is what its names begin with. */
export const TINY_STACK = "prod";

/** What the stack's configuration says. */
export interface TinyConfig {
  readonly activeColor: string;

  /** @default - those of the world */
  readonly releases?: WorldArgs["releases"] | undefined;
}

const stackFileSchema = z.looseObject({ config: z.record(z.string(), z.unknown()).default({}) });

/** A Pulumi project whose one resource is the ReleaseSwitch of a world: it runs on the real engine in seconds. */
export class TinyProject {
  public readonly project: PulumiProject;
  private readonly worldFile: string;

  public constructor({ workDir, stateDir, env, runId }: Sandbox) {
    this.project = new PulumiProject({
      dir: path.join(workDir, "sandbox", "twoColours", "program"),
      env,
      runId,
      logDir: path.join(stateDir, "logs"),
    });
    this.worldFile = path.join(stateDir, "world.json");
  }

  /** Makes the stack, with an empty state, and sets everything that it is configured with. */
  public async init(world: WorldArgs): Promise<void> {
    await this.project.stackInit(TINY_STACK);
    await this.declare(world);
    await this.configure({ activeColor: world.activeColor });
  }

  /** Puts other arguments in the program's file. */
  public async declare(world: WorldArgs): Promise<void> {
    await writeFile(this.worldFile, JSON.stringify(world));
  }

  /** Writes the stack's file, as a person with an editor does; `pulumi config set` would take a second for each value. */
  public async configure({ activeColor, releases }: TinyConfig): Promise<void> {
    const file = path.join(this.project.dir, `Pulumi.${TINY_STACK}.yaml`);
    const stackFile = stackFileSchema.parse(parse(await readFile(file, "utf8")) ?? {});
    const config = {
      "duotone-two-colours:world": this.worldFile,
      "duotone-two-colours:activeColor": activeColor,
      ...(releases === undefined ? {} : { "duotone-two-colours:releases": releases }),
    };
    await writeFile(file, stringify({ ...stackFile, config }));
  }
}
