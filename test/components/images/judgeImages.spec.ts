import assert from "node:assert/strict";

import type { CatalogueImage } from "../../../components/images/catalogueItem";
import { baseKey, keyText, serviceKey } from "../../../components/images/imageCatalogue";
import type { ImageWithBase } from "../../../components/images/imagesWithBases";
import type { ImageState } from "../../../components/images/imageState";
import { type ImageRules, judgeImages, type WantedImage } from "../../../components/images/judgeImages";
import type { Override } from "../../../providers/switch/overrides";
import { catalogueImage } from "./catalogueImage";

const COMMIT = "3f1c9e0b7a2d4c5e6f708192a3b4c5d6e7f80912";
const OTHER = "9ab0d12c3e4f5061728394a5b6c7d8e9f0a1b2c3";
const NOW = Date.parse("2026-11-21T12:00:00Z");
const BASE = baseKey("2026-11-01", "arm64");

const PROD: ImageRules = {
  region: "eu-west-1",
  bakes: false,
  baseVersion: "2026-11-01",
  overrides: [],
  now: NOW,
};
const STAGING: ImageRules = { ...PROD, bakes: true };

const wanted = (service: string, commit = COMMIT, clusters = ["prod1"]): WantedImage => ({
  clusters,
  service,
  commit,
  architecture: "arm64",
});

/** An image that came to its state by way of others. */
const image = (
  service: string,
  imageId: string,
  states: readonly ImageState[] = ["available", "deployed-to-staging"],
  commit = COMMIT,
): CatalogueImage =>
  catalogueImage({
    ...serviceKey(service, commit, "arm64"),
    imageId,
    base: BASE.build,
    ...history(states),
  });

const base = (states: readonly ImageState[] = ["available"]) =>
  catalogueImage({ ...BASE, base: undefined, ...history(states) });

function history(states: readonly ImageState[]): Pick<CatalogueImage, "state" | "stateChanges"> {
  return {
    state: states.at(-1) ?? "available",
    stateChanges: states.map((state, day) => ({
      state,
      at: `2026-11-0${day + 1}T10:00:00.000Z`,
      by: "arn:ann",
      reason: `because it is ${state}`,
    })),
  };
}

const catalogue = (images: readonly CatalogueImage[], of: CatalogueImage = base()) =>
  new Map<string, ImageWithBase>([
    ...images.map((one) => [keyText(one), { image: one, base: of }] as const),
    [keyText(of), { image: of, base: undefined }],
  ]);

const override = (change: Partial<Override> = {}): Override => ({
  gate: "images",
  reason: "prod2 has the mend",
  by: "ada@example.com",
  until: "2026-11-21T18:00:00Z",
  ...change,
});

