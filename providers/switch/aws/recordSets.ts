import {
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  type Route53Client,
} from "@aws-sdk/client-route-53";

import { plainName } from "../inputs";
import type { LiveRecord } from "../switchCloud";

/** Most record sets that Route 53 lists in one answer. */
const PAGE = 300;

/**
 * The record sets of the names. A listing that starts at a name shows whether the name exists, and with it the names
 * that follow; so one or two calls answer for names that stand together, however large the zone is.
 */
export async function listRecords(
  route53: Route53Client,
  zoneId: string,
  fqdns: readonly string[],
  abortSignal: AbortSignal,
): Promise<readonly LiveRecord[]> {
  const found: LiveRecord[] = [];
  let open = [...fqdns].sort((a, b) => (zoneOrder(a) < zoneOrder(b) ? -1 : 1));
  for (let first = open[0]; first !== undefined; first = open[0]) {
    const start = first;
    const command = new ListResourceRecordSetsCommand({
      HostedZoneId: zoneId,
      StartRecordName: start,
      MaxItems: PAGE,
    });
    const { ResourceRecordSets, NextRecordName } = await route53.send(command, { abortSignal });
    const page = (ResourceRecordSets ?? []).map(fromAws);
    // A name at the end of a page may have more record sets on the next one; it is asked for again by itself.
    const cut = NextRecordName === undefined ? undefined : listedName(NextRecordName);
    const answered = new Set([start, ...page.map(({ name }) => name).filter((name) => name !== cut)]);
    found.push(...page.filter(({ name }) => answered.has(name) && open.includes(name)));
    open = open.filter((fqdn) => !answered.has(fqdn));
  }
  return found;
}

/** Names sorted by this stand as Route 53 lists them: by their labels from the right. It saves calls, no more. */
function zoneOrder(fqdn: string): string {
  return fqdn.split(".").reverse().join(".");
}

function fromAws(record: ResourceRecordSet): LiveRecord {
  const { Name, Type, AliasTarget, TTL, ResourceRecords, SetIdentifier } = record;
  return {
    name: listedName(Name ?? ""),
    type: Type ?? "",
    ...(AliasTarget !== undefined && {
      alias: {
        dnsName: plainName(AliasTarget.DNSName ?? ""),
        zoneId: AliasTarget.HostedZoneId ?? "",
        evaluateTargetHealth: AliasTarget.EvaluateTargetHealth === true,
      },
    }),
    ...(TTL !== undefined && { ttl: TTL }),
    ...(ResourceRecords !== undefined &&
      ResourceRecords.length > 0 && { values: ResourceRecords.map(({ Value }) => Value ?? "") }),
    ...(SetIdentifier !== undefined && { setIdentifier: SetIdentifier }),
  };
}

/** A record as a change batch takes it. */
export function toAws({ name, type, alias, ttl, values }: LiveRecord): ResourceRecordSet {
  const common = { Name: name, Type: type as ResourceRecordSet["Type"] };
  return alias === undefined
    ? { ...common, TTL: ttl, ResourceRecords: values?.map((Value) => ({ Value })) }
    : {
        ...common,
        AliasTarget: {
          DNSName: alias.dnsName,
          HostedZoneId: alias.zoneId,
          EvaluateTargetHealth: alias.evaluateTargetHealth,
        },
      };
}

/** A name as Route 53 lists it, with `\052` for `*` and the like, as the switch compares it. */
function listedName(name: string): string {
  return plainName(name.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8))));
}
