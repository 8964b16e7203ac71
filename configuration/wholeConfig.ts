import type { CacheConfig, DatabaseConfig, DuotoneConfig, ServiceConfig, SiteVpnConfig } from "../config";
import type { Whole } from "./draft";
import { architectureOf } from "./instanceTypes";
import { defaultZones } from "./rules/networks";
import { publicName } from "./rules/names";

/** Path that a load balancer asks for an instance's health, where the service names none. */
const HEALTH_PATH = "/health";

/** Seconds from which on answers are too slow, where the service does not say. */
const LATENCY_SECONDS = 2;

/** The configuration that nothing is wrong with, with what follows from it. */
export function configOf(whole: Whole): DuotoneConfig {
  const { stack, aws, settings, images, verticals, siteVpns, services, clusters } = whole;
  const { foundation, owner, domain, availabilityZones, natGateways, protect } = settings;
  const { capacityTimeout, logRetentionDays, activeColor, noticesWebhook } = settings;
  return {
    stack,
    aws,
    foundation,
    owner,
    domain,
    availabilityZones: availabilityZones ?? defaultZones(aws.region),
    natGateways,
    protect,
    images,
    capacityTimeout,
    logRetentionDays,
    activeColor,
    colors: clusters.filter(({ colour }) => colour).map(({ name }) => name),
    freezeWindows: whole.freezeWindows,
    overrides: whole.overrides,
    noticesWebhook,
    dataStores: { ...whole.dataStores, recoveryRegion: whole.dataStores.recoveryRegion },
    clusters,
    verticals: verticals.map((vertical) => ({
      ...vertical,
      owner: vertical.owner ?? owner,
      siteVpn: siteVpnOf(vertical.name, siteVpns),
      restricted: vertical.classification === "pii" || vertical.classification === "banking",
    })),
    services: services.map((service) => serviceOf(service, domain, whole.serviceSections)),
  };
}

function siteVpnOf(vertical: string, siteVpns: Whole["siteVpns"]): SiteVpnConfig | undefined {
  const found = siteVpns.find(({ name }) => name === vertical);
  if (found === undefined) {
    return undefined;
  }
  const { reason, customerGatewayAddress, remoteCidrs, asn } = found;
  return { reason, customerGatewayAddress, remoteCidrs, asn };
}

function serviceOf(
  service: Whole["services"][number],
  stackDomain: string,
  { databases, caches, jobs }: Whole["serviceSections"],
): ServiceConfig {
  const { name, hostname, port, healthPath = HEALTH_PATH, domain = stackDomain } = service;
  const { requestsPerTarget, latencySeconds = LATENCY_SECONDS } = service;
  const { vertical, kind, instanceType, min, max, purchase, cpuPercent } = service;
  const { secrets, settings, archive, files } = service;
  const common = {
    name,
    vertical,
    kind,
    instanceType,
    architecture: architectureOf(instanceType),
    min,
    max,
    purchase,
    cpuPercent,
    secrets,
    settings,
    database: databaseOf(databases.find((database) => database.name === name)),
    cache: cacheOf(caches.find((cache) => cache.name === name)),
    archive,
    files,
    jobs: jobs.find((entry) => entry.service === name)?.jobs ?? [],
  };
  if (hostname === undefined || port === undefined) {
    return common;
  }
  const fqdn = publicName(hostname, domain);
  return { ...common, web: { hostname, domain, fqdn, port, healthPath, requestsPerTarget, latencySeconds } };
}

function databaseOf(database: DatabaseConfig | undefined): DatabaseConfig | undefined {
  return database && { instanceClass: database.instanceClass, storageGiB: database.storageGiB };
}

function cacheOf(cache: CacheConfig | undefined): CacheConfig | undefined {
  return cache && { nodeType: cache.nodeType };
}
