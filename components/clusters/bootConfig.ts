import * as pulumi from "@pulumi/pulumi";

import { bootProblems } from "./bootProblems";

/** Bytes, before base64; https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html */
const LARGEST_USER_DATA = 16 * 1024;

/** What an instance is told when it boots. Nothing secret: user data can be read by anyone who may describe instances. */
export interface BootConfig {
  readonly service: string;
  readonly cluster: string;
  readonly commit: string;
  readonly region: string;

  /** Port that a web service listens on. A worker has none. */
  readonly port?: number;

  /** Name of the SSM parameter that tells which colour is active, so that only its workers work and its jobs run. */
  readonly activeColorParameter?: string;

  /** Environment variables of the service's own, none of them secret. */
  readonly settings?: Readonly<Record<string, string>>;

  /** ARN by name of the secrets that the service reads from Secrets Manager when it starts. */
  readonly secrets?: Readonly<Record<string, string>>;

  /** Log groups, which must exist: of what the service says, and of what the system does. @default - nothing is sent */
  readonly logGroups?: { readonly service?: string; readonly system?: string };

  /** Bucket that the finished files of the service's outbox are moved to, under a prefix. @default - nothing is moved */
  readonly archive?: { readonly bucket: string; readonly prefix?: string };

  /** Where the service's PostgreSQL is; its login is the secret `database`. */
  readonly database?: { readonly host: string; readonly port: number; readonly name: string };

  /** Where the service's Redis is; it takes TLS only. */
  readonly cache?: { readonly host: string; readonly port: number };

  /** The file system that the service's instances share, and the service's own way into it. */
  readonly files?: { readonly fileSystemId: string; readonly accessPointId: string };

  /** Whether the balancer speaks TLS to the service, which then needs a key and a certificate. */
  readonly tls?: boolean;

  /** By name, the jobs that the instance runs while its colour is active. */
  readonly jobs?: Readonly<Record<string, { readonly schedule: string; readonly timeoutMinutes: number }>>;

  /** The DynamoDB table in which instances agree on who does what: jobs, migrations. */
  readonly coordinationTable?: string;
}

/**
 * User data that leaves the boot configuration in `/etc/duotone/boot.json`, where the image's service unit reads it.
 *
 * Deterministic, so that the same configuration is the same launch template. The two colours differ in `cluster` and
 * `commit` only.
 *
 * @returns The user data in base64, as a launch template takes it.
 * @throws RunError with every value that an instance could not use or that looks like a secret, or where it is too long.
 */
export function bootUserData(config: BootConfig): string {
  refuse(config, bootProblems(config));
  const json = JSON.stringify(sorted(config));
  const script = `#!/bin/sh
set -eu
install -d -m 0755 /etc/duotone
cat > /etc/duotone/boot.json <<'BOOT'
${json}
BOOT
systemctl --no-block start duotone-service.service
`;
  const bytes = Buffer.from(script);
  refuse(
    config,
    bytes.length > LARGEST_USER_DATA
      ? [
          `it takes ${bytes.length} bytes, and EC2 takes ${LARGEST_USER_DATA}: give fewer or shorter settings, or put them ` +
            "into the artifact.",
        ]
      : [],
  );
  return bytes.toString("base64");
}

function refuse({ service, cluster }: BootConfig, problems: readonly string[]): void {
  if (problems.length > 0) {
    throw new pulumi.RunError(
      `Instances of ${service} in ${cluster} could not boot with what they would be told:\n - ${problems.join("\n - ")}`,
    );
  }
}

function sorted(value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, inner]) => [key, sorted(inner)]),
      )
    : value;
}
