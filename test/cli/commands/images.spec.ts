import assert from "node:assert/strict";

import type { CatalogueImage } from "../../../components/images/catalogueItem";
import { catalogueImage } from "../../components/images/catalogueImage";
import { FakeSession } from "../support/fakeSession";
import { runDuotone } from "../support/run";

const image = (service: string, digit: string, bakedAt: string, change: Partial<CatalogueImage> = {}) =>
  catalogueImage({
    service,
    build: `${digit.repeat(40)}#arm64`,
    imageId: `ami-0${digit.repeat(16)}`,
    bakedAt,
    ...change,
  });

describe("duotone images", () => {
  const images = {
    core: [
      image("core", "e", "2026-11-20T10:00:00Z"),
      image("core", "d", "2026-11-19T10:00:00Z", { state: "revoked" }),
      image("core", "c", "2026-11-18T10:00:00Z"),
      image("core", "a", "2026-11-17T10:00:00Z", { base: "2026-10-01#arm64" }),
    ],
    web: [image("web", "b", "2026-11-17T11:00:00Z", { state: "deployed-to-staging" })],
    "base-image": [
      catalogueImage({ service: "base-image", build: "2026-10-01#arm64", base: undefined, state: "revoked" }),
    ],
  };

  it("shows those that run and the newest of every service", async () => {
    const session = await FakeSession.deployed();
    session.shelf.images = images;
    const told = await runDuotone(session, ["images"]);
    assert.equal(
      told.printed,
      [
        "4 images; the last column names the clusters of prod that run it.",
        "",
        "  service  commit   image                         baked (UTC)       state           runs on",
        "  ────────────────────────────────────────────────────────────────────────────────────────────────",
        "  core     eeeeeee  ami-0eeeeeeeeeeeeeeee  arm64  2026-11-20 10:00  new",
        "  core     ddddddd  ami-0dddddddddddddddd  arm64  2026-11-19 10:00  revoked",
        "  core     aaaaaaa  ami-0aaaaaaaaaaaaaaaa  arm64  2026-11-17 10:00  base revoked    prod1, qaprod1",
        "  web      bbbbbbb  ami-0bbbbbbbbbbbbbbbb  arm64  2026-11-17 11:00  staging ran it  prod2",
      ].join("\n"),
    );
  });

  it("shows all of one service", async () => {
    const session = await FakeSession.deployed();
    session.shelf.images = images;
    const { document } = await runDuotone(session, ["images", "core", "--json"]);
    const shown = document?.images as { commit: string; clusters: string[] }[];
    assert.deepEqual(
      shown.map(({ commit, clusters }) => [commit[0], clusters]),
      [
        ["e", []],
        ["d", []],
        ["c", []],
        ["a", ["prod1", "qaprod1"]],
      ],
    );
    assert.equal(session.shelf.closed, 1);
  });

  it("knows the services", async () => {
    const session = await FakeSession.deployed();
    const told = await runDuotone(session, ["images", "cart"]);
    assert.equal(told.exitCode, 2);
    assert.equal(
      told.noted,
      'There is no service "cart". The services are: batch, core, shop, web; base images are "base".',
    );
  });

  it("shows base images by their version", async () => {
    const session = await FakeSession.deployed();
    session.shelf.images = images;
    const told = await runDuotone(session, ["images", "base"]);
    assert.match(told.printed, / base-image {2}2026-10-01 {2}ami-1 .* revoked$/m);
  });
});
