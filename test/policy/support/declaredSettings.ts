import { parse } from "yaml";

import { releasedImages } from "../../../components/images/releasedImages";
import { type DuotoneConfig, readConfig } from "../../../config";
import type { Inventory, InventoryImage } from "../../../policy/settings/inventory";
import type { Settings } from "../../../policy/settings/settings";
import { FOUNDATION, imageIdOf } from "../../program/declared";
import { type Stack, stackFile, stackName, STACKS } from "./declaredStack";

/** The day on which our own program is judged: after its images were built, before any exemption expires. */
const TODAY = "2026-11-21T12:00:00Z";

/** What the pack is told of our own stacks, by their committed files. */
export async function declaredSettings(stack: Stack): Promise<Settings> {
  return { asOf: TODAY, stackName: stackName(stack), inventory: await declaredInventory(), exemptions: [] };
}

/** All stacks as their files have them, with every image of theirs in the catalogue. */
export async function declaredInventory(): Promise<Inventory> {
  const files = await Promise.all(
    STACKS.map(async (stack) => [stack, configOf(await stackFile(stack))] as const),
  );
  const configs = files.flatMap(([stack, raw]) =>
    stack === "org" ? [] : [{ stack, config: readAll(raw, stack) }],
  );
  return {
    stacks: {
      [stackName("org")]: {
        environment: "organization",
        clusters: {},
        releases: {},
        regions: files.flatMap(([stack, raw]) =>
          stack === "org" ? (raw["duotone-foundation:regions"] as string[]) : [],
        ),
      },
      ...Object.fromEntries(configs.map(({ stack, config }) => [stackName(stack), stackOf(stack, config)])),
    },
    verticals: configs.flatMap(({ stack, config }) =>
      config.verticals.map(({ name, classification, cidr, email }) => ({
        name,
        stack: stackName(stack),
        classification,
        cidr,
        email,
      })),
    ),
    accounts: [
      { id: FOUNDATION.managementAccountId, role: "management" },
      { id: FOUNDATION.deliveryAccountId, role: "delivery", email: "aws+delivery@example.com" },
      { id: FOUNDATION.auditAccountId, role: "audit", email: "aws+audit@example.com" },
    ],
    images: configs.flatMap(({ config }) => imagesOf(config)),
    crossings: [],
    mustExist: [],
  };
}

function configOf(text: string): Record<string, unknown> {
  return (parse(text) as { config: Record<string, unknown> }).config;
}

function readAll(raw: Record<string, unknown>, stack: string): DuotoneConfig {
  const read = readConfig(raw, stack);
  if ("problems" in read) {
    throw new Error(read.problems.join("\n"));
  }
  return read.config;
}

function stackOf(stack: string, config: DuotoneConfig): Inventory["stacks"][string] {
  return {
    environment: stack === "prod" ? "production" : "staging",
    clusters: Object.fromEntries(
      config.clusters.map(({ name, colour, internal }) => [name, { colour, internal }]),
    ),
    ...(config.activeColor === undefined ? {} : { activeColor: config.activeColor }),
    releases: Object.fromEntries(config.clusters.map(({ name, release }) => [name, { ...release }])),
    regions: [config.aws.region],
  };
}

function imagesOf(config: DuotoneConfig): readonly InventoryImage[] {
  return releasedImages(config).map(({ service, commit }) => ({
    id: imageIdOf(`${service}-${commit.slice(0, 12)}`),
    service,
    commit,
    region: config.aws.region,
    ownerAccountId: FOUNDATION.deliveryAccountId,
    builtAt: "2026-11-20T00:00:00Z",
    encrypted: true,
    deployedTo: [stackName("staging")],
  }));
}
