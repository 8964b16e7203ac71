import assert from "node:assert/strict";

import type { CatalogueImage } from "../../../components/images/catalogueItem";
import { revocationOf, revocationText, whyNotToRun } from "../../../components/images/revocation";
import { catalogueImage } from "./catalogueImage";

const BASE = "2026-11-01#arm64";
const ANN = "arn:aws:sts::100000000002:assumed-role/duotone-delivery/ann";

const revoked = (at: string, reason: string): Pick<CatalogueImage, "state" | "stateChanges"> => ({
  state: "revoked",
  stateChanges: [
    { state: "available", at: "2026-11-02T10:00:00.000Z", by: "arn:bake", reason: "baked" },
    { state: "revoked", at, by: ANN, reason },
  ],
});
const image = catalogueImage({ service: "core", build: "3f1c#arm64", base: BASE });
const base = catalogueImage({ service: "base-image", build: BASE, base: undefined });
const revokedBase = { ...base, ...revoked("2026-11-04T10:00:00.000Z", "CVE-2026-1 in openssl") };
const revokedImage = { ...image, ...revoked("2026-11-03T10:00:00.000Z", "leaks a log") };

describe("revocationOf", () => {
  it("finds none where neither image nor base is revoked, whatever else they are", () => {
    for (const state of ["available", "deployed-to-staging", "deprecated"] as const) {
      assert.equal(revocationOf({ ...image, state }, { ...base, state }), undefined);
    }
    assert.equal(revocationOf(base, undefined), undefined);
  });

  it("tells who, when and why, and through which base", () => {
    assert.deepEqual(revocationOf(revokedImage, base), {
      by: ANN,
      at: "2026-11-03T10:00:00.000Z",
      reason: "leaks a log",
    });
    assert.deepEqual(revocationOf(image, revokedBase), {
      base: BASE,
      by: ANN,
      at: "2026-11-04T10:00:00.000Z",
      reason: "CVE-2026-1 in openssl",
    });
    assert.equal(revocationOf(revokedBase, undefined)?.base, undefined);
  });

  it("names the image's own revocation before its base's", () => {
    assert.equal(revocationOf(revokedImage, revokedBase)?.reason, "leaks a log");
  });

  it("goes by the state where no change tells who revoked", () => {
    assert.deepEqual(revocationOf({ ...image, state: "revoked" }, base), {
      by: "nobody whom the catalogue names",
      at: image.bakedAt,
      reason: "no reason is on record",
    });
  });

  it("does not judge an image by another's base", () => {
    assert.throws(
      () => revocationOf(image, { ...revokedBase, build: "2026-10-01#arm64" }),
      /core#3f1c#arm64 was made of base image 2026-11-01#arm64, and was judged by 2026-10-01#arm64/,
    );
    assert.throws(() => revocationOf({ ...image, base: undefined }, base), /base image none/);
  });
});

describe("whyNotToRun", () => {
  it("lets run what is not revoked", () => {
    assert.equal(whyNotToRun(image, base), undefined);
    assert.equal(whyNotToRun(base, undefined), undefined);
  });

  it("says why a revoked image may not", () => {
    assert.equal(
      whyNotToRun(revokedImage, base),
      `was revoked by ${ANN} at 2026-11-03T10:00:00.000Z: leaks a log`,
    );
    assert.equal(
      whyNotToRun(image, revokedBase),
      `was made of base image ${BASE}, which was revoked by ${ANN} at 2026-11-04T10:00:00.000Z: CVE-2026-1 in openssl`,
    );
  });

  it("refuses what nobody can judge, because its base is not in the catalogue", () => {
    assert.match(
      whyNotToRun(image, undefined) ?? "",
      /^was made of base image 2026-11-01#arm64, which the catalogue does not have/,
    );
    assert.match(
      whyNotToRun({ ...image, base: undefined }, undefined) ?? "",
      /^was made of a base image which the catalogue does not have/,
    );
    assert.match(whyNotToRun(revokedImage, undefined) ?? "", /^was revoked by/);
  });
});

describe("revocationText", () => {
  it("follows on the image's name", () => {
    assert.equal(
      revocationText({ by: "ann", at: "2026-11-03", reason: "leaks" }),
      "was revoked by ann at 2026-11-03: leaks",
    );
  });
});
