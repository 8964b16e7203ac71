import * as pulumi from "@pulumi/pulumi";

import type { Architecture } from "./components/images/architecture";
import type { AwsSettings } from "./configuration/awsSettings";
import { type Draft, readDraft } from "./configuration/draft";
import { accountProblems } from "./configuration/rules/accounts";
import { colourProblems } from "./configuration/rules/colours";
import { gateProblems } from "./configuration/rules/gates";
import { dataStoreProblems } from "./configuration/rules/dataStores";
import { imageProblems } from "./configuration/rules/images";
import { jobProblems } from "./configuration/rules/jobs";
import { nameProblems } from "./configuration/rules/names";
import { networkProblems } from "./configuration/rules/networks";
import { releaseProblems } from "./configuration/rules/releases";
import { serviceProblems } from "./configuration/rules/services";
import { siteVpnProblems } from "./configuration/rules/siteVpns";
import { spotProblems } from "./configuration/rules/spot";
import { configOf } from "./configuration/wholeConfig";
import type { FreezeWindow } from "./providers/switch/freeze";
import type { Override } from "./providers/switch/overrides";

/** The most delicate data that a vertical holds. */
export type Classification = "pii" | "banking" | "internal" | "public";

/** A strand of the business, with its own account and network. */
export interface VerticalConfig {
  readonly name: string;
  readonly classification: Classification;

  /** Whether it holds personal or banking data. */
  readonly restricted: boolean;

  /** Block of its network, for example `10.20.0.0/16`. Blocks of verticals do not overlap. */
  readonly cidr: string;

  /** E-mail address of its account's root user. */
  readonly email: string;

  /** Who answers for it: a team or an address. */
  readonly owner: string;

  /** US dollars that its account may cost in a month before somebody is told. */
  readonly monthlyBudget: number;

  /** The way into a foreign network; only restricted verticals have one, and most have none. */
  readonly siteVpn: SiteVpnConfig | undefined;
}

/** A site-to-site VPN. */
export interface SiteVpnConfig {
  /** Why there is one, for auditors. */
  readonly reason: string;

  /** Public IPv4 address of the gateway on the other side. */
  readonly customerGatewayAddress: string;

  /** Private blocks of the other side. They overlap no network of the stack. */
  readonly remoteCidrs: readonly string[];

  /** Autonomous system number of the other side. Routes are static, so it is a label only. */
  readonly asn: number;
}

/** One deployable unit of a vertical. */
export interface ServiceConfig {
  readonly name: string;
  readonly vertical: string;

  /** Behind a load balancer of its own (`web`) or not (`worker`). */
  readonly kind: "web" | "worker";
  readonly instanceType: string;

  /** Of the instance type, and so of the service's image. */
  readonly architecture: Architecture;

  /** Fewest and most instances in a cluster of scale 1. */
  readonly min: number;
  readonly max: number;

  /** Whether its instances are bought at the usual price, or as what is left over and may be taken back any time. */
  readonly purchase: "on-demand" | "spot";

  /** Use of the processors, in per cent, above which there are to be more instances. */
  readonly cpuPercent: number;

  /** Names of the values that AWS makes, keeps and rotates for it. */
  readonly secrets: readonly string[];

  /** What it is told when it starts, as environment variables. Nothing secret. */
  readonly settings: Readonly<Record<string, string>>;

  /** Its own PostgreSQL; absent where it asks for none. */
  readonly database: DatabaseConfig | undefined;

  /** Its own Redis; absent where it asks for none. */
  readonly cache: CacheConfig | undefined;

  /** Whether its finished files go to the vertical's archive bucket. */
  readonly archive: boolean;

  /** Whether its instances share a file system. */
  readonly files: boolean;

  /** What it does at set times, in the active colour only; sorted by name. */
  readonly jobs: readonly JobConfig[];

  /** What only a web service has. */
  readonly web?: {
    /** First label of the public name; empty for the domain itself. */
    readonly hostname: string;

    /** The public zone. */
    readonly domain: string;

    /** The public name, for example `www.example.com`. */
    readonly fqdn: string;

    /** Port that the service listens on, on its instances. */
    readonly port: number;

    /** Path that answers 200 while the service can take requests. */
    readonly healthPath: string;

    /** Requests that one instance is to answer in a minute; absent where the processors alone decide. */
    readonly requestsPerTarget: number | undefined;

    /** Seconds from which on answers are too slow. */
    readonly latencySeconds: number;
  };
}

/** A PostgreSQL on RDS. */
export interface DatabaseConfig {
  /** For example `db.t4g.medium`. */
  readonly instanceClass: string;
  readonly storageGiB: number;
}

/** A Redis on ElastiCache. */
export interface CacheConfig {
  /** For example `cache.t4g.small`. */
  readonly nodeType: string;
}

/** A program of a service, `jobs/<name>` in its artifact, that runs at set times. */
export interface JobConfig {
  readonly name: string;

  /** A calendar event of systemd, in UTC. */
  readonly schedule: string;

