import { join } from "node:path";
import { type AnnouncedServer, logTail, startAnnouncedServer } from "./announced";
import { GatewayClient } from "./gatewayClient";

/** The emulated cloud of a run. */
export interface Cloud {
  /** Where it answers, for `AWS_ENDPOINT_URL`: the gateway, on 127.0.0.1 and a free port. */
  readonly endpoint: string;
  /** Counts calls and sets faults. */
  readonly gateway: GatewayClient;
  /** Ends it, with all its state. */
  stop(): Promise<void>;
}

/** What a cloud is started with. */
export interface CloudOptions {
  /** The Python interpreter of an environment that holds `requirements.txt`. */
  readonly python: string;
  /** Where `moto.log` and `gateway.log` go. The folder is made if need be. */
  readonly logDir: string;
  /** The run that the cloud's processes belong to. */
  readonly runId: string;
}

/** The emulator starts in half a second; a machine that is busy with everything else may take many times as long. */
const START_DEADLINE_MS = 60_000;

/**
 * Starts the AWS emulator and the gateway in front of it, empty, and waits until both answer.
 *
 * @throws Error with the tail of the log of what did not start in time
 */
export async function startCloud({ python, logDir, runId }: CloudOptions): Promise<Cloud> {
  const emulator = await startAnnouncedServer({
    label: "AWS emulator",
    command: python,
    args: ["-B", "-u", join(__dirname, "moto_launcher.py")],
    env: { ...emulatorEnvironment(), DUOTONE_INSTANCES_DIR: join(logDir, "instances") },
    logFile: join(logDir, "moto.log"),
    runId,
    deadlineMs: START_DEADLINE_MS,
  });
  const servers: AnnouncedServer[] = [emulator];
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  try {
    const gateway = await startAnnouncedServer({
      label: "cloud gateway",
      command: process.execPath,
      args: [
        "-r",
        require.resolve("ts-node/register/transpile-only"),
        join(__dirname, "gatewayMain.ts"),
        emulator.endpoint,
      ],
      env: { ...process.env, TS_NODE_PROJECT: join(__dirname, "..", "..", "tsconfig.json") },
      logFile: join(logDir, "gateway.log"),
      runId,
      deadlineMs: START_DEADLINE_MS,
    });
    servers.unshift(gateway);
    await answers(gateway.endpoint, join(logDir, "moto.log"));
    return { endpoint: gateway.endpoint, gateway: new GatewayClient(gateway.endpoint), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** One call through gateway and emulator; the emulator's own page, so that no count and no service is touched. */
async function answers(endpoint: string, emulatorLog: string): Promise<void> {
  const response = await fetch(`${endpoint}/moto-api/`, { signal: AbortSignal.timeout(START_DEADLINE_MS) });
  await response.arrayBuffer();
  if (!response.ok) {
    throw new Error(
      `The AWS emulator answers with status ${response.status} behind the gateway.\n${await logTail(emulatorLog)}`,
    );
  }
  await new GatewayClient(endpoint).resetCalls();
}

/**
 * The environment of the emulator: this process's, without what would make moto or the AWS library inside it look
 * for real accounts, ports and files.
 */
function emulatorEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(AWS_|MOTO_|PYTHON|TEST_|INITIAL_NO_AUTH)/.test(name)),
  );
}
