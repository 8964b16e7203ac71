import type { ChildProcess } from "node:child_process";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import {
  CreateOrganizationalUnitCommand,
  ListAccountsCommand,
  ListRootsCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";

import { consoleProgress } from "../../sandbox/progress";
import { openSandbox, type Sandbox } from "../../sandbox/session";
import { type CloudAccess, managementAccess } from "../../sandbox/story/cloudAccess";
import { makeExistingOrganization } from "../../sandbox/story/organization";
import type { EngineRun, PulumiProject } from "../../sandbox/story/pulumi";
import { nameOf, resourcesOf } from "../../sandbox/story/stackExport";
import { engineProgram } from "./engineProgram";

const PROJECT_DIR = path.resolve(__dirname, "../..");

/** Milliseconds between two looks at whether it is time to kill. */
const LOOK_INTERVAL = 50;

/** An account as a stack of the test program lists it. */
export interface TestAccount {
  /** Name of the account and of its resources. */
  readonly name: string;
  readonly email: string;
  readonly tags?: Readonly<Record<string, string>>;

  /** Whether the stack makes something in the account. */
  readonly isUsed?: boolean;
}

/** A sandbox with an organization and the test program, and nothing deployed. */
export interface AccountSandbox {
  readonly sandbox: Sandbox;
  readonly project: PulumiProject;

  /** The management account. */
  readonly access: CloudAccess;

  /** The unit that all accounts go into. */
  readonly unitId: string;

  /** Makes the stack if need be, and sets which accounts it is to have. */
  configure(stack: string, accounts: readonly TestAccount[]): Promise<void>;

  /** Ids of the accounts in the stack's state, by name. */
  accountIds(stack: string): Promise<Readonly<Record<string, string>>>;

  /** Ids of every account of this name in the organization. */
  idsOf(name: string): Promise<readonly string[]>;

  /** How often an action of AWS Organizations was called since the counts were last reset. */
  count(action: string): Promise<number>;
}

/** Opens a sandbox of the tests' own, apart from the story's. */
export async function openAccountSandbox(stateDir: string): Promise<AccountSandbox> {
  const sandbox = await openSandbox({
    projectDir: PROJECT_DIR,
    stateDir,
    progress: consoleProgress(process.stdout),
  });
  const access = managementAccess(sandbox.endpoint, sandbox.region);
  await makeExistingOrganization(access);
  const unitId = await makeUnit(access);
  const project = await engineProgram(sandbox, "accounts");
  return {
    sandbox,
    project,
    access,
    unitId,
    configure: async (stack, accounts) => {
      await project.stackInit(stack);
      await project.configSet(stack, "aws:region", sandbox.region);
      await project.configSet(stack, "unitId", unitId);
      await project.configSet(stack, "accounts", JSON.stringify(accounts));
    },
    accountIds: async (stack) =>
      Object.fromEntries(
        resourcesOf(await project.export(stack))
          .filter(({ type }) => type === "aws:organizations/account:Account")
          .map(({ urn, id = "" }) => [nameOf(urn), id]),
      ),
    idsOf: async (name) => {
      const client = new OrganizationsClient(access);
      try {
        const { Accounts: listed = [] } = await client.send(new ListAccountsCommand({}));
        return listed.filter(({ Name }) => Name === name).map(({ Id = "" }) => Id);
      } finally {
        client.destroy();
      }
    },
    count: async (action) =>
      (await sandbox.gateway.calls())
        .filter((call) => call.service === "organizations" && call.action === action)
        .reduce((sum, { count }) => sum + count, 0),
  };
}

/** The unit that all accounts go into. No stack's own: a unit with accounts in it cannot be deleted. */
async function makeUnit(access: CloudAccess): Promise<string> {
  const client = new OrganizationsClient(access);
  try {
    const { Roots: roots } = await client.send(new ListRootsCommand({}));
    const { OrganizationalUnit: unit } = await client.send(
      new CreateOrganizationalUnitCommand({ ParentId: roots?.[0]?.Id, Name: "workloads" }),
    );
    return unit?.Id ?? "";
  } finally {
    client.destroy();
  }
}

/** Everything that a run said, for assertions and their messages. */
export function saidBy({ diagnostics }: EngineRun): string {
  return diagnostics.map(({ severity, message }) => `${severity}: ${message}`).join("\n");
}

/** Does something while an engine runs, as soon as it is time. Nothing is done once the engine has ended. */
export async function meanwhile(
  engine: ChildProcess,
  isTime: () => Promise<boolean>,
  work: () => Promise<void>,
): Promise<void> {
  const hasEnded = () => engine.exitCode !== null || engine.signalCode !== null;
  while (!hasEnded() && !(await isTime())) {
    await pause(LOOK_INTERVAL);
  }
  if (!hasEnded()) {
    await work();
  }
}

/** Kills an engine with all its plugins as soon as it is time. An engine that ends before is left alone. */
export function killWhen(engine: ChildProcess, isTime: () => Promise<boolean>): Promise<void> {
  return meanwhile(engine, isTime, async () => {
    if (engine.pid !== undefined) {
      await killTree(engine.pid);
    }
  });
}

/** Ends a process and everything that it started, at once and by their ids, as a machine that loses its power does. */
async function killTree(pid: number): Promise<void> {
  const children = await childrenByParent();
  const tree = [pid];
  for (const id of tree) {
    tree.push(...(children.get(id) ?? []));
  }
  for (const id of tree) {
    try {
      process.kill(id, "SIGKILL");
    } catch {
      // It ended with its parent.
    }
  }
}

async function childrenByParent(): Promise<ReadonlyMap<number, readonly number[]>> {
  const children = new Map<number, number[]>();
  for (const entry of await readdir("/proc")) {
    const pid = Number(entry);
    // The name of the program stands in brackets and may hold anything; the parent's id follows the state.
    const status = Number.isInteger(pid) ? await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "") : "";
    const parent = Number(status.slice(status.lastIndexOf(")") + 2).split(" ")[1]);
    if (Number.isInteger(parent)) {
      children.set(parent, [...(children.get(parent) ?? []), pid]);
    }
  }
  return children;
}
