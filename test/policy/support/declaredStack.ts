import { readFile } from "node:fs/promises";
import path from "node:path";

import * as pulumi from "@pulumi/pulumi";
import * as settings from "@pulumi/pulumi/runtime/settings";
import * as state from "@pulumi/pulumi/runtime/state";
import { parse } from "yaml";

import { accountProvider } from "../../../accountProviders";
import type { Organization } from "../../../components/accounts/organization";
import { readConfig } from "../../../config";
import { readFoundationConfig } from "../../../foundation/config";
import { declareFoundation } from "../../../foundation/foundation";
import { foundationTags } from "../../../foundation/ownAccounts";
import type { Node } from "../../../policy/model/resource";
import { plainProperties } from "../../../policy/model/value";
import type { CloudMade } from "../../mocks";
import { CLOUD_MADE, declareStack, FOUNDATION } from "../../program/declared";
import { runInStack } from "../../runInStack";
import { type Declared, RecordingMonitor, type Run } from "./declared/recordingMonitor";
import type { Properties } from "./declared/wire";
import type { WireResource } from "./host";

export const STACKS = ["staging", "prod", "org"] as const;
export type Stack = (typeof STACKS)[number];
export type Mode = "preview" | "update";

const PROJECT_DIR = path.resolve(__dirname, "../../..");
const FILES = {
  staging: "Pulumi.staging.yaml",
  prod: "Pulumi.prod.yaml",
  org: "foundation/Pulumi.org.yaml",
} as const satisfies Record<Stack, string>;

/** The name of a stack as the inventory has it. */
export function stackName(stack: Stack): string {
  return `${projectOf(stack)}/${stack}`;
}

function projectOf(stack: Stack): string {
  return stack === "org" ? "duotone-foundation" : "duotone";
}

const ORGANIZATION: Organization = {
  id: FOUNDATION.organizationId,
  managementAccountId: FOUNDATION.managementAccountId,
  rootId: "r-1",
  callerArn: `arn:aws:sts::${FOUNDATION.managementAccountId}:assumed-role/Deployer/me`,
  policyTypes: ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"],
  accountsByEmail: new Map(),
};

/** Path of a stack's file in the project. */
export function stackFileName(stack: Stack): string {
  return FILES[stack];
}

/** The text of a committed stack file. */
export function stackFile(stack: Stack): Promise<string> {
  return readFile(path.join(PROJECT_DIR, FILES[stack]), "utf8");
}

/**
 * What our own program declares for a committed stack file, as the engine hands it to a stack policy.
 *
 * @param mode In `preview` nothing exists yet, as in the first preview of all: ids and everything that the cloud makes
 * are unknown, and where it comes from is known.
 */
export async function declaredNodes(stack: Stack, mode: Mode): Promise<readonly Node[]> {
  return (await declaredResources(stack, mode)).map(nodeOf);
}

const declared = new Map<string, Promise<readonly Declared[]>>();
let last: Promise<unknown> = Promise.resolve();

/** The same on the wire; every stack is declared once. */
export function declaredResources(stack: Stack, mode: Mode): Promise<readonly Declared[]> {
  const key = `${stack} ${mode}`;
  const known =
    declared.get(key) ?? last.then(async () => declareResources(stack, mode, await stackFile(stack)));
  declared.set(key, known);
  // The SDK runs one program at a time.
  last = known.catch(() => undefined);
  return known;
}

/** Declares a stack. @param text The stack file. */
export async function declareResources(stack: Stack, mode: Mode, text: string): Promise<readonly Declared[]> {
  const { config } = parse(text) as { config: Record<string, unknown> };
  const program = stack === "org" ? foundationProgram(config) : platformProgram(config, stack);
  const monitor = new RecordingMonitor({
    project: projectOf(stack),
    stack,
    mode,
    cloudMade: { ...CLOUD_MADE, ...ALSO_MADE },
    config: onTheWire(config),
    existing: EXISTING,
  });
  settings.setMockOptions(monitor, projectOf(stack), stack, mode === "preview", "organization");
  try {
    await runInStack(program, () => monitor.count);
  } finally {
    // It listens for transforms, and would keep the whole stack for as long.
    getStore().callbacks?.shutdown();
  }
  return monitor.resources;
}

const EXISTING: Run["existing"] = {
  "pulumi:pulumi:StackReference": {
    outputs: JSON.parse(JSON.stringify(FOUNDATION)) as Properties,
    secretOutputNames: [],
  },
};

/** Accounts that the outputs of the foundation tell the id of. */
const FOUNDATION_ACCOUNTS: Readonly<Record<string, string>> = {
  delivery: FOUNDATION.deliveryAccountId,
  audit: FOUNDATION.auditAccountId,
};

const ALSO_MADE: CloudMade = {
  "aws:organizations/account:Account": (name) => {
    const id = FOUNDATION_ACCOUNTS[name];
    return id === undefined ? {} : { id };
  },
  "aws:ec2/vpc:Vpc": () => ({ ipv6CidrBlock: "" }),
  "pulumi-nodejs:dynamic/accounts:AccountAccess": (_, { role }) => ({ roleArn: role }),
};

/** Configuration as the engine hands it on: what is no text is JSON. */
function onTheWire(config: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

function platformProgram(raw: Record<string, unknown>, stack: "staging" | "prod"): () => Promise<unknown> {
  const read = readConfig(raw, stack);
  if ("problems" in read) {
    throw new Error(read.problems.join("\n"));
  }
  return () => {
    new pulumi.StackReference("foundation", { name: read.config.foundation });
    return Promise.resolve(declareStack(read.config));
  };
}

function foundationProgram(raw: Record<string, unknown>): () => Promise<unknown> {
  const read = readFoundationConfig(onTheWire(raw));
  if ("problems" in read) {
    throw new Error(read.problems.join("\n"));
  }
  const { config } = read;
  return () => {
    const management = accountProvider(
      "management",
      { accountId: ORGANIZATION.managementAccountId },
      config.aws,
      foundationTags(config),
    );
    const found = { organization: ORGANIZATION, existingIds: new Map(), existingUnitIds: new Map() };
    return Promise.resolve(declareFoundation(config, found, management));
  };
}

// Not in the SDK's declarations.
const { getStore } = state as unknown as {
  readonly getStore: () => { readonly callbacks?: { readonly shutdown: () => void } };
};

/** A resource as the rules see it. */
export function nodeOf(resource: WireResource): Node {
  const { type, name, urn, props, provider, parent, dependencies, edges } = resource;
  return {
    type,
    name,
    urn,
    props: plainProperties(props ?? {}),
    provider:
      provider === undefined
        ? undefined
        : {
            type: provider.type,
            name: provider.name,
            urn: provider.urn,
            props: plainProperties(provider.props ?? {}),
          },
    options: { protect: resource.protect ?? false, ignoreChanges: resource.ignoreChanges ?? [] },
    parent: parent === "" ? undefined : parent,
    dependencies: [...(dependencies ?? [])].sort(),
    edges: Object.fromEntries(
      Object.entries(edges ?? {}).map(([property, urns]) => [property, [...urns].sort()]),
    ),
  };
}
