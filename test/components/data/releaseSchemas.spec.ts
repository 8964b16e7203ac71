import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { checkSchemas, readSchemaReadings } from "../../../components/data/releaseSchemas";
import type { SchemaRanges } from "../../../components/images/judgeImages";
import type { BakedJudge } from "../../../components/images/releasedImages";
import type { DuotoneConfig } from "../../../config";
import type { SchemaReadings } from "../../../providers/schema/read";
import { committedConfig } from "../../program/declared";
import { registeredBy } from "../../mocks";
import { FakeAws } from "../images/fakeAws";

const OLD = "a".repeat(40);
const NEW = "b".repeat(40);
const AT_42: SchemaReadings = { core: { state: { id: "schema#core", version: 42 } } };

describe("checkSchemas", () => {
  let prod: DuotoneConfig;
  before(async () => {
    prod = await committedConfig("prod");
  });

  /** Production with one service, `core`, whose colours run these commits. */
  const config = (prod1: string, prod2: string): DuotoneConfig => ({
    ...prod,
    services: prod.services.filter(({ name }) => name === "core"),
    clusters: prod.clusters
      .filter(({ colour }) => colour)
      .map((cluster) => ({ ...cluster, release: { core: cluster.name === "prod1" ? prod1 : prod2 } })),
  });
  const ranges = (least: number, most: number): SchemaRanges =>
    new Map([
      [`core ${OLD}`, { least: 41, most: 42 }],
      [`core ${NEW}`, { least, most }],
    ]);

  /** What the program says of releases, with those of the last update. */
  async function check(
    wanted: DuotoneConfig,
    readings: SchemaReadings,
    of: SchemaRanges,
    last?: Record<string, Record<string, string>>,
  ): Promise<{ readonly refused: string } | { readonly judge: BakedJudge }> {
    let outcome: Awaited<ReturnType<typeof check>> | undefined;
    await registeredBy(
      async () => {
        try {
          outcome = { judge: await checkSchemas(wanted, readings, of) };
        } catch (cause) {
          assert.ok(pulumi.RunError.isInstance(cause), String(cause));
          outcome = { refused: cause.message };
        }
      },
      "preview",
      {},
      last === undefined ? {} : { "pulumi:pulumi:readStackOutputs": { outputs: { releases: last } } },
    );
    assert.ok(outcome !== undefined);
    return outcome;
  }

  it("lets pass what runs on the schema as it is", async () => {
    assert.ok("judge" in (await check(config(OLD, NEW), AT_42, ranges(42, 43))));
  });

  it("refuses every release that does not, in every cluster at once", async () => {
    const readings = { core: { state: { id: "schema#core", version: 44 } } };
    const found = await check(config(OLD, NEW), readings, ranges(42, 43));
    assert.deepEqual("refused" in found && found.refused.split("\n"), [
      "[schema] These releases do not fit their databases' schemas as they are:",
      ` - cluster prod1, service core: commit ${OLD} runs on versions 41 to 42, and the schema is at version 44. Name a commit that runs on 44.`,
      ` - cluster prod2, service core: commit ${NEW} runs on versions 42 to 43, and the schema is at version 44. Name a commit that runs on 44.`,
    ]);
  });

  it("lets run on what ran there when the stack was last updated, so that its mend can be deployed", async () => {
    const readings = { core: { state: { id: "schema#core", version: 44 } } };
    const last = { prod1: { core: OLD }, prod2: { core: OLD } };
    assert.ok("judge" in (await check(config(OLD, NEW), readings, ranges(44, 44), last)));
    const found = await check(config(OLD, NEW), readings, ranges(45, 45), last);
    assert.ok("refused" in found);
    assert.match(found.refused, /\n - cluster prod2, .*$/);
    assert.doesNotMatch(found.refused, /prod1/);
  });

  it("refuses what nobody can read, also where nothing would change", async () => {
    const last = { prod1: { core: OLD }, prod2: { core: OLD } };
    const found = await check(
      config(OLD, OLD),
      { core: { unreadable: "AccessDenied: no." } },
      ranges(42, 43),
      last,
    );
    assert.match(
      "refused" in found ? found.refused : "",
      /clusters prod1, prod2, service core: .*could not be read: AccessDenied: no\./,
    );
  });

  it("refuses an image that states nothing, whatever the schema", async () => {
    const found = await check(
      config(OLD, OLD),
      { core: { state: undefined } },
      new Map([[`core ${OLD}`, undefined]]),
    );
    assert.match("refused" in found ? found.refused : "", /states no versions of its database's schema/);
  });

  it("leaves what is still to be baked to the judge of baked images, and that alone", async () => {
    const found = await check(config(OLD, NEW), AT_42, new Map([[`core ${OLD}`, { least: 41, most: 42 }]]));
    assert.ok("judge" in found);
    const baked = { service: "core", commit: NEW, clusters: ["prod2"] };
    assert.equal(found.judge(baked, { least: 42, most: 43 }), undefined);
    assert.match(
      found.judge(baked, { least: 43, most: 43 }) ?? "",
      /^\[schema\] [^]*cluster prod2, service core: commit b+ runs on version 43,/,
    );
    assert.match(found.judge(baked, undefined) ?? "", /states no versions/);
    assert.equal(found.judge({ ...baked, commit: OLD }, undefined), undefined, "it was judged before");
    assert.equal(found.judge({ ...baked, service: "www" }, undefined), undefined, "it has no database");
  });
});

describe("readSchemaReadings", () => {
  const aws = new FakeAws(({ action }) =>
    action === "AssumeRole"
      ? {
          body:
            "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>a</AccessKeyId><SecretAccessKey>b</SecretAccessKey>" +
            "<SessionToken>c</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>",
        }
      : {
          body: {
            Responses: { "duotone-prod-accounts": [{ id: { S: "schema#core" }, version: { N: "42" } }] },
            UnprocessedKeys: {},
          },
        },
  );
  before(() => aws.open());
  after(() => aws.close());
  beforeEach(() => {
    aws.calls.length = 0;
  });

  it("asks once in each vertical whose account exists, as its role", async () => {
    const prod = await committedConfig("prod");
    const found = await readSchemaReadings(prod, new Map([["accounts", "200000000001"]]));
    assert.deepEqual(found.core, { state: { id: "schema#core", version: 42 } });
    const others = prod.services.filter(
      ({ database, vertical }) => database !== undefined && vertical !== "accounts",
    );
    assert.ok(others.length > 0);
    for (const { name } of others) {
      assert.deepEqual(found[name], { state: undefined });
    }
    assert.deepEqual(
      aws.calls.map(({ action, body }) => [action, body.RoleArn]),
      [
        ["AssumeRole", "arn:aws:iam::200000000001:role/OrganizationAccountAccessRole"],
        ["BatchGetItem", undefined],
      ],
    );
  });

  it("asks nobody where no service has a database", async () => {
    const prod = await committedConfig("prod");
    const services = prod.services.map((service) => ({ ...service, database: undefined }));
    assert.deepEqual(
      await readSchemaReadings({ ...prod, services }, new Map([["accounts", "200000000001"]])),
      {},
    );
    assert.deepEqual(aws.calls, []);
  });
});
