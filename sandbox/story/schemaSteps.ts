import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { z } from "zod";

import { EXIT } from "../../cli/exitCodes";
import { schemaKey } from "../../providers/schema/state";
import { roleAccess } from "./cloudAccess";
import { type CommandRun, runCommand } from "./commandRun";
import { callsOf, expectSuccess, type Traffic } from "./expectations";
import { CONTRACTED, EXPANDED, FIRST_SCHEMA, NEXT } from "./schemas";
import { readStackFile } from "./stackFiles";
import type { Story, StoryStep } from "./story";

/** The part of what `duotone migrate --json` writes that is looked at. */
const documentSchema = z.object({
  result: z.string(),
  service: z.string(),
  version: z.number(),
  step: z.object({ cluster: z.string(), commit: z.string() }),
});

/** The commands that a step gives, of which the last one counts. */
interface MigrationRun extends CommandRun {
  readonly runs: readonly CommandRun[];
}

/** Every database gets the schema that its first release needs: without it, no name moves. */
export const migrateProd: StoryStep<MigrationRun> = {
  name: "migrate prod",
  async run({ sandbox }, step) {
    const runs: CommandRun[] = [];
    for (const service of (await readStackFile(sandbox.workDir, "prod")).databases) {
      step.update(service);
      runs.push(await migrate(sandbox, service, FIRST_SCHEMA.least));
    }
    return lastOf(runs);
  },
  check: (story, { runs }, traffic) => expectMigrated(story, runs, traffic, "prod2"),
};

/** Expanded on the idle colour, for both releases. One step further is refused: the live release would be lost. */
export const migrateProd2: StoryStep<MigrationRun> = {
  name: "migrate prod2",
  async run({ sandbox }) {
    const refused = await migrate(sandbox, NEXT.service, CONTRACTED);
    return { ...(await migrate(sandbox, NEXT.service, EXPANDED)), runs: [refused] };
  },
  check(story, run, traffic) {
    const [refused] = run.runs;
    return [
      ...(refused?.exitCode === EXIT.refused && /Expand first/.test(refused.output)
        ? []
        : [`expected the contraction to be refused while prod1 serves; see ${refused?.logFile ?? "no log"}`]),
      ...expectMigrated(story, [run], traffic, "prod2"),
    ];
  },
};

/** With prod2 in use, the schema loses what only the release before it needs. */
export const contractProd2: StoryStep<MigrationRun> = {
  name: "contract prod2",
  async run(story) {
    story.expanded = await readSchema(story);
    return lastOf([await migrate(story.sandbox, NEXT.service, CONTRACTED, "--cluster", "prod2")]);
  },
  check: (story, { runs }, traffic) => expectMigrated(story, runs, traffic, "prod2"),
};

function migrate(
  sandbox: Story["sandbox"],
  service: string,
  version: number,
  ...args: readonly string[]
): Promise<CommandRun> {
  const to = ["migrate", service, "--to", String(version), "--stack", "prod", ...args];
  return runCommand(sandbox, `migrate ${service} ${version}`, ...to);
}

function lastOf(runs: readonly CommandRun[]): MigrationRun {
  // One that failed says most of what went wrong.
  const told = runs.find(({ exitCode }) => exitCode !== 0) ?? runs.at(-1);
  if (told === undefined) {
    throw new Error("No service of prod has a database; there is nothing to migrate.");
  }
  return { ...told, runs };
}

/** Each was done, by one command on an instance of the cluster. */
function expectMigrated(
  { report }: Story,
  runs: readonly CommandRun[],
  traffic: Traffic,
  cluster: string,
): string[] {
  const problems = runs.flatMap(expectSuccess);
  const told = runs.map(({ document }) => documentSchema.safeParse(document).data);
  const done = told.flatMap((one) =>
    one?.result === "done" && one.step.cluster === cluster
      ? [{ service: one.service, version: one.version, cluster }]
      : [],
  );
  report.migrations = [...(report.migrations ?? []), ...done];
  const commands = callsOf(traffic, "ssm", "SendCommand");
  return [
    ...problems,
    ...(done.length === runs.length
      ? []
      : [`expected ${runs.length} migrations on ${cluster}, told were ${JSON.stringify(told)}`]),
    ...(commands === runs.length
      ? []
      : [`expected ${runs.length} commands to be sent to instances, sent were ${commands}`]),
  ];
}

/** The item that says where the next release's schema stands, as it is kept. */
export async function readSchema(story: Story) {
  return inTable(story, async (client, key) => {
    const { Item } = await client.send(new GetItemCommand({ ...key, ConsistentRead: true }));
    return Item;
  });
}

/** What a person does who has restored the database from a backup of before the contraction. */
export async function restoreSchema(story: Story): Promise<void> {
  const { expanded } = story;
  if (expanded === undefined) {
    throw new Error("The schema was not contracted.");
  }
  await inTable(story, (client, { TableName }) =>
    client.send(new PutItemCommand({ TableName, Item: expanded })),
  );
}

async function inTable<T>(
  story: Story,
  work: (
    client: DynamoDBClient,
    key: { readonly TableName: string; readonly Key: { readonly id: { readonly S: string } } },
  ) => Promise<T>,
): Promise<T> {
  const { schemas } = await story.releaseSwitch();
  const reference = schemas[NEXT.service];
  if (reference === undefined) {
    throw new Error(`The release switch knows no schema of ${NEXT.service}.`);
  }
  const { endpoint, region } = story.sandbox;
  const client = new DynamoDBClient(roleAccess(endpoint, region, reference.roleArn));
  try {
    return await work(client, {
      TableName: reference.tableName,
      Key: { id: { S: schemaKey(NEXT.service) } },
    });
  } finally {
    client.destroy();
  }
}
