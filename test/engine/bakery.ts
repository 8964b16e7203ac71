import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { CreateTableCommand, DeleteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeImagesCommand, EC2Client, type Image } from "@aws-sdk/client-ec2";
import {
  CreateAccountCommand,
  DescribeCreateAccountStatusCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

import type { CatalogueKey } from "../../components/images/catalogueTable";
import { type Cloud, startCloud } from "../../sandbox/cloud/cloud";
import { compileSources } from "../../sandbox/compileSources";
import { ensureToolchain, type Toolchain } from "../../sandbox/engine/toolchain";
import { childEnvironment, type SandboxEnvironmentArgs } from "../../sandbox/environment";
import { consoleProgress } from "../../sandbox/progress";
import { artifactKey, makeArtifact } from "../../sandbox/story/artifacts";
import { managementAccess, roleAccess } from "../../sandbox/story/cloudAccess";
import { makeExistingOrganization } from "../../sandbox/story/organization";
import type { ServiceCommit } from "../../sandbox/story/stackFiles";
import { makeWorkCopy } from "../../sandbox/workCopy";

const PROJECT_DIR = path.resolve(__dirname, "../..");

/** Milliseconds that opening a bakery may take: the toolchain may still have to be built. */
export const OPENING_LIMIT = 30 * 60 * 1000;

export const REGION = "eu-west-1";
export const TABLE = "duotone-images";
export const BUCKET = "artifacts";

/** How a run of the bake program ended. */
export interface BakeRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;

  /** How often each action was called, as `service:Action`. Only of what ran while no other bake did. */
  readonly calls: Readonly<Record<string, number>>;
}

/** An emulated cloud with an empty delivery account, real Packer, and the bake program, compiled once for all of its runs. */
export class Bakery {
  public readonly dynamodb: DynamoDBClient;
  public readonly ec2: EC2Client;
  public readonly s3: S3Client;

  /** What the SDK of this process was turned towards before. */
  private readonly endpointBefore = process.env.AWS_ENDPOINT_URL;

  private constructor(
    public readonly cloud: Cloud,
    public readonly roleArn: string,
    public readonly env: Readonly<Record<string, string>>,
    private readonly folder: string,
    private readonly workDir: string,
  ) {
    // What a test opens as the program does, without naming an endpoint, is opened in this cloud.
    process.env.AWS_ENDPOINT_URL = cloud.endpoint;
    const access = roleAccess(cloud.endpoint, REGION, roleArn);
    this.dynamodb = new DynamoDBClient(access);
    this.ec2 = new EC2Client(access);
    this.s3 = new S3Client({ ...access, forcePathStyle: true });
  }

  public static async open(): Promise<Bakery> {
    const toolchain = await ensureToolchain(consoleProgress(process.stderr));
    const folder = await mkdtemp(path.join(tmpdir(), "duotone-bakery-"));
    const runId = `bakery-${randomBytes(6).toString("hex")}`;
    const cloud = await startCloud({ python: toolchain.python, logDir: path.join(folder, "logs"), runId });
    const env = packerEnvironment(toolchain, { runId, endpoint: cloud.endpoint, stateDir: folder });
    const workDir = path.join(PROJECT_DIR, ".sandbox", "tests", runId);
    try {
      await makeWorkCopy(PROJECT_DIR, workDir);
      await compileSources(workDir);
      const bakery = new Bakery(cloud, await deliveryRole(cloud.endpoint), env, folder, workDir);
      await bakery.prepare();
      return bakery;
    } catch (cause) {
      await cloud.stop();
      throw cause;
    }
  }

  public async close(): Promise<void> {
    await this.cloud.stop();
    [this.dynamodb, this.ec2, this.s3].forEach((client) => {
      client.destroy();
    });
    if (this.endpointBefore === undefined) {
      delete process.env.AWS_ENDPOINT_URL;
    } else {
      process.env.AWS_ENDPOINT_URL = this.endpointBefore;
    }
    for (const made of [this.folder, this.workDir]) {
      await rm(made, { recursive: true, force: true });
    }
  }

