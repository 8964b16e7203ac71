import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { type AttributeValue, DynamoDBClient, PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { parseDocument, Scalar } from "yaml";

import { BASE_IMAGE } from "../../components/images/imageCatalogue";
import { runDuotone } from "../../sandbox/duotoneCommand";
import { ENGINE_TEST_LIMIT, useEngineSession } from "../../sandbox/engineSession";
import { roleAccess } from "../../sandbox/story/cloudAccess";
import { writes } from "../../sandbox/story/expectations";
import type { EngineRun } from "../../sandbox/story/pulumi";

const NEVER_BAKED = "0123456789abcdef0123456789abcdef01234567";
const REASON = "a hole in its libraries";
const HOUR = 60 * 60 * 1000;

/** Settings of a stack's file, each by its path below `config`. */
type Settings = readonly (readonly [path: readonly string[], value: unknown])[];

describe("a revoked base image, on the real engine", function () {
  this.timeout(ENGINE_TEST_LIMIT);
  const session = useEngineSession();
  let catalogue: Catalogue;

  before(async () => {
    const { sandbox } = session();
    const { deliveryRoleArn, imageCatalogueTable } = await sandbox.foundation.outputs("org");
    const access = roleAccess(sandbox.endpoint, sandbox.region, String(deliveryRoleArn));
    catalogue = await Catalogue.open(new DynamoDBClient(access), String(imageCatalogueTable));
    const version = catalogue.baseBuilds[0]?.split("#")[0] ?? assert.fail("no base image was ever baked");
    const revoked = await runDuotone(
      sandbox,
      ...["images", "revoke", "base", version, "--stack", "prod", "--reason", REASON, "--yes"],
    );
    assert.equal(revoked.exitCode, 0, revoked.stdout + revoked.stderr);
  });

  after(() => catalogue.restore());

  it("stops the preview of every stack that runs what was made of it, with the reason, before anything is touched", async () => {
    const { root, gateway } = session().sandbox;
    await gateway.resetCalls();
    const run = await root.preview("prod");
    const sent = writes({ calls: await gateway.calls(), batches: [] });
    assert.notEqual(run.exitCode, 0);
    assert.equal(run.created + run.updated + run.replaced + run.deleted, 0);
    assert.deepEqual(sent, []);
    const errors = errorsOf(run);
    assert.match(errors, /\[images\] These releases name images that nothing may run any more:/);
    for (const cluster of ["prod1", "prod2", "qaprod1"]) {
      assert.match(
        errors,
        new RegExp(`${cluster}.*core.*was made of base image .* revoked by arn:.*${REASON}`),
      );
    }
    assert.doesNotMatch(errors, /\n\s+at .*\(.*\.[jt]s:\d+/);
  });

  it("lets what is live run on where a person answers for it, and refuses the rest as before", async () => {
    // In quotes: the engine makes a time of a bare date.
    const until = new Scalar(new Date(Date.now() + HOUR).toISOString());
    until.type = Scalar.QUOTE_DOUBLE;
    const run = await previewWith([
      [
        ["duotone:overrides"],
        [{ gate: "images", reason: "The mend is deployed beside it.", by: "ada@example.com", until }],
      ],
      [["duotone:releases", "prod2", "core"], NEVER_BAKED],
    ]);
    assert.notEqual(run.exitCode, 0);
    const errors = errorsOf(run);
    assert.match(errors, new RegExp(`prod2.*core.*${NEVER_BAKED}`));
    assert.doesNotMatch(errors, /revoked/);
  });

  /** Previews prod with a changed stack file, and puts the file back. */
  async function previewWith(settings: Settings): Promise<EngineRun> {
    const { root, workDir } = session().sandbox;
    const file = path.join(workDir, "Pulumi.prod.yaml");
    const committed = await readFile(file, "utf8");
    try {
      const document = parseDocument(committed);
      for (const [keys, value] of settings) {
        document.setIn(["config", ...keys], document.createNode(value));
      }
      await writeFile(file, document.toString());
      return await root.preview("prod");
    } finally {
      await writeFile(file, committed);
    }
  }
});

function errorsOf({ diagnostics }: EngineRun): string {
  return diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ message }) => message)
    .join("\n");
}

/** The base images' records as they were. A revocation is for ever, no command takes it back, and other tests need them. */
class Catalogue {
  private constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
    private readonly items: readonly Record<string, AttributeValue>[],
  ) {}

  public static async open(client: DynamoDBClient, tableName: string): Promise<Catalogue> {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: "service = :service",
        ExpressionAttributeValues: { ":service": { S: BASE_IMAGE } },
      }),
    );
    return new Catalogue(client, tableName, Items);
  }

  public get baseBuilds(): readonly string[] {
    return this.items.flatMap(({ build }) => build?.S ?? []);
  }

  public async restore(): Promise<void> {
    for (const Item of this.items) {
      await this.client.send(new PutItemCommand({ TableName: this.tableName, Item }));
    }
    this.client.destroy();
  }
}
