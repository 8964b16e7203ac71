import { LONGEST_OVERRIDE_HOURS } from "../switch/overrides";
import type { DrainInputs } from "./types";

/** An instance of which something is missing. */
export interface Lacking {
  readonly groupName: string;
  readonly instanceId: string;

  /** In AWS's words; `undefined` where its group has it no more. */
  readonly lifecycleState: string | undefined;

  /** What is missing, in words. */
  readonly missing: readonly string[];
}

/** Why the groups are not deleted, instance by instance, and what to do. */
export function refusalOf(
  { service, cluster, stack }: DrainInputs,
  lacking: readonly Lacking[],
  notes: readonly string[],
  now: number,
): string {
  const until = new Date(now + (LONGEST_OVERRIDE_HOURS / 2) * 3_600_000).toISOString().replace(/\.\d+Z/, "Z");
  return [
    `[drain] Instances of ${service} in cluster ${cluster} have not left their logs and files. Nothing of ` +
      `${[...new Set(lacking.map(({ groupName }) => groupName))].join(", ")} is deleted:`,
    ...lines(lacking),
    ...notes,
    "An instance that is there still goes on trying: mend what keeps it (Session Manager gets in; `journalctl -u " +
      "duotone-drain` says what it waits for), and run again. To let go what is listed, for good, put an entry into " +
      `Pulumi.${stack}.yaml, and run again:`,
    "  duotone:overrides:",
    "    - gate: drain",
    `      service: ${service}`,
    "      reason: <why it may be lost>",
    "      by: <who answers for it>",
    `      until: "${until}"`,
    "To keep the service instead, `pulumi up --refresh` gives its group its instances back.",
  ].join("\n");
}

/** One line for each instance: what is missing, and where it is. */
export function lines(lacking: readonly Lacking[]): readonly string[] {
  return lacking.map(
    ({ instanceId, lifecycleState, missing }) =>
      ` - ${instanceId} (${lifecycleState ?? "gone"}): ${missing.join("; ")}`,
  );
}
