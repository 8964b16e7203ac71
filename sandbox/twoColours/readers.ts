import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { ListResourceRecordSetsCommand } from "@aws-sdk/client-route-53";
import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { GetParameterCommand, ParameterNotFound } from "@aws-sdk/client-ssm";

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
  const zoneIds = [...new Set(args.names.map(({ zoneId }) => zoneId))];
  return Promise.all(
    zoneIds.map(async (zoneId) => {
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

/** The objects of the ledger in the order of their numbers, as they are written there. */
export async function readLedger({ clients, args }: World): Promise<readonly unknown[]> {
  const bucket = args.ledger.bucket;
  const keys: string[] = [];
  let token: string | undefined;
  do {
    const page = await clients.objects.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: `ledger/${args.stack}/`,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    );
    keys.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ""));
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return Promise.all(
    keys.sort().map(async (key) => {
      const object = await clients.objects.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return JSON.parse((await object.Body?.transformToString()) ?? "null") as unknown;
    }),
  );
}

/** The lane's document in the queue's table; `undefined` where nobody has written it yet. */
export async function readLane({ clients, args }: World): Promise<unknown> {
  const { Item } = await clients.dynamo.send(
    new GetItemCommand({
      TableName: args.queue.tableArn.replace(/^.*:table\//, ""),
      Key: { lane: { S: args.stack } },
      ConsistentRead: true,
    }),
  );
  const text = Item?.["document"]?.S;
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}
