import { readFile } from "node:fs/promises";
import path from "node:path";

import { consoleProgress } from "./progress";
import { openSandbox, type Sandbox } from "./session";
import { roleAccess } from "./story/cloudAccess";
import { type LiveNames, readLiveNames, releaseSwitchOf, type SwitchState } from "./story/publicNames";
import type { StoryReport } from "./story/report";
import { STORY } from "./story/steps";
import { tellStory } from "./story/story";

/** Milliseconds that opening the sandbox and telling the story may take, with the toolchain still to be built, on a busy machine. */
export const STORY_LIMIT = 75 * 60 * 1000;

/** Milliseconds that one test on the engine may take: a few runs of it, each some tens of seconds. */
export const ENGINE_TEST_LIMIT = 20 * 60 * 1000;

const PROJECT_DIR = path.resolve(__dirname, "..");

/** Apart from the user's own sandbox, which may be running or kept at the same time. */
const STATE_DIR = path.join(PROJECT_DIR, ".sandbox", "tests");

/** A sandbox in which the story has been told: staging is rebuilt, prod is up with prod1 active. */
export interface EngineSession {
  readonly sandbox: Sandbox;
  readonly report: StoryReport;

  /** What stopped the story; absent where every step did what it should. */
  readonly failure?: Error | undefined;

  /** A stack's export as the story left it, for example `readExport("duotone-prod")`. */
  readExport(name: string): Promise<unknown>;

  /** Prod's release switch as its state has it now, and what its names point at now. */
  publicNames(): Promise<{ state: SwitchState; live: LiveNames }>;
}

let users = 0;
let opened: Promise<EngineSession> | undefined;

/**
 * Gives the specs of one `describe` the session that all engine specs share. Called inside `describe`; the session is
 * opened, and its story told, before the first test of the first such block, and closed after the last.
 *
 * The story is told once. Every block after the first finds the sandbox as the block before it left it, so a block puts
 * back what it changes.
 *
 * @returns What gives the session, to be called in tests and hooks.
 */
export function useEngineSession(): () => EngineSession {
  let session: EngineSession | undefined;
  users += 1;
  before(async function () {
    this.timeout(STORY_LIMIT);
    opened ??= openSession();
    session = await opened;
  });
  after(async function () {
    this.timeout(ENGINE_TEST_LIMIT);
    users -= 1;
    if (users === 0) {
      await session?.sandbox.close();
    }
  });
  return () => {
    if (session === undefined) {
      throw new Error("The engine session is open in tests and hooks only.");
    }
    return session;
  };
}

async function openSession(): Promise<EngineSession> {
  const progress = consoleProgress(process.stdout);
  const sandbox = await openSandbox({ projectDir: PROJECT_DIR, stateDir: STATE_DIR, progress });
  const { report, failure } = await tellStory({ sandbox, steps: STORY, progress });
  return {
    sandbox,
    report,
    failure,
    readExport: async (name) =>
      JSON.parse(await readFile(path.join(sandbox.stateDir, "exports", `${name}.json`), "utf8")) as unknown,
    publicNames: async () => {
      const state = releaseSwitchOf(await sandbox.root.export("prod"));
      const { deliveryRoleArn } = await sandbox.foundation.outputs("org");
      if (typeof deliveryRoleArn !== "string") {
        throw new Error("The foundation has no output deliveryRoleArn.");
      }
      const access = roleAccess(sandbox.endpoint, sandbox.region, deliveryRoleArn);
      return { state, live: await readLiveNames(access, state) };
    },
  };
}
