import assert from "node:assert/strict";

import { readInputs, readState } from "../../../providers/switch/inputs";
import { schemaRefusals } from "../../../providers/switch/schema";
import type { SchemaReading } from "../../../providers/schema/read";
import type { SchemaRange, SchemaState } from "../../../providers/schema/state";
import type { SwitchInputs } from "../../../providers/switch/switchInputs";
import { assertConverged, deployed, reasons as reasonsOf } from "./support/deployed";
import { FakeAws } from "./support/fakeAws";
import { cataloguedImages, switchInputs } from "./support/fixture";
import { reasons, type Situation, snapshot, stateOf } from "./support/situation";
import { Stack } from "./support/stack";

const ROLE = "arn:aws:iam::222222222222:role/deploy";
const SCHEMAS = {
  core: { tableName: "duotone-prod-accounts", roleArn: ROLE },
  batch: { tableName: "duotone-prod-accounts", roleArn: ROLE },
  shop: { tableName: "duotone-prod-payments", roleArn: ROLE },
};
const ON_PROD1 = switchInputs({ schemas: SCHEMAS });
const ON_PROD2 = switchInputs({ schemas: SCHEMAS, activeColor: "prod2" });

/** By colour; the same for all services. */
const RANGES: Readonly<Record<string, SchemaRange>> = {
  prod1: { least: 41, most: 42 },
  prod2: { least: 42, most: 43 },
};

function at(service: string, version: number): SchemaState {
  return { id: `schema#${service}`, version };
}

function migrating(service: string, from: number, to: number): SchemaState {
  const startedAt = "2026-11-21T12:00:00.000Z";
  return {
    ...at(service, from),
    migration: { from, to, cluster: "prod2", commit: "prod2-commit", by: "ada", startedAt },
  };
}

function images(inputs: SwitchInputs, ranges = RANGES) {
  return cataloguedImages(inputs).map((image) => {
    const color = Object.keys(inputs.releases).find((one) => image.build.startsWith(`${one}-`));
    const schema = color === undefined ? undefined : ranges[color];
    return schema === undefined ? image : { ...image, schema };
  });
}

function situation(core: SchemaReading, more: Partial<Situation> = {}): Situation {
  const fine = { state: at("other", 42) };
  return {
    inputs: ON_PROD2,
    state: stateOf(ON_PROD1),
    images: images(ON_PROD2),
    schemas: { core, batch: fine, shop: fine },
    ...more,
  };
}

describe("a move of the names", () => {
  it("passes where every release runs on its schema as it is", () => {
    assert.deepEqual(reasons(situation({ state: at("core", 42) })), []);
  });

  const cases: [string, SchemaReading, RegExp][] = [
    [
      "that the schema is too old for",
      { state: at("core", 41) },
      /^core on prod2: its release runs on versions 42 to 43 of its database's schema, and that is at version 41\. Migrate first: duotone migrate core --to 42$/,
    ],
    [
      "that the schema has left behind",
      { state: at("core", 44) },
      /^core on prod2: .* at version 44\. There is no way back/,
    ],
    [
      "in the middle of a migration",
      { state: migrating("core", 42, 43) },
      /^core on prod2: the migration of its database's schema from 42 to 43 is not finished\./,
    ],
    [
      "to a schema that nothing was done to",
      { state: undefined },
      /nothing was migrated yet\. Migrate first: duotone migrate core --to 42$/,
    ],
    [
      "blindly",
      { unreadable: "AccessDeniedException: no." },
      /could not be read: AccessDeniedException: no\. Unknown counts as outside/,
    ],
  ];
  for (const [title, reading, expected] of cases) {
    it(`is refused ${title}`, () => {
      const found = schemaRefusals(snapshot(situation(reading)));
      assert.deepEqual(
        found.map(({ gate, service }) => [gate, service]),
        [["schema", "core"]],
      );
      assert.match(found[0]?.reason ?? "", expected);
    });
  }

  it("is refused for every service at once, also where nobody has asked, or an image states nothing", () => {
    assert.deepEqual(
      schemaRefusals({ ...snapshot(situation({ state: undefined })), schemas: undefined }).map(
        ({ service }) => service,
      ),
      ["core", "batch", "shop"],
    );
    const silent = situation({ state: at("core", 42) }, { images: cataloguedImages(ON_PROD2) });
    assert.equal(schemaRefusals(snapshot(silent)).length, 3);
    assert.match(
      schemaRefusals(snapshot(silent))[0]?.reason ?? "",
      /^core on prod2: its release states no versions/,
    );
  });

  it("is refused in spite of any override", () => {
    const override = { gate: "health", reason: "now", by: "ada", until: "1970-01-01T01:00:00Z" } as const;
    const read = readInputs({ ...ON_PROD2, overrides: [{ ...override, gate: "schema" }] });
    assert.ok("problems" in read, "the gate can be named in an override");
    assert.equal(
      reasons(situation({ state: at("core", 41) }, { inputs: { ...ON_PROD2, overrides: [override] } }))
        .length,
      1,
    );
  });

  it("leaves what the catalogue does not tell to the gate of images", () => {
    const unread = situation({ state: at("core", 42) }, { images: { unreadable: "no." } });
    assert.equal(schemaRefusals(snapshot(unread)).length, 0);
    assert.equal(reasons(unread).length, 1);
  });

  it("is not judged where no name comes to another colour", () => {
    const stays = situation({ state: undefined }, { inputs: ON_PROD1, images: images(ON_PROD1) });
    assert.deepEqual(reasons(stays), []);
  });
});

