import assert from "node:assert/strict";

import { itemOf } from "../../../components/images/catalogueItem";
import { baseKey, serviceKey } from "../../../components/images/imageCatalogue";
import { ImageError } from "../../../components/images/imageError";
import { resolveImages } from "../../../components/images/resolveImages";
import { catalogueImage } from "./catalogueImage";
import { FakeAws } from "./fakeAws";

const COMMIT = "3f1c9e0b7a2d4c5e6f708192a3b4c5d6e7f80912";
const ACCESS = { region: "eu-west-1", tableName: "duotone-images" };
const WANTED = { clusters: ["prod1"], service: "core", commit: COMMIT, architecture: "arm64" } as const;
const RULES = { region: "eu-west-1", bakes: false, baseVersion: "2026-11-01", overrides: [], now: 0 };

describe("resolveImages", () => {
  const base = catalogueImage({ ...baseKey("2026-11-01", "arm64"), base: undefined });
  const tried = catalogueImage({
    ...serviceKey("core", COMMIT, "arm64"),
    base: base.build,
    schema: { least: 41, most: 43 },
    state: "deprecated",
    stateChanges: (["deployed-to-staging", "deprecated"] as const).map((state) => ({
      state,
      at: "2026-11-03T10:00:00.000Z",
      by: "arn:ann",
      reason: "old",
    })),
  });
  let items = [tried, base];
  const aws = new FakeAws(() => ({
    body: { Responses: { "duotone-images": items.map(itemOf) }, UnprocessedKeys: {} },
  }));
  before(() => aws.open());
  after(() => aws.close());
  beforeEach(() => {
    aws.calls.length = 0;
  });

  it("asks once for all images and their bases, and passes warnings on", async () => {
    items = [tried, base];
    const warnings: string[] = [];
    const { ids, ranges } = await resolveImages(ACCESS, [WANTED], RULES, (message) => warnings.push(message));
    assert.deepEqual(ids, { prod1: { core: "ami-1" } });
    assert.deepEqual([...ranges], [[`core ${COMMIT}`, { least: 41, most: 43 }]]);
    assert.deepEqual(warnings, [`cluster prod1, service core: commit ${COMMIT} is deprecated: old`]);
    assert.deepEqual(
      aws.calls.map(({ action }) => action),
      ["BatchGetItem"],
    );
  });

  it("refuses with every reason", async () => {
    items = [base];
    await assert.rejects(
      resolveImages(ACCESS, [WANTED], RULES, () => undefined),
      (cause) => cause instanceof ImageError && cause.message.includes("never baked"),
    );
  });
});
