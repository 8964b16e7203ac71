import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  CreateAccountCommand,
  type CreateAccountStatus,
  CreateOrganizationCommand,
  DescribeCreateAccountStatusCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { type Cloud, startCloud } from "../../../sandbox/cloud/cloud";
import { cacheRoot } from "../../../sandbox/engine/cache";
import { platformOf } from "../../../sandbox/engine/platform";
import { emulatorPython, findPython } from "../../../sandbox/engine/python";
import { RecordedProgress } from "../engine/support";

/** A cloud of a test's own. */
export interface TestCloud extends Cloud {
  readonly logDir: string;
  readonly runId: string;
}

/**
 * The interpreter with the emulator's packages: `DUOTONE_PYTHON`, or that of the toolchain's cache, installed now if
 * need be (about ten seconds).
 */
export async function testPython(): Promise<string> {
  const chosen = process.env.DUOTONE_PYTHON;
  if (chosen !== undefined && chosen !== "") {
    return chosen;
  }
  const python = await findPython(process.env);
  if (typeof python === "string") {
    throw new Error(python);
  }
  const { signal } = new AbortController();
  const context = {
    env: process.env,
    platform: platformOf(),
    cacheRoot: cacheRoot(process.env),
    report: new RecordedProgress(),
    signal,
  };
  return (await emulatorPython(python, context)).path;
}

/** Starts gateway and emulator. To be ended with `stopTestCloud`. */
export async function startTestCloud(): Promise<TestCloud> {
  const logDir = await mkdtemp(path.join(tmpdir(), "duotone-cloud-"));
  const runId = `test-${randomUUID()}`;
  const cloud = await startCloud({ python: await testPython(), logDir, runId });
  return { ...cloud, logDir, runId };
}

export async function stopTestCloud(cloud: TestCloud): Promise<void> {
  await cloud.stop();
  await rm(cloud.logDir, { recursive: true, force: true });
}

/** Credentials of a role that the management account assumes in another account. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** What every SDK client needs to reach a cloud; the management account's keys, unless others are given. */
export function clientConfig(
  { endpoint }: Pick<Cloud, "endpoint">,
  credentials: { accessKeyId: string; secretAccessKey: string } = {
    accessKeyId: "test",
    secretAccessKey: "test",
  },
) {
  return { endpoint, region: "eu-west-1", credentials, maxAttempts: 1 };
}

export async function createOrganization(cloud: Cloud): Promise<void> {
  await new OrganizationsClient(clientConfig(cloud)).send(
    new CreateOrganizationCommand({ FeatureSet: "ALL" }),
  );
}

/** Makes an account in the organization. @returns what was said at once, and what was said when asked again */
export async function createAccount(
  cloud: Cloud,
  name: string,
  email = `${name}@example.com`,
): Promise<{ begun: CreateAccountStatus; ended: CreateAccountStatus }> {
  const organizations = new OrganizationsClient(clientConfig(cloud));
  const { CreateAccountStatus: begun = {} } = await organizations.send(
    new CreateAccountCommand({ AccountName: name, Email: email }),
  );
  const { CreateAccountStatus: ended = {} } = await organizations.send(
    new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: begun.Id ?? "" }),
  );
  return { begun, ended };
}

/** Assumes a role in an account; every account of the organization has the default one. */
export async function assumeIn(
  cloud: Cloud,
  account: string,
  role = "OrganizationAccountAccessRole",
): Promise<RoleCredentials> {
  const { Credentials } = await new STSClient(clientConfig(cloud)).send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/${role}`, RoleSessionName: "test" }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
}