describe("judgeImages", () => {
  it("gives ids by cluster and service, and says nothing of images that staging ran", () => {
    assert.deepEqual(
      judgeImages(
        [wanted("core", COMMIT, ["prod1", "qaprod1"]), wanted("web"), wanted("core", OTHER, ["prod2"])],
        catalogue([
          { ...image("core", "ami-1"), schema: { least: 41, most: 43 } },
          image("web", "ami-2"),
          image("core", "ami-3", undefined, OTHER),
        ]),
        PROD,
      ),
      {
        ids: {
          prod1: { core: "ami-1", web: "ami-2" },
          qaprod1: { core: "ami-1" },
          prod2: { core: "ami-3" },
        },
        ranges: new Map([
          [`core ${COMMIT}`, { least: 41, most: 43 }],
          [`web ${COMMIT}`, undefined],
          [`core ${OTHER}`, undefined],
        ]),
        refusals: [],
        warnings: [],
      },
    );
  });

  it("gives the copy's id in another region, and refuses an image that has none there", () => {
    const rules = { ...PROD, region: "eu-central-1" };
    const copied = { ...image("core", "ami-1"), copies: { "eu-central-1": "ami-9" } };
    const judged = judgeImages(
      [wanted("core"), wanted("web")],
      catalogue([copied, image("web", "ami-2")]),
      rules,
    );
    assert.deepEqual(judged.ids, { prod1: { core: "ami-9" } });
    assert.equal(judged.refusals.length, 1);
    assert.match(
      judged.refusals[0] ?? "",
      /no copy .*\n - cluster prod1, service web: .*, in eu-central-1\n/,
    );
  });

  it("lists at once what was never baked, what staging never ran and what is revoked, each with what to do", () => {
    const { refusals } = judgeImages(
      [
        wanted("core", OTHER),
        wanted("web"),
        wanted("mailer", COMMIT, ["prod1", "prod2"]),
        wanted("blog"),
        wanted("shop"),
      ],
      catalogue([
        image("web", "ami-2", ["available"]),
        image("mailer", "ami-3", ["available", "deployed-to-staging", "revoked"]),
        image("blog", "ami-4", ["available", "deprecated"]),
        image("shop", "ami-5"),
      ]),
      PROD,
    );
    assert.deepEqual(
      refusals.map((text) => text.split("\n").slice(0, -1)),
      [
        [
          "These releases name images that were never baked:",
          ` - cluster prod1, service core: commit ${OTHER} for arm64`,
        ],
        [
          "These releases name images that staging never ran:",
          ` - cluster prod1, service web: commit ${COMMIT} (ami-2)`,
          ` - cluster prod1, service blog: commit ${COMMIT} (ami-4)`,
        ],
        [
          "[images] These releases name images that nothing may run any more:",
          ` - clusters prod1, prod2, service mailer: commit ${COMMIT} (ami-3) was revoked by arn:ann at 2026-11-03T10:00:00.000Z: because it is revoked`,
        ],
      ],
    );
    assert.match(refusals[0] ?? "", /bakes none: deploy the commits to staging first/);
    assert.match(refusals[1] ?? "", /Production runs what staging ran/);
    assert.match(refusals[2] ?? "", /duotone:overrides with gate images/);
  });

  it("refuses every image of a revoked base, naming it, and one whose base nobody knows", () => {
    const images = [image("core", "ami-1"), image("web", "ami-2")];
    const both = [wanted("core"), wanted("web")];
    const { refusals } = judgeImages(both, catalogue(images, base(["available", "revoked"])), PROD);
    assert.deepEqual(
      refusals[0]?.match(/was made of base image 2026-11-01#arm64, which was revoked by arn:ann/g)?.length,
      2,
    );
    const unknown = new Map(images.map((one) => [keyText(one), { image: one, base: undefined }]));
    assert.match(judgeImages(both, unknown, PROD).refusals[0] ?? "", /nobody can say whether/);
  });

  it("asks what an image ever was: one that was deprecated after staging ran it may run", () => {
    const old = image("core", "ami-1", ["available", "deployed-to-staging", "deprecated"]);
    const judged = judgeImages([wanted("core")], catalogue([old]), PROD);
    assert.deepEqual(judged.refusals, []);
    assert.deepEqual(judged.warnings, [
      `cluster prod1, service core: commit ${COMMIT} is deprecated: because it is deprecated`,
    ]);
  });

  it("warns of images of a deprecated base", () => {
    const judged = judgeImages(
      [wanted("core")],
      catalogue([image("core", "ami-1")], base(["available", "deprecated"])),
      PROD,
    );
    assert.deepEqual(judged.refusals, []);
    assert.match(judged.warnings.join(), /was made of a deprecated base image: because it is deprecated/);
  });

  describe("with an override of gate images", () => {
    const revoked = catalogue([
      image("core", "ami-1", ["available", "deployed-to-staging", "revoked"]),
      image("web", "ami-2", ["available", "deployed-to-staging", "revoked"]),
    ]);
    const both = [wanted("core"), wanted("web")];

    it("lets a revoked image run on, and says who answers for it until when", () => {
      const judged = judgeImages(both, revoked, { ...PROD, overrides: [override()] });
      assert.deepEqual(judged.refusals, []);
      assert.equal(judged.warnings.length, 2);
      assert.match(
        judged.warnings[0] ?? "",
        /\(ami-1\) was revoked by arn:ann .*\. ada@example.com lets it run until 2026-11-21T18:00:00Z: prod2 has the mend$/,
      );
      assert.deepEqual(judged.ids, { prod1: { core: "ami-1", web: "ami-2" } });
    });

    it("lets pass the service that it names, and no other", () => {
      const { refusals } = judgeImages(both, revoked, {
        ...PROD,
        overrides: [override({ service: "core" })],
      });
      assert.match(refusals.join(), /service web/);
      assert.doesNotMatch(refusals.join(), /service core/);
    });

    it("counts for a day at most, and for no other gate", () => {
      for (const [until, words] of [
        ["2026-11-21T11:59:59Z", /ended at 2026-11-21T11:59:59Z/],
        ["2026-11-22T12:00:01Z", /does not count: .* at most 24 hours/],
      ] as const) {
        const { refusals } = judgeImages(both, revoked, { ...PROD, overrides: [override({ until })] });
        assert.match(refusals.join(), words);
      }
      assert.equal(
        judgeImages(both, revoked, { ...PROD, overrides: [override({ gate: "health" })] }).refusals.length,
        1,
      );
    });

    it("lets pass neither what was never baked nor what staging never ran", () => {
      const judged = judgeImages(
        [wanted("core", OTHER), wanted("web")],
        catalogue([image("web", "ami-2", ["available"])]),
        {
          ...PROD,
          overrides: [override()],
        },
      );
      assert.equal(judged.refusals.length, 2);
    });
  });

  describe("in a stack that bakes", () => {
    it("takes what was never baked and what staging never ran", () => {
      assert.deepEqual(
        judgeImages(
          [wanted("core"), wanted("web")],
          catalogue([image("web", "ami-2", ["available"])]),
          STAGING,
        ),
        {
          ids: { prod1: { web: "ami-2" } },
          ranges: new Map([[`web ${COMMIT}`, undefined]]),
          refusals: [],
          warnings: [],
        },
      );
    });

    it("bakes where the base image is not there yet either", () => {
      assert.deepEqual(judgeImages([wanted("core")], new Map(), STAGING).refusals, []);
    });

    it("refuses what is revoked, and to bake from a revoked base", () => {
      const { refusals } = judgeImages(
        [wanted("core"), wanted("web")],
        catalogue([image("web", "ami-2")], base(["available", "revoked"])),
        { ...STAGING, overrides: [override({ service: "core" })] },
      );
      assert.equal(refusals.length, 2);
      assert.match(
        refusals[0] ?? "",
        /service web: .* was made of base image 2026-11-01#arm64, which was revoked/,
      );
      assert.match(
        refusals[1] ?? "",
        /would be baked from a base image .*\n - cluster prod1, service core: .*: base image 2026-11-01 for arm64 was revoked by arn:ann/,
      );
    });
  });
});
