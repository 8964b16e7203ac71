import type { ServiceConfig } from "../config";

/** A worker that asks for nothing, but what is given. */
export function workerConfig(more: Partial<ServiceConfig>): ServiceConfig {
  return {
    name: "core",
    vertical: "accounts",
    kind: "worker",
    instanceType: "t4g.small",
    architecture: "arm64",
    min: 1,
    max: 1,
    purchase: "on-demand",
    cpuPercent: 60,
    secrets: [],
    settings: {},
    database: undefined,
    cache: undefined,
    archive: false,
    files: false,
    jobs: [],
    ...more,
  };
}
