import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

import type { DuotoneConfig } from "../../config";
import { coordinationTableName } from "../../providers/schema/coordination";
import {
  type DeployedRelease,
  problemLines,
  type SchemaProblem,
  schemaProblems,
} from "../../providers/schema/judge";
import { readSchemas, type SchemaReadings } from "../../providers/schema/read";
import { ACCOUNT_ROLE_NAME } from "../accounts/memberAccount";
import { deliveryCredentials } from "../images/deliveryCredentials";
import { releaseKey, type SchemaRanges } from "../images/judgeImages";
import { type BakedJudge, releasedImages } from "../images/releasedImages";

/** What is read of a stack's configuration. */
export type SchemaUser = Pick<DuotoneConfig, "stack" | "services" | "clusters"> & {
  readonly aws: Pick<DuotoneConfig["aws"], "region">;
};

/** By cluster, then by service: the commit. */
export type Releases = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Reads where the schemas of the services stand that have a database: one call for each of their verticals.
 *
 * @param accountIds By vertical, of the accounts that exist. In one that does not, nothing was migrated.
 */
export async function readSchemaReadings(
  { stack, services, aws }: SchemaUser,
  accountIds: ReadonlyMap<string, string>,
): Promise<SchemaReadings> {
  const withDatabase = services.filter(({ database }) => database !== undefined);
  const verticals = [...new Set(withDatabase.map(({ vertical }) => vertical))];
  const readings = await Promise.all(
    verticals.map(async (vertical): Promise<SchemaReadings> => {
      const names = withDatabase.filter((one) => one.vertical === vertical).map(({ name }) => name);
      const accountId = accountIds.get(vertical);
      return accountId === undefined
        ? Object.fromEntries(names.map((name) => [name, { state: undefined }]))
        : readVertical(aws.region, accountId, coordinationTableName(stack, vertical), names);
    }),
  );
  return Object.assign({}, ...readings) as SchemaReadings;
}

async function readVertical(
  region: string,
  accountId: string,
  tableName: string,
  services: readonly string[],
): Promise<SchemaReadings> {
  const { DynamoDBClient } = await import("@aws-sdk/client-dynamodb");
  const roleArn = `arn:aws:iam::${accountId}:role/${ACCOUNT_ROLE_NAME}`;
  const client = new DynamoDBClient({
    region,
    credentials: deliveryCredentials(region, roleArn, "duotone-schema"),
  });
  try {
    return await readSchemas({ client, tableName }, services);
  } finally {
    client.destroy();
  }
}

/**
 * Makes sure that every release runs on its database's schema as it is. Called before the first resource.
 *
 * What runs already, and stays, is not refused for the schema having moved away from it: that would stop whatever mends it.
 * People are told, and no names move there.
 *
 * @param ranges What the releases' images state; one that is still to be baked is in the returned judge's hands.
 * @throws RunError listing every release that does not fit.
 */
export async function checkSchemas(
  config: SchemaUser,
  readings: SchemaReadings,
  ranges: SchemaRanges,
): Promise<BakedJudge> {
  const releases = releasedImages(config)
    .filter(({ service }) => readings[service] !== undefined)
    .flatMap(({ service, commit, clusters }): DeployedRelease[] =>
      ranges.has(releaseKey({ service, commit }))
        ? [{ service, commit, clusters, range: ranges.get(releaseKey({ service, commit })) }]
        : [],
    );
  const problems = schemaProblems(releases, readings);
  if (problems.length > 0) {
    const { refusals, warnings } = withoutUnchanged(problems, readings, await lastReleases());
    for (const line of problemLines(warnings)) {
      void pulumi.log.warn(`${line} It runs there already, and is let run on; no names move to it.`);
    }
    if (refusals.length > 0) {
      throw new pulumi.RunError(refusalText(problemLines(refusals)));
    }
  }
  return ({ service, commit, clusters }, range) => {
    if (readings[service] === undefined || ranges.has(releaseKey({ service, commit }))) {
      return undefined;
    }
    const lines = problemLines(schemaProblems([{ service, commit, clusters, range }], readings));
    return lines.length === 0 ? undefined : refusalText(lines);
  };
}

/** Tells what an update would bring from what has been there since the last one. */
export function withoutUnchanged(
  problems: readonly SchemaProblem[],
  readings: SchemaReadings,
  before: Releases,
): { readonly refusals: readonly SchemaProblem[]; readonly warnings: readonly SchemaProblem[] } {
  const isUnchanged = ({ cluster, service, commit }: SchemaProblem) => {
    const reading = readings[service];
    return before[cluster]?.[service] === commit && reading !== undefined && "state" in reading;
  };
  return {
    refusals: problems.filter((problem) => !isUnchanged(problem)),
    warnings: problems.filter(isUnchanged),
  };
}

function refusalText(lines: readonly string[]): string {
  return (
    `[schema] These releases do not fit their databases' schemas as they are:\n` +
    lines.map((line) => ` - ${line}`).join("\n")
  );
}

const outputsSchema = z.object({
  outputs: z.object({ releases: z.record(z.string(), z.record(z.string(), z.string())) }),
});

/** The releases of the stack's last complete update; none where there was none, or nobody can say. */
async function lastReleases(): Promise<Releases> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  try {
    // The engine reads its own record of the stack. A StackReference would be one more resource, and of itself.
    const answer: unknown = await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name });
    const parsed = outputsSchema.safeParse(answer);
    return parsed.success ? parsed.data.outputs.releases : {};
  } catch {
    return {};
  }
}
