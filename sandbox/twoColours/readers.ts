import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { ListResourceRecordSetsCommand } from "@aws-sdk/client-route-53";
import { GetParameterCommand, ParameterNotFound } from "@aws-sdk/client-ssm";

import { laneOf } from "../../providers/queue/document";
import { settled, type Lane } from "../../providers/queue/lane";
import { plainName } from "../../providers/switch/inputs";
import type { World } from "./world";

/** Where the names of one zone point: a colour, `nothing`, or a name that is no colour's. */
export interface ZonePlace {
  readonly zoneId: string;

  /** Each once. More than one is a split zone. */
  readonly places: readonly string[];
}

/** Asks Route 53 where every name points. */
export async function readPlaces({ clients, args }: World): Promise<readonly ZonePlace[]> {
  return Promise.all(
    zonesOf(args).map(async (zoneId) => {
      const answer = await clients.names.send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId }));
      const live = new Map(
        (answer.ResourceRecordSets ?? [])
          .filter(({ Type }) => Type === "A")
          .map(({ Name, AliasTarget }) => [plainName(Name ?? ""), plainName(AliasTarget?.DNSName ?? "")]),
      );
      const places = args.names
        .filter((name) => name.zoneId === zoneId)
        .map(({ fqdn, targets }) => {
          const points = live.get(fqdn);
          const color = args.colors.find((one) => plainName(targets[one]?.dnsName ?? "") === points);
          return color ?? points ?? "nothing";
        });
      return { zoneId, places: [...new Set(places)] };
    }),
  );
}

/** The zones whose names point at more than one place. */
export function splitZones(places: readonly ZonePlace[]): readonly ZonePlace[] {
  return places.filter((zone) => zone.places.length > 1);
}

/** The one place that all names of all zones point at, if there is one. */
export function placeOfAll(places: readonly ZonePlace[]): string | undefined {
  const [place, ...others] = new Set(places.flatMap((zone) => zone.places));
  return others.length === 0 ? place : undefined;
}

/** What the workers are told, by parameter. */
export async function readParameters({ clients, args }: World): Promise<Record<string, string | undefined>> {
  const read = async (parameterName: string) => {
    try {
      const answer = await clients.parameters.send(new GetParameterCommand({ Name: parameterName }));
      return answer.Parameter?.Value;
    } catch (error) {
      if (error instanceof ParameterNotFound) {
        return undefined;
      }
      throw error;
    }
  };
  const values = args.jobs.map(
    async ({ parameterName }) => [parameterName, await read(parameterName)] as const,
  );
  return Object.fromEntries(await Promise.all(values));
}

/** The lane of the queue. A lease that has run out is gone from it. */
export async function readLane({ clients, args }: World): Promise<Lane> {
  const { Item } = await clients.dynamo.send(
    new GetItemCommand({
      TableName: args.queue.tableArn.replace(/^.*:table\//, ""),
      Key: { lane: { S: args.stack } },
      ConsistentRead: true,
    }),
  );
  return settled(laneOf(Item, args.stack).lane, Date.now());
}

/** A records in the world's zones that are no name of it. */
export async function readStrangers({ clients, args }: World): Promise<readonly string[]> {
  const zones = await Promise.all(
    zonesOf(args).map((zoneId) =>
      clients.names.send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId })),
    ),
  );
  return zones.flatMap(({ ResourceRecordSets = [] }) =>
    ResourceRecordSets.filter(({ Type }) => Type === "A" || Type === "CNAME")
      .map(({ Name }) => plainName(Name ?? ""))
      .filter((fqdn) => !args.names.some((name) => name.fqdn === fqdn)),
  );
}

/** The public zones that hold the names. */
export function zonesOf({ names }: World["args"]): readonly string[] {
  return [...new Set(names.map(({ zoneId }) => zoneId))];
}
