import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

import { credentials, type ServiceError } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { resourceRequest, stackRequest, type WireResource } from "../test/policy/support/host";
import { peakMemory } from "./host/peakMemory";

/** As large as the engine lets messages be. */
const LARGEST_MESSAGE = 400 * 1024 * 1024;

export interface PackArgs {
  /** Folder of the pack. */
  readonly folder: string;

  /** Project and stack that it looks at. */
  readonly project: string;
  readonly stack: string;

  /** Its configuration, by policy. */
  readonly config: Readonly<Record<string, object>>;
}

/** A policy pack in the host that the engine starts it in. */
export interface RunningPack {
  /** Seconds from its start until it was ready to be asked. */
  readonly startSeconds: number;

  /** Asks about resources, one after the other. */
  analyze(resources: readonly WireResource[]): Promise<void>;

  /** Asks about a whole stack, and gives the violations that it has. */
  analyzeStack(resources: readonly WireResource[]): Promise<number>;

  /** Peak of its memory, in MB of 1024 kB. */
  peakMemory(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a policy pack as the engine does: the SDK's host, in the pack's folder, asked over gRPC. */
export async function startPack({ folder, project, stack, config }: PackArgs): Promise<RunningPack> {
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [require.resolve("@pulumi/pulumi/cmd/run-policy-pack"), "127.0.0.1:0", folder],
    {
      cwd: folder,
      env: {
        ...process.env,
        PULUMI_PROJECT: project,
        PULUMI_STACK: stack,
        PULUMI_NODEJS_TYPESCRIPT: "false",
      },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const port = await portOf(child, folder);
  const client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure(), {
    "grpc.max_receive_message_length": LARGEST_MESSAGE,
    "grpc.max_send_message_length": LARGEST_MESSAGE,
  });
  await configure(client, config);
  const startSeconds = (performance.now() - started) / 1000;
  return {
    startSeconds,
    async analyze(resources) {
      for (const resource of resources) {
        await answered<analyzer.AnalyzeResponse>((done) => client.analyze(resourceRequest(resource), done));
      }
    },
    async analyzeStack(resources) {
      const request = stackRequest(resources);
      const answer = await answered<analyzer.AnalyzeResponse>((done) => client.analyzeStack(request, done));
      return answer.getDiagnosticsList().length;
    },
    peakMemory: () => peakMemory(child.pid ?? NaN),
    async stop() {
      client.close();
      child.kill();
      if (child.exitCode === null && child.signalCode === null) {
        await once(child, "exit");
      }
    },
  };
}

/** The first line that it writes. */
async function portOf(child: ChildProcess, folder: string): Promise<string> {
  if (child.stdout === null) {
    throw new Error("The policy host has no output.");
  }
  const lines = createInterface({ input: child.stdout });
  const [port] = (await Promise.race([once(lines, "line"), once(child, "exit")])) as [unknown];
  if (typeof port !== "string" || !/^\d+$/.test(port)) {
    throw new Error(`The policy pack in ${folder} did not start.`);
  }
  return port;
}

async function configure(client: AnalyzerClient, config: PackArgs["config"]): Promise<void> {
  const request = new analyzer.ConfigureAnalyzerRequest();
  for (const [policy, properties] of Object.entries(config)) {
    const entry = new analyzer.PolicyConfig();
    entry.setEnforcementlevel(analyzer.EnforcementLevel.MANDATORY);
    entry.setProperties(Struct.fromJavaScript(properties as Parameters<typeof Struct.fromJavaScript>[0]));
    request.getPolicyconfigMap().set(policy, entry);
  }
  await answered((done) => client.configure(request, done));
}

function answered<T>(ask: (done: (error: ServiceError | null, answer: T) => void) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    ask((error, answer) => {
      if (error === null) {
        resolve(answer);
      } else {
        reject(error);
      }
    });
  });
}
