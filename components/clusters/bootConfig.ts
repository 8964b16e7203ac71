/** What an instance is told when it boots. Nothing secret: user data can be read by anyone who may describe instances. */
export interface BootConfig {
  readonly service: string;
  readonly cluster: string;
  readonly commit: string;
  readonly region: string;

  /** Port that a web service listens on. A worker has none. */
  readonly port?: number;

  /** Name of the SSM parameter that tells which colour is active, so that only its workers do their jobs. */
  readonly activeColorParameter?: string;

  /** ARN by name of the secrets that the service reads from Secrets Manager when it starts. */
  readonly secrets?: Readonly<Record<string, string>>;

  /** Log groups, which must exist: of what the service says, and of what the system does. @default - nothing is sent */
  readonly logGroups?: { readonly service?: string; readonly system?: string };

  /** Bucket that the finished files of the service's outbox are moved to, under a prefix. @default - nothing is moved */
  readonly archive?: { readonly bucket: string; readonly prefix?: string };
}

/**
 * User data that leaves the boot configuration in `/etc/duotone/boot.json`, where the image's service unit reads it.
 *
 * Deterministic, so that the same configuration is the same launch template. The two colours differ in `cluster` and
 * `commit` only.
 *
 * @returns The user data in base64, as a launch template takes it.
 */
export function bootUserData(config: BootConfig): string {
  const json = JSON.stringify(
    sorted({ ...config, ...(config.secrets && { secrets: sorted(config.secrets) }) }),
  );
  const script = `#!/bin/sh
set -eu
install -d -m 0755 /etc/duotone
cat > /etc/duotone/boot.json <<'BOOT'
${json}
BOOT
systemctl --no-block start duotone-service.service
`;
  return Buffer.from(script).toString("base64");
}

function sorted(record: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
