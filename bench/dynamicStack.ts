import { writeFile } from "node:fs/promises";
import path from "node:path";

import { CreateRoleCommand } from "@aws-sdk/client-iam";

import type { ReleaseSwitchArgs } from "../providers/releaseSwitch";
import type { ProgressStep } from "../sandbox/progress";
import type { Sandbox } from "../sandbox/session";
import { managementAccess } from "../sandbox/story/cloudAccess";
import { type EngineRun, PulumiProject } from "../sandbox/story/pulumi";
import { given } from "../sandbox/twoColours/clients";
import { makeWorld, type World } from "../sandbox/twoColours/world";
import { UserError } from "../sandbox/userError";
import type { DynamicPlan } from "./programs/dynamic/declareDynamic";

const STACK = "dynamic";

/** Seconds that one run of the engine may take; it takes half a minute at most. */
const RUN_LIMIT_SECONDS = 180;

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
});

/** A stack with every dynamic class, on a world of two colours. */
export class DynamicStack {
  private constructor(
    public readonly sandbox: Sandbox,
    public readonly world: World,
    public readonly plan: DynamicPlan,
    private readonly project: PulumiProject,
  ) {}

  /** Makes the world and the stack, with an empty state. */
  public static async make(sandbox: Sandbox): Promise<DynamicStack> {
    const { endpoint, env, region, runId, stateDir, workDir } = sandbox;
    const world = await makeWorld(managementAccess(endpoint, region));
    const plan: DynamicPlan = {
      release: world.args as ReleaseSwitchArgs,
      region,
      accessRoles: { first: await makeRole(world, "first"), second: await makeRole(world, "second") },
      networksRole: await makeRole(world, "networks"),
    };
    const project = new PulumiProject({
      dir: path.join(workDir, "bench", "programs", "dynamic"),
      env,
      runId,
      logDir: path.join(stateDir, "logs"),
    });
    const planFile = path.join(stateDir, "dynamic-plan.json");
    await writeFile(planFile, JSON.stringify(plan));
    await project.stackInit(STACK);
    await project.configSet(STACK, "planFile", planFile);
    return new DynamicStack(sandbox, world, plan, project);
  }

  /** Sets the active colour and runs `pulumi up`, as a user does; the run's seconds are those of `pulumi up`. */
  public async up(color: string, step?: ProgressStep): Promise<EngineRun> {
    await this.project.configSet(STACK, "activeColor", color);
    return succeeded(await this.project.up(STACK, { step, limitSeconds: RUN_LIMIT_SECONDS }));
  }

  public async refresh(): Promise<EngineRun> {
    return succeeded(await this.project.refresh(STACK, { limitSeconds: RUN_LIMIT_SECONDS }));
  }

  public export(): Promise<unknown> {
    return this.project.export(STACK);
  }
}

/** Makes a role that the sandbox's caller may assume, or makes it again. @returns its ARN */
export async function makeRole({ clients }: World, name: string): Promise<string> {
  const command = new CreateRoleCommand({ RoleName: roleName(name), AssumeRolePolicyDocument: TRUST });
  const { Role: role } = await clients.iam.send(command);
  return given(role?.Arn, "a role");
}

/** What a role is called in the cloud. */
export function roleName(name: string): string {
  return `bench-${name}`;
}

/** @throws UserError where the run did not succeed. */
function succeeded(run: EngineRun): EngineRun {
  if (run.exitCode !== 0) {
    throw new UserError(`${run.command} ended with ${run.exitCode}. See ${run.logFile}`);
  }
  return run;
}
