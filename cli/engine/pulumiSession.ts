import path from "node:path";

import type { EngineEvent, OutputMap, Stack } from "@pulumi/pulumi/automation";

import { anyOf } from "../../providers/anyOf";
import { awsLedger } from "../../providers/ledger/awsLedger";
import { callerIdentity } from "../../providers/ledger/who";
import { dynamoQueue } from "../../providers/queue/dynamoQueue";
import { awsCloud } from "../../providers/switch/awsCloud";
import { limitsOf } from "../../providers/switch/switchInputs";
import type { Clock } from "../../providers/switch/types";
import { usageError } from "../cliError";

import type { Interruption } from "../interruption";
import { inputsFor, readGate } from "../release/gateReading";
import { readSchemaFacts, releasing } from "../release/schemaFacts";
import { switchInStack } from "../release/switchInStack";
import type { EngineRun, Session, StackConfig } from "../session";
import { explainedAwsError } from "./awsErrors";
import { type EngineControls, followEngine } from "./engineRun";
import { explainedEngineError } from "./explained";
import { migrationAccess } from "./migrationAccess";
import { openImageShelf } from "./imageCatalogueShelf";

export interface PulumiSessionArgs {
  /** Folder of the project. */
  readonly cwd: string;
  readonly stack: string;
  readonly clock: Clock;
  readonly interruption: Interruption;
}

/** Updates of a stack's history that are asked for: months of releases. */
const LAST_UPDATES = 200;

/**
 * A stack behind the Pulumi engine, driven through the Automation API, and AWS.
 *
 * Backend, credentials and settings come from the environment, as for `pulumi` itself. The stack that the user has
 * selected stays selected.
 *
 * @throws CliError where there is no `pulumi`, or no project in the folder.
 */
export async function openPulumiSession(args: PulumiSessionArgs): Promise<Session> {
  const { stack: name, clock, interruption } = args;
  const cwd = path.resolve(args.cwd);
  const explained = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw explainedEngineError(error, { stack: name, cwd });
    }
  };
  const { stack, project } = await explained(() => openStack(cwd, name));
  const { workspace } = stack;
  const full = (key: string) => `${project}:${key}`;
  const short = (key: string) => (key.startsWith(full("")) ? key.slice(full("").length) : key);
  const isPath = (key: string) => key.includes(".");

  const config = () =>
    explained(async (): Promise<StackConfig> => {
      const values = await stack.getAllConfig();
      return Object.fromEntries(
        Object.entries(values).map(([key, { value }]) => [short(key), structured(value)]),
      );
    });
  const run = (start: (controls: EngineControls) => Promise<unknown>, options: EngineRun) => {
    workspace.envVars = { ...options.env };
    return followEngine(start, options, interruption);
  };

  return {
    stack: name,
    stackFile: `Pulumi.${name}.yaml`,
    clock,

    async caller(signal) {
      const region = regionOf(await config());
      try {
        return await callerIdentity(region, signal);
      } catch (error) {
        throw explainedAwsError(error, "AWS was asked whose credentials these are");
      }
    },

    releaseSwitch: () =>
      explained(async () =>
        switchInStack(name, ((await stack.exportStack()) as { deployment: unknown }).deployment),
      ),
    config,
    setConfig: (key, value) => explained(() => stack.setConfig(full(key), { value }, isPath(key))),
    removeConfig: (key) => explained(() => stack.removeConfig(full(key), isPath(key))),

    outputs: () =>
      explained(async () => {
        const outputs: OutputMap = await stack.outputs();
        return Object.fromEntries(Object.entries(outputs).map(([key, { value }]) => [key, value as unknown]));
      }),
    exported: () => explained(() => stack.exportStack()),
    configsDeployed: () =>
      explained(async () => {
        const history = await stack.history(LAST_UPDATES, 1, false);
        return history
          .filter(({ kind, result }) => kind === "update" && result === "succeeded")
          .map(({ config: values }) =>
            Object.fromEntries(
              Object.entries(values).map(([key, { value }]) => [short(key), structured(value)]),
            ),
          );
      }),

    preview: (options) =>
      run(
        (controls) =>
          stack.preview({
            message: options.message,
            ...(options.policies !== undefined && {
              policyPacks: [options.policies.pack],
              policyPackConfigs: [options.policies.config],
            }),
            ...withoutDebug(controls),
          }),
        options,
      ),
    update: (options) =>
      run((controls) => stack.up({ message: options.message, ...withoutDebug(controls) }), options),

    async readGate(of, to, signal) {
      const inputs = inputsFor(of, to, await config());
      const cloud = awsCloud(inputs, clock);
      try {
        const inTime = clock.deadline(limitsOf(inputs).readSeconds, "Reading names, parameters and health");
        return await readGate({ cloud, clock }, of, inputs, anyOf(inTime, signal));
      } finally {
        cloud.close();
      }
    },
    async readSchemas({ inputs }, wish, signal) {
      const cloud = awsCloud(inputs, clock);
      try {
        const inTime = clock.deadline(limitsOf(inputs).readSeconds, "Reading where schemas stand");
        return await readSchemaFacts(cloud, releasing(inputs, wish), anyOf(inTime, signal));
      } finally {
        cloud.close();
      }
    },
    queue: ({ inputs }) => dynamoQueue({ ...inputs.queue, lane: name, clock }),
    ledger: ({ inputs }) => awsLedger({ ...inputs.ledger, stack: name, clock }),

    async notify({ inputs }, notice, signal) {
      const cloud = awsCloud(inputs, clock);
      try {
        return await cloud.notify(notice, signal);
      } finally {
        cloud.close();
      }
    },

    migrations: (of) => migrationAccess(name, of, clock),

    images: () =>
      explained(async () => {
        const values = await config();
        const { foundation } = values;
        if (typeof foundation !== "string") {
          throw usageError(
            `Pulumi.${name}.yaml has no duotone:foundation, which names the stack of the image catalogue.`,
          );
        }
        const outputs: OutputMap = await workspace.stackOutputs(foundation);
        return openImageShelf(foundation, outputs);
      }),
  };
}

async function openStack(
  cwd: string,
  name: string,
): Promise<{ readonly stack: Stack; readonly project: string }> {
  // Loaded here: it takes half a second, which no help text or completion should wait for.
  const automation = await import("@pulumi/pulumi/automation/index.js");
  const workspace = await automation.LocalWorkspace.create({ workDir: cwd });
  // The Automation API selects a stack by making it the user's own selection, and the next plain `pulumi up` of theirs
  // would be of another stack. Every command names its stack, so nothing needs to be selected.
  workspace.selectStack = () => Promise.resolve();
  const { name: project } = await workspace.projectSettings();
  return { stack: await automation.Stack.select(name, workspace), project };
}

/** The engine writes debug messages of the program into its events: most of them, and nothing that is shown. */
function withoutDebug({ onEvent, signal }: EngineControls): EngineControls {
  return {
    signal,
    onEvent: (event: EngineEvent) => {
      if ((event.diagnosticEvent?.severity as string | undefined) !== "debug") {
        onEvent(event);
      }
    },
  };
}

function regionOf(config: StackConfig): string {
  const region = config["aws:region"] ?? process.env.AWS_REGION;
  if (typeof region !== "string") {
    throw usageError("Neither the stack's file has aws:region nor the environment AWS_REGION.");
  }
  return region;
}

/** The engine hands structured values over as JSON, and everything else as the text that it is. */
function structured(value: string): unknown {
  if (!/^[[{]/.test(value)) {
    return value;
  }
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
