import assert from "node:assert/strict";

import {
  type BaseState,
  nextVersion,
  releaseOf,
  updateReasons,
  withBaseVersion,
} from "../../images/baseUpdates";
import { catalogueImage } from "../components/images/catalogueImage";

const NOW = new Date("2026-11-21T04:00:00Z");
const RULES = { now: NOW, maxAgeDays: 30 };
const nameOf = (release: string) => `al2023-ami-${release}-kernel-6.1-arm64`;

const upToDate: BaseState = {
  architecture: "arm64",
  newest: catalogueImage({
    service: "base-image",
    build: "2026-11-01#arm64",
    base: undefined,
    bakedAt: "2026-11-01T04:00:00Z",
  }),
  source: { imageId: "ami-1", name: nameOf("2023.9.20261027.0") },
  current: { imageId: "ami-1", name: nameOf("2023.9.20261027.0") },
};

describe("updateReasons", () => {
  it("finds none where the base image is young and of the current release", () => {
    assert.deepEqual(updateReasons([upToDate], RULES), []);
  });

  it("wants a base image for every architecture", () => {
    const none: BaseState = { ...upToDate, architecture: "x86_64", newest: undefined, source: undefined };
    assert.deepEqual(updateReasons([upToDate, none], RULES), [
      "There is no base image for x86_64 that may be used.",
    ]);
  });

  it("lets none become older than allowed, to the day", () => {
    const ages = (days: number) => updateReasons([upToDate], { ...RULES, maxAgeDays: days });
    assert.deepEqual(ages(21), []);
    assert.deepEqual(ages(20), ["Base image 2026-11-01 for arm64 is 20 days old, and may become 20."]);
  });

  it("takes a later release of Amazon Linux, which is how updates come", () => {
    const current = { imageId: "ami-2", name: nameOf("2023.9.20261117.1") };
    assert.deepEqual(updateReasons([{ ...upToDate, current }], RULES), [
      "Base image 2026-11-01 for arm64 was made of Amazon Linux 2023.9.20261027.0; 2023.9.20261117.1 is current, with all security updates since.",
    ]);
  });

  it("takes another image of the same release, and of one that Amazon does not show any more", () => {
    const again = { imageId: "ami-2", name: nameOf("2023.9.20261027.0") };
    assert.match(
      updateReasons([{ ...upToDate, current: again }], RULES)[0] ?? "",
      /has replaced it by ami-2/,
    );
    const hidden: BaseState = { ...upToDate, source: { imageId: "ami-0" } };
    assert.match(updateReasons([hidden], RULES)[0] ?? "", /of a release that is not shown any more; 2023\.9/);
  });
});

describe("releaseOf", () => {
  it("reads the release from the image's name, and from no other", () => {
    assert.equal(releaseOf({ imageId: "ami-1", name: nameOf("2023.9.20261027.0") }), "2023.9.20261027.0");
    assert.equal(releaseOf({ imageId: "ami-1", name: "amzn2-ami-hvm-2.0.2026-arm64" }), undefined);
    assert.equal(releaseOf({ imageId: "ami-1" }), undefined);
  });
});

describe("nextVersion", () => {
  it("is the day, or the day's next build", () => {
    assert.equal(nextVersion(NOW, []), "2026-11-21");
    assert.equal(nextVersion(NOW, ["2026-11-21", "2026-11-21.2"]), "2026-11-21.3");
  });
});

describe("withBaseVersion", () => {
  const file =
    '  duotone:images:\n    bake: true # here\n    baseVersion: "2026-11-01" # the day\n  # the end\n';

  it("changes the version and nothing else", () => {
    assert.equal(withBaseVersion(file, "2026-11-21.2"), file.replace("2026-11-01", "2026-11-21.2"));
    assert.equal(withBaseVersion(file.replaceAll('"', ""), "2026-11-21"), file.replace("11-01", "11-21"));
    assert.equal(withBaseVersion(file, "2026-11-01"), file);
  });

  it("does not guess where there are two, or none", () => {
    assert.equal(withBaseVersion(file + file, "2026-11-21"), undefined);
    assert.equal(withBaseVersion("config:\n", "2026-11-21"), undefined);
  });
});
