import { ListResourceRecordSetsCommand, Route53Client } from "@aws-sdk/client-route-53";
import { z } from "zod";

import type { CloudAccess } from "./cloudAccess";
import { resourcesOf } from "./stackExport";

const switchSchema = z.object({
  activeColor: z.string(),
  names: z.array(
    z.object({
      service: z.string(),
      fqdn: z.string(),
      zoneId: z.string(),
      targets: z.record(z.string(), z.object({ dnsName: z.string(), zoneId: z.string() })),
    }),
  ),
  fleets: z.record(
    z.string(),
    z.array(z.object({ service: z.string(), kind: z.string(), targetGroupArn: z.string().optional() })),
  ),
  jobs: z
    .array(z.object({ vertical: z.string(), roleArn: z.string(), parameterName: z.string() }))
    .default([]),
  schemas: z.record(z.string(), z.object({ tableName: z.string(), roleArn: z.string() })).default({}),
});

/** What the state says of the release switch. */
export type SwitchState = Readonly<z.infer<typeof switchSchema>> & { readonly urn: string };

/**
 * The release switch of an exported stack.
 *
 * @throws Error where the stack has none, or more than one.
 */
export function releaseSwitchOf(exported: unknown): SwitchState {
  const switches = resourcesOf(exported).filter(({ type }) => type.endsWith(":ReleaseSwitch"));
  const [only] = switches;
  if (only === undefined || switches.length > 1) {
    throw new Error(`The stack has ${switches.length} release switches; one was expected.`);
  }
  return { urn: only.urn, ...switchSchema.parse(only.inputs) };
}

/** Ids of the public hosted zones that the switch's names are in. */
export function zonesOf(state: SwitchState): string[] {
  return [...new Set(state.names.map(({ zoneId }) => zoneId.replace(/^\/hostedzone\//, "")))];
}

/** A public name and what its live alias record points at; undefined where there is no such record. */
export type LiveNames = ReadonlyMap<string, string | undefined>;

/** Asks Route 53 itself what the switch's names point at. */
export async function readLiveNames(access: CloudAccess, state: SwitchState): Promise<LiveNames> {
  const client = new Route53Client(access);
  try {
    const live = new Map<string, string | undefined>();
    for (const { fqdn, zoneId } of state.names) {
      const answer = await client.send(
        new ListResourceRecordSetsCommand({
          HostedZoneId: zoneId,
          StartRecordName: fqdn,
          StartRecordType: "A",
          MaxItems: 1,
        }),
      );
      const record = answer.ResourceRecordSets?.[0];
      const isOurs = record !== undefined && sameName(record.Name ?? "", fqdn) && record.Type === "A";
      live.set(fqdn, isOurs ? record.AliasTarget?.DNSName : undefined);
    }
    return live;
  } finally {
    client.destroy();
  }
}

/**
 * Whether every public name points at one colour.
 *
 * @returns A sentence per name that does not.
 */
export function namesElsewhere(live: LiveNames, state: SwitchState, color: string): string[] {
  return state.names.flatMap(({ fqdn, targets }) => {
    const wanted = targets[color]?.dnsName ?? "nothing";
    const actual = live.get(fqdn) ?? "nothing";
    return sameName(actual, wanted) ? [] : [`${fqdn} points at ${actual}, not at ${color}'s ${wanted}`];
  });
}

/** Route 53 gives names back with a closing dot, and may put `dualstack.` before a balancer's. */
function sameName(one: string, other: string): boolean {
  const plain = (name: string) =>
    name
      .toLowerCase()
      .replace(/\.$/, "")
      .replace(/^dualstack\./, "");
  return plain(one) === plain(other);
}