describe("the schemas of the switch", () => {
  it("are inputs that older states do not have, and that no update follows from where there are none", () => {
    const { schemas, ...without } = stateOf(ON_PROD1);
    assert.deepEqual(readState({ ...without, schemas })?.schemas, SCHEMAS);
    assert.equal(readState(without)?.schemas, undefined);
  });

  it("are refused of a service that has no release", () => {
    const read = readInputs({ ...ON_PROD1, schemas: { ...SCHEMAS, ghost: { tableName: "t" } } });
    assert.ok("problems" in read);
    assert.deepEqual(read.problems, [
      {
        gate: "inputs",
        property: "schemas.ghost",
        reason: "ghost has a schema and no release on prod1, prod2. Name its commit and image.",
      },
    ]);
  });

  it("are asked for where there is one only, once for each table", async () => {
    const { aws, stack } = await deployed();
    await stack.up(switchInputs({ activeColor: "prod2" }));
    assert.equal(aws.calls.filter((call) => call === "readSchemas").length, 0);
    const { aws: asked, stack: withSchemas } = await released();
    asked.calls.length = 0;
    await withSchemas.preview(ON_PROD2);
    assert.equal(asked.calls.filter((call) => call === "readSchemas").length, 2);
  });

  it("let names move and come back as far as both colours run on them, and are on record", async () => {
    const { aws, stack } = await released();
    setAll(aws, 41);
    assert.match(
      reasonsOf(await stack.up(ON_PROD2)),
      /^\[schema\] core on prod2: .*\n\[schema\] batch .*\n\[schema\] shop /,
    );
    assert.deepEqual(aws.batches, []);

    setAll(aws, 42);
    assert.deepEqual(await stack.up(ON_PROD2), { did: "update" });
    assert.deepEqual(await stack.up(ON_PROD1), { did: "update" });
    assert.deepEqual(await stack.up(ON_PROD2), { did: "update" });
    const intent = aws.stores.bodies.at(-2);
    assert.ok(intent?.kind === "intent");
    assert.deepEqual(
      Object.entries(intent.services).map(([service, { schema }]) => [service, schema]),
      [
        ["batch", 42],
        ["core", 42],
        ["shop", 42],
        ["web", undefined],
      ],
    );

    setAll(aws, 43);
    assert.match(
      reasonsOf(await stack.up(ON_PROD1)),
      /^\[schema\] core on prod1: its release runs on versions 41 to 42 /,
    );
    await assertConverged(aws, stack, ON_PROD2);
  });

  it("are judged once more when the names are about to move", async () => {
    const { aws, stack } = await released();
    setAll(aws, 42);
    aws.interfere = (call, moment) => {
      // The preview has passed, and the update has taken its first look; now somebody contracts.
      if (
        call === "listRecords" &&
        moment === "after" &&
        aws.calls.filter((one) => one === "listRecords").length > 2
      ) {
        setAll(aws, 44);
      }
    };
    const outcome = await stack.up(ON_PROD2);
    assert.match(JSON.stringify(outcome), /\[schema\] core on prod2: .* at version 44/);
    assert.deepEqual(aws.batches, []);
  });
});

/** A stack whose names are on prod1, and whose images state their ranges. */
async function released(): Promise<{ aws: FakeAws; stack: Stack }> {
  const aws = FakeAws.running(ON_PROD1);
  for (const image of images(ON_PROD1)) {
    aws.catalogue.set(`${image.service}#${image.build}`, image);
  }
  const stack = new Stack(aws);
  assert.deepEqual(
    await stack.up(ON_PROD1),
    { did: "create" },
    "nothing was migrated, and nobody was served",
  );
  aws.batches.length = 0;
  return { aws, stack };
}

function setAll(aws: FakeAws, version: number): void {
  for (const service of Object.keys(SCHEMAS)) {
    aws.schemas.set(service, at(service, version));
  }
}