  /** Starts the bake program. */
  public start(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
    return spawn(
      process.execPath,
      ["images/bake.js", ...args, "--region", REGION, "--architecture", "arm64"],
      {
        cwd: this.workDir,
        env: {
          ...this.env,
          DUOTONE_CATALOGUE_TABLE: TABLE,
          DUOTONE_DELIVERY_ROLE_ARN: this.roleArn,
          DUOTONE_ARTIFACT_BUCKET: BUCKET,
          DUOTONE_BASE_VERSION: "2026-11-01",
          ...env,
        },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
  }

  /** Runs the bake program to its end. */
  public async run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<BakeRun> {
    await this.cloud.gateway.resetCalls();
    const end = await ended(this.start(args, env));
    const calls = await this.cloud.gateway.calls();
    return {
      ...end,
      calls: Object.fromEntries(calls.map(({ service, action, count }) => [`${service}:${action}`, count])),
    };
  }

  public base(): Promise<BakeRun> {
    return this.run(["base", "--version", "2026-11-01"]);
  }

  public service(one: ServiceCommit, ...more: readonly string[]): Promise<BakeRun> {
    return this.run([...serviceArgs(one), ...more]);
  }

  /** Leaves an artifact in the bucket. @default what the service's build would leave */
  public async upload(one: ServiceCommit, content?: Buffer): Promise<void> {
    const Body = content ?? (await makeArtifact(one));
    await this.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: artifactKey(one), Body }));
  }

  public async removeArtifact(one: ServiceCommit): Promise<void> {
    await this.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: artifactKey(one) }));
  }

  /** Makes the catalogue forget an image, as if its bake had been killed before it was registered. */
  public async forget({ service, build }: CatalogueKey): Promise<void> {
    const Key = { service: { S: service }, build: { S: build } };
    await this.dynamodb.send(new DeleteItemCommand({ TableName: TABLE, Key }));
  }

  /** The account's images. */
  public async images(): Promise<Image[]> {
    return (await this.ec2.send(new DescribeImagesCommand({ Owners: ["self"] }))).Images ?? [];
  }

  /** A folder with a `packer` that is a shell script; it finds the real one as `$PACKER`. For the front of PATH. */
  public async packerScript(script: string): Promise<Readonly<Record<string, string>>> {
    const folder = await mkdtemp(path.join(this.folder, "packer-"));
    await writeFile(path.join(folder, "packer"), `#!/bin/sh\n${script}\n`);
    await chmod(path.join(folder, "packer"), 0o755);
    const [binDir = ""] = (this.env.PATH ?? "").split(path.delimiter);
    return {
      PATH: `${folder}${path.delimiter}${this.env.PATH ?? ""}`,
      PACKER: path.join(binDir, "packer"),
    };
  }

  /** The delivery account in any region, as the SDK's clients take it. */
  public access(region: string): ReturnType<typeof roleAccess> {
    return roleAccess(this.cloud.endpoint, region, this.roleArn);
  }

  private async prepare(): Promise<void> {
    await this.dynamodb.send(
      new CreateTableCommand({
        TableName: TABLE,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [
          { AttributeName: "service", AttributeType: "S" },
          { AttributeName: "build", AttributeType: "S" },
        ],
        KeySchema: [
          { AttributeName: "service", KeyType: "HASH" },
          { AttributeName: "build", KeyType: "RANGE" },
        ],
      }),
    );
    await this.s3.send(
      new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: REGION } }),
    );
  }
}

/** Makes an organization with a delivery account, and gives the role that AWS leaves in a new account. */
async function deliveryRole(endpoint: string): Promise<string> {
  const access = managementAccess(endpoint, REGION);
  await makeExistingOrganization(access);
  const organizations = new OrganizationsClient(access);
  try {
    const { CreateAccountStatus: asked } = await organizations.send(
      new CreateAccountCommand({ AccountName: "delivery", Email: "delivery@example.com" }),
    );
    let accountId = asked?.AccountId;
    while (accountId === undefined) {
      await pause(100);
      const { CreateAccountStatus: status } = await organizations.send(
        new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: asked?.Id }),
      );
      accountId = status?.AccountId;
    }
    return `arn:aws:iam::${accountId}:role/OrganizationAccountAccessRole`;
  } finally {
    organizations.destroy();
  }
}

/** The environment of a process that finds the toolchain's Packer and its plugin, and nothing of the user's. */
export function packerEnvironment(
  { binDir, packerPluginDir }: Toolchain,
  run: Pick<SandboxEnvironmentArgs, "runId" | "endpoint" | "stateDir">,
): Readonly<Record<string, string>> {
  return childEnvironment(process.env, {
    ...run,
    region: REGION,
    binDir,
    packerPluginDir,
    downloadPlugins: false,
  });
}

/** Opens a bakery before the tests of a `describe` and closes it after them. */
export function useBakery(): () => Bakery {
  let bakery: Bakery | undefined;
  before(async function () {
    this.timeout(OPENING_LIMIT);
    bakery = await Bakery.open();
  });
  after(async () => {
    await bakery?.close();
  });
  return () => {
    assert.ok(bakery, "the bakery is not open yet: ask for it in a test");
    return bakery;
  };
}

export function serviceArgs({ service, commit }: ServiceCommit): string[] {
  return ["service", "--service", service, "--commit", commit];
}

/** Waits until a program has ended and its output is read. */
export async function ended(child: ChildProcess): Promise<Omit<BakeRun, "calls">> {
  const output = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream]?.setEncoding("utf8").on("data", (piece: string) => {
      output[stream] += piece;
    });
  }
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  return { exitCode, ...output };
}

/** The result of a bake that succeeded: its standard output is one line of JSON and nothing else. */
export function resultOf({
  exitCode,
  stdout,
  stderr,
}: Omit<BakeRun, "calls">): Readonly<Record<string, unknown>> {
  assert.equal(exitCode, 0, stderr);
  assert.match(stdout, /^\{[^\n]*\}\n$/);
  return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
}
