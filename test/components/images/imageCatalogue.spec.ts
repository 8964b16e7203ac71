import assert from "node:assert/strict";

import type { CatalogueImage } from "../../../components/images/catalogueItem";
import { catalogueImage } from "./catalogueImage";
import {
  baseKey,
  imageIdsOf,
  keyText,
  resolveImages,
  serviceKey,
  type WantedImage,
} from "../../../components/images/imageCatalogue";
import { ImageError } from "../../../components/images/imageError";

const COMMIT = "3f1c9e0b7a2d4c5e6f708192a3b4c5d6e7f80912";
const OTHER = "9ab0d12c3e4f5061728394a5b6c7d8e9f0a1b2c3";

const image = (
  service: string,
  commit: string,
  architecture: "x86_64" | "arm64",
  imageId: string,
): CatalogueImage => catalogueImage({ ...serviceKey(service, commit, architecture), architecture, imageId });

const catalogue = new Map(
  [
    image("core", COMMIT, "arm64", "ami-1"),
    image("core", COMMIT, "x86_64", "ami-2"),
    image("core", OTHER, "arm64", "ami-3"),
    image("web", OTHER, "arm64", "ami-4"),
  ].map((one) => [keyText(one), one]),
);

const wanted = (cluster: string, service: string, commit: string): WantedImage => ({
  cluster,
  service,
  commit,
  architecture: "arm64",
  region: "eu-west-1",
});

describe("the catalogue's keys", () => {
  it("tell services, commits, architectures and base images apart", () => {
    const keys = [
      serviceKey("core", COMMIT, "arm64"),
      serviceKey("core", COMMIT, "x86_64"),
      serviceKey("core", OTHER, "arm64"),
      serviceKey("web", COMMIT, "arm64"),
      baseKey("2026-11-01", "arm64"),
      baseKey("2026-11-01", "x86_64"),
    ];
    assert.equal(new Set(keys.map(keyText)).size, keys.length);
    assert.deepEqual(keys[0], { service: "core", build: `${COMMIT}#arm64` });
    assert.deepEqual(keys[4], { service: "base-image", build: "2026-11-01#arm64" });
  });
});

describe("imageIdsOf", () => {
  it("gives ids by cluster and service, of the wanted commit and architecture", () => {
    assert.deepEqual(
      imageIdsOf(
        [wanted("prod1", "core", COMMIT), wanted("prod1", "web", OTHER), wanted("prod2", "core", OTHER)],
        catalogue,
      ),
      { prod1: { core: "ami-1", web: "ami-4" }, prod2: { core: "ami-3" } },
    );
  });

  it("lists every image that was never baked, and none that was", () => {
    const releases = [
      wanted("prod1", "web", COMMIT),
      wanted("prod2", "web", OTHER),
      { ...wanted("qaprod1", "web", OTHER), architecture: "x86_64" as const },
    ];
    assert.throws(
      () => imageIdsOf(releases, catalogue),
      (cause) => {
        assert.ok(cause instanceof ImageError);
        assert.deepEqual(cause.message.split("\n").slice(1, -1), [
          ` - cluster prod1, service web: commit ${COMMIT} for arm64`,
          ` - cluster qaprod1, service web: commit ${OTHER} for x86_64`,
        ]);
        assert.match(cause.message, /deploy the commits to staging first/);
        return true;
      },
    );
  });

  it("gives the copy of an image in the region that it is to run in", () => {
    const copied = new Map(
      [...catalogue].map(([key, one]) => [key, { ...one, copies: { "eu-central-1": `${one.imageId}c` } }]),
    );
    const there = { ...wanted("prod1", "core", COMMIT), region: "eu-central-1" };
    assert.deepEqual(imageIdsOf([there, wanted("prod2", "core", COMMIT)], copied), {
      prod1: { core: "ami-1c" },
      prod2: { core: "ami-1" },
    });
  });

  it("lists what has no copy there beside what was never baked", () => {
    const there = { ...wanted("prod1", "core", COMMIT), region: "eu-central-1" };
    assert.throws(() => imageIdsOf([there, wanted("prod2", "web", COMMIT)], catalogue), {
      name: "ImageError",
      message:
        `These releases name images that were never baked:\n - cluster prod2, service web: commit ${COMMIT} for arm64\n` +
        "This stack takes images as they are and bakes none: deploy the commits to staging first, which does, or name " +
        "commits that staging has run.\n" +
        "These releases name images that have no copy where they are to run:\n" +
        ` - cluster prod1, service core: commit ${COMMIT} for arm64, in eu-central-1\n` +
        "Add the region to copyRegions in duotone:images of the stack that bakes, and deploy that stack: it copies what " +
        "it has baked already, too.",
    });
  });

  it("wants nothing of an empty release", () => {
    assert.deepEqual(imageIdsOf([], catalogue), {});
  });
});

describe("resolveImages", () => {
  it("refuses the program without a stack trace where the catalogue is out of reach", async () => {
    const saved = { ...process.env };
    Object.assign(process.env, {
      // Nothing listens on the port of the discard service.
      AWS_ENDPOINT_URL: "http://127.0.0.1:9",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_MAX_ATTEMPTS: "1",
    });
    try {
      await assert.rejects(
        resolveImages({ region: "eu-west-1", tableName: "duotone-images" }, [
          wanted("prod1", "core", COMMIT),
        ]),
        (cause) => {
          assert.ok(cause instanceof Error && "__pulumiRunError" in cause, String(cause));
          assert.match(cause.message, /^Reading the image catalogue failed \(.*ECONNREFUSED/);
          return true;
        },
      );
    } finally {
      process.env = saved;
    }
  });
});