  /** Minutes after which it is ended. */
  readonly timeoutMinutes: number;
}

/** What all data stores of a stack have in common. */
export interface DataStoresConfig {
  /** Whether stores have a standby in another zone. */
  readonly multiZone: boolean;
  readonly backupDays: number;

  /** Where backups are copied to; absent where they are in the stack's region alone. */
  readonly recoveryRegion: string | undefined;
}

/** One complete set of all services. */
export interface ClusterConfig {
  readonly name: string;

  /** Whether it may receive the public names. */
  readonly colour: boolean;

  /** Whether its load balancers are reachable from inside only. */
  readonly internal: boolean;

  /** What each service's instances are multiplied with. Above 0, at most 10. */
  readonly scale: number;

  /** What should run there: by service, the 40 hexadecimal digits of a commit. */
  readonly release: Readonly<Record<string, string>>;
}

/** The whole configuration of one stack. Lists are sorted by name. */
export interface DuotoneConfig {
  readonly stack: string;
  readonly aws: AwsSettings;

  /** The foundation's stack, as `<organization>/<project>/<stack>`. */
  readonly foundation: string;

  /** Who answers for what belongs to no vertical: a team or an address. */
  readonly owner: string;

  /** The public zone of every service that names no other. */
  readonly domain: string;

  /** Three zones in a fixed order: a subnet keeps its block only while its zone keeps its place. */
  readonly availabilityZones: readonly string[];
  readonly natGateways: "one-per-zone" | "single" | "none";

  /** Whether AWS and the engine refuse to delete what cannot be rebuilt. */
  readonly protect: boolean;
  readonly images: {
    /** Whether this stack bakes the images of its releases, or only takes images that another stack has baked. */
    readonly bake: boolean;

    /** Version of the base images that service images are baked from, for example `2026-11-01`. */
    readonly baseVersion: string;

    /** Further regions that the images of services are copied to, sorted; none in a stack that does not bake. */
    readonly copyRegions: readonly string[];
  };

  /** How long an auto scaling group waits for healthy instances, for example `10m`; `0` does not wait. */
  readonly capacityTimeout: string;

  /** Days that logs are kept, in CloudWatch Logs and in the archives. */
  readonly logRetentionDays: number;

  /** The colour that has the public names; `undefined` in a stack without colours. */
  readonly activeColor: string | undefined;

  /** Names of the clusters that are colours: two or none. */
  readonly colors: readonly string[];

  /** Times in which no public name moves. */
  readonly freezeWindows: readonly FreezeWindow[];

  /** Gates that a person lets the public names pass. */
  readonly overrides: readonly Override[];

  /** An HTTPS address that is told of releases, beside the mail. */
  readonly noticesWebhook: string | undefined;
  readonly dataStores: DataStoresConfig;
  readonly clusters: readonly ClusterConfig[];
  readonly verticals: readonly VerticalConfig[];
  readonly services: readonly ServiceConfig[];
}

/** What looks at several places at once. Each returns one line for each mistake. */
const RULES: readonly ((draft: Draft) => readonly string[])[] = [
  accountProblems,
  networkProblems,
  siteVpnProblems,
  serviceProblems,
  spotProblems,
  jobProblems,
  dataStoreProblems,
  nameProblems,
  colourProblems,
  gateProblems,
  imageProblems,
  releaseProblems,
];

/**
 * Checks a stack's configuration.
 *
 * @param raw Every value of the stack by its full key, for example `duotone:domain`, as the engine hands it over, and
 * structured values parsed.
 * @param stack The stack's name.
 * @returns The configuration, or every problem in it: the path, what came, what is allowed, what to do.
 */
export function readConfig(
  raw: Readonly<Record<string, unknown>>,
  stack: string,
): { readonly config: DuotoneConfig } | { readonly problems: readonly string[] } {
  const { draft, whole, problems } = readDraft(raw, stack);
  const all = [...problems, ...RULES.flatMap((rule) => rule(draft))];
  return whole === undefined || all.length > 0 ? { problems: all } : { config: configOf(whole) };
}

/**
 * Reads the configuration of the running stack.
 *
 * @throws RunError listing every problem.
 */
export function loadConfig(): DuotoneConfig {
  const stack = pulumi.getStack();
  const raw = Object.entries(pulumi.runtime.allConfig()).map(
    ([key, value]) => [key, structured(value)] as const,
  );
  const read = readConfig(Object.fromEntries(raw), stack);
  if ("config" in read) {
    return read.config;
  }
  const { problems } = read;
  throw new pulumi.RunError(
    `Pulumi.${stack}.yaml has ${problems.length === 1 ? "a mistake" : `${problems.length} mistakes`}:\n` +
      problems.map((problem) => ` - ${problem}`).join("\n"),
  );
}

/** The engine hands structured values over as JSON, and everything else as the text that it is. */
function structured(value: string): unknown {
  if (!/^[[{]/.test(value)) {
    return value;
  }
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
