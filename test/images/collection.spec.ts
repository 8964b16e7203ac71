import assert from "node:assert/strict";

import fc from "fast-check";

import type { CatalogueImage } from "../../components/images/catalogueItem";
import { keyText } from "../../components/images/imageCatalogue";
import {
  type CollectionRules,
  imageWords,
  type Pin,
  planCollection,
  whyItGoes,
} from "../../images/collection";
import { catalogueImage } from "../components/images/catalogueImage";

const NOW = new Date("2026-12-01T00:00:00Z");
const RULES: CollectionRules = { now: NOW, youngDays: 7, newestBases: 1 };
const DAY = 86_400_000;

const bakedDaysAgo = (days: number) => new Date(NOW.getTime() - days * DAY).toISOString();
const commit = (digit: string) => digit.repeat(40);

const base = (version: string, daysAgo: number, more: Partial<CatalogueImage> = {}) =>
  catalogueImage({
    service: "base-image",
    build: `${version}#arm64`,
    imageId: `ami-b${version}`,
    base: undefined,
    bakedAt: bakedDaysAgo(daysAgo),
    ...more,
  });
const service = (digit: string, of: string, daysAgo: number, more: Partial<CatalogueImage> = {}) =>
  catalogueImage({
    service: "core",
    build: `${commit(digit)}#arm64`,
    imageId: `ami-${digit}`,
    base: `${of}#arm64`,
    bakedAt: bakedDaysAgo(daysAgo),
    ...more,
  });
const use = (of: Pin["of"], why = "prod runs it"): Pin => ({ of, why, kind: "use" });

const ids = (judged: readonly { readonly image: CatalogueImage }[]) =>
  judged.map(({ image }) => image.imageId);
const reasonsOf = (plan: ReturnType<typeof planCollection>, imageId: string) =>
  plan.kept.find(({ image }) => image.imageId === imageId)?.reasons;

describe("planCollection", () => {
  const old = base("1", 90);
  const newer = base("2", 60);
  const newest = base("3", 30);
  const running = service("a", "1", 80);
  const idle = service("b", "2", 50);

  it("keeps what is pinned and its base, and says every reason", () => {
    const plan = planCollection(
      [old, newer, newest, running, idle],
      [
        use({ service: "core", commit: commit("a") }, "cluster prod1 of prod"),
        use({ imageId: "ami-a" }, "instance i-1 runs it"),
      ],
      RULES,
    );
    assert.deepEqual(reasonsOf(plan, "ami-a"), ["cluster prod1 of prod", "instance i-1 runs it"]);
    assert.deepEqual(reasonsOf(plan, "ami-b1"), ["base image of core aaaaaaa for arm64"]);
    assert.deepEqual(reasonsOf(plan, "ami-b3"), ["the newest base image for arm64"]);
    assert.deepEqual(ids(plan.collected), ["ami-b", "ami-b2"]);
    assert.deepEqual(plan.collected.map(whyItGoes), ["nothing needs it", "nothing needs it"]);
  });

  it("keeps an image for the sake of a copy that somebody runs", () => {
    const copied = service("c", "3", 50, { copies: { "eu-central-1": "ami-copy" } });
    const plan = planCollection([newest, copied], [use({ imageId: "ami-copy" })], RULES);
    assert.deepEqual(plan.collected, []);
  });

  it("keeps what is young, to the moment", () => {
    const [just, over] = [service("d", "3", 7 - 1e-6), service("e", "3", 7)];
    const plan = planCollection([newest, just, over], [], RULES);
    assert.deepEqual(ids(plan.collected), ["ami-e"]);
    assert.deepEqual(reasonsOf(plan, "ami-d"), ["baked on 2026-11-24, less than 7 days ago"]);
  });

  it("keeps what has no date that can be read", () => {
    const plan = planCollection([service("d", "3", 0, { bakedAt: "once" })], [], RULES);
    assert.deepEqual(plan.collected, []);
  });

  it("keeps so many newest base images of each architecture", () => {
    const other = base("9", 300, { build: "9#x86_64", architecture: "x86_64", imageId: "ami-b9" });
    const plan = planCollection([old, newer, newest, other], [], { ...RULES, newestBases: 2 });
    assert.deepEqual(ids(plan.collected), ["ami-b1"]);
    assert.deepEqual(reasonsOf(plan, "ami-b9"), ["one of the 2 newest base images for x86_64"]);
  });

  const revocation: Pick<CatalogueImage, "state" | "stateChanges"> = {
    state: "revoked",
    stateChanges: [{ state: "revoked", at: "2026-11-30", by: "ann", reason: "CVE-1" }],
  };

  it("lets what is revoked go first, however young, unless something runs it or evidence names it", () => {
    const young = service("d", "3", 1, revocation);
    const wayBack: Pin = { of: { imageId: "ami-d" }, why: "one of the last releases", kind: "way-back" };
    const plan = planCollection([newest, idle, young], [wayBack], RULES);
    assert.deepEqual(ids(plan.collected), ["ami-d", "ami-b"]);
    assert.equal(
      plan.collected[0] && whyItGoes(plan.collected[0]),
      "was revoked by ann at 2026-11-30: CVE-1",
    );
    for (const kind of ["use", "record"] as const) {
      const kept = planCollection([newest, young], [{ of: { imageId: "ami-d" }, why: "it", kind }], RULES);
      assert.deepEqual(reasonsOf(kept, "ami-d"), ["it"]);
      assert.equal(kept.kept.find(({ image }) => image === young)?.revocation?.reason, "CVE-1");
    }
  });

  it("counts what was made of a revoked base image as revoked, and no revoked base among the newest", () => {
    const bad = base("4", 5, revocation);
    const made = service("d", "4", 1);
    const plan = planCollection([newest, bad, made], [], RULES);
    assert.deepEqual(ids(plan.collected), ["ami-d", "ami-b4"]);
    assert.deepEqual(ids(plan.kept), ["ami-b3"]);
  });

  it("calls base images superseded that youth alone keeps", () => {
    const young = [base("5", 3), base("6", 2), base("7", 1)];
    const made = service("d", "6", 1);
    const plan = planCollection([...young, made], [], RULES);
    assert.deepEqual(
      plan.superseded.map(({ imageId }) => imageId),
      ["ami-b5"],
    );
  });

  it("judges no image that was deleted", () => {
    const gone = service("f", "1", 90, { collected: { at: "2026-11-01", by: "ann", remains: {} } });
    const plan = planCollection([gone], [], RULES);
    assert.deepEqual([plan.kept, plan.collected], [[], []]);
  });

  it("names a base image by its version, and a service's by its short commit", () => {
    assert.equal(imageWords(newest), "base-image 3 for arm64");
    assert.equal(imageWords(running), "core aaaaaaa for arm64");
  });
});

const VERSIONS = ["1", "2", "3", "4"] as const;
const DIGITS = Array.from({ length: 16 }, (_, digit) => digit.toString(16));
const STATES = ["available", "deployed-to-staging", "deprecated", "revoked"] as const;

/** Any catalogue: services of any base, which may be missing, some of them revoked or young. */
const catalogues = fc
  .tuple(
    fc.uniqueArray(
      fc.record({
        version: fc.constantFrom(...VERSIONS),
        days: fc.integer({ min: 0, max: 20 }),
        state: fc.constantFrom(...STATES),
      }),
      { selector: ({ version }) => version },
    ),
    fc.uniqueArray(
      fc.record({
        digit: fc.constantFrom(...DIGITS),
        of: fc.constantFrom(...VERSIONS),
        days: fc.integer({ min: 0, max: 20 }),
        state: fc.constantFrom(...STATES),
        copied: fc.boolean(),
      }),
      { selector: ({ digit }) => digit },
    ),
  )
  .map(([bases, services]) => [
    ...bases.map(({ version, days, state }) => base(version, days, { state })),
    ...services.map(({ digit, of, days, state, copied }) =>
      service(digit, of, days, { state, copies: copied ? { "eu-central-1": `ami-copy-${digit}` } : {} }),
    ),
  ]);
const pins = fc.array(
  fc.record({
    of: fc.oneof(
      fc.constantFrom(...DIGITS).map((digit) => ({ imageId: `ami-${digit}` })),
      fc.constantFrom(...DIGITS).map((digit) => ({ imageId: `ami-copy-${digit}` })),
      fc.constantFrom(...DIGITS).map((digit) => ({ service: "core", commit: commit(digit) })),
      fc.constantFrom(...VERSIONS).map((version) => ({ service: "base-image", commit: version })),
    ),
    why: fc.constantFrom("one", "another"),
    kind: fc.constantFrom("use" as const, "way-back" as const, "record" as const),
  }),
  { maxLength: 8 },
);
const rules = fc.record({
  now: fc.constant(NOW),
  youngDays: fc.integer({ min: 1, max: 15 }),
  newestBases: fc.integer({ min: 1, max: 3 }),
});

describe("planCollection, whatever there is", () => {
  const names = ({ build, service: name, imageId, copies }: CatalogueImage) => [
    imageId,
    ...Object.values(copies),
    `${name} ${build.split("#")[0] ?? ""}`,
  ];
  const isOf = (image: CatalogueImage, { of }: Pin) =>
    names(image).includes("imageId" in of ? of.imageId : `${of.service} ${of.commit}`);
  const baseOf = (image: CatalogueImage, all: readonly CatalogueImage[]) =>
    all.find(({ service: name, build }) => name === "base-image" && build === image.base);

  /** Reachability in its plainest form: what must stay, found by going round until nothing is added. */
  const reachable = (all: readonly CatalogueImage[], given: readonly Pin[], limits: CollectionRules) => {
    const isRevoked = (image: CatalogueImage) =>
      image.state === "revoked" || baseOf(image, all)?.state === "revoked";
    const kept = new Set(
      all.filter(
        (image) =>
          given.some((pin) => isOf(image, pin) && (pin.kind !== "way-back" || !isRevoked(image))) ||
          (!isRevoked(image) &&
            (NOW.getTime() - Date.parse(image.bakedAt) < limits.youngDays * DAY ||
              (image.service === "base-image" &&
                all.filter(
                  (other) =>
                    other.service === "base-image" &&
                    !isRevoked(other) &&
                    (other.bakedAt > image.bakedAt ||
                      (other.bakedAt === image.bakedAt && keyText(other) > keyText(image))),
                ).length < limits.newestBases))),
      ),
    );
    for (let size = -1; size !== kept.size;) {
      size = kept.size;
      for (const image of [...kept]) {
        const of = baseOf(image, all);
        if (of !== undefined) {
          kept.add(of);
        }
      }
    }
    return kept;
  };

  it("deletes nothing that is reachable, and everything that is not", () => {
    fc.assert(
      fc.property(catalogues, pins, rules, (all, given, limits) => {
        const plan = planCollection(all, given, limits);
        const kept = reachable(all, given, limits);
        assert.deepEqual(new Set(plan.kept.map(({ image }) => image)), kept);
        assert.deepEqual(
          new Set(plan.collected.map(({ image }) => image)),
          new Set(all.filter((image) => !kept.has(image))),
        );
      }),
      { numRuns: 500 },
    );
  });

  it("gives a reason for all that is kept, and lets what is revoked go first", () => {
    fc.assert(
      fc.property(catalogues, pins, rules, (all, given, limits) => {
        const plan = planCollection(all, given, limits);
        assert.ok(plan.kept.every(({ reasons }) => reasons.length > 0));
        const order = plan.collected.map(({ revocation }) => (revocation === undefined ? 1 : 0));
        assert.deepEqual(order, [...order].sort());
        plan.collected.forEach(({ image }, place) => {
          const of = plan.collected.findIndex((other) => other.image === baseOf(image, all));
          assert.ok(of === -1 || of > place, "a base image goes before what was made of it");
        });
      }),
    );
  });

  it("is the same plan in whatever order things are read", () => {
    const shuffled = fc.tuple(catalogues, pins, rules).chain(([all, given, limits]) =>
      fc.record({
        all: fc.constant(all),
        given: fc.constant(given),
        limits: fc.constant(limits),
        otherAll: fc.shuffledSubarray(all, { minLength: all.length }),
        otherGiven: fc.shuffledSubarray(given, { minLength: given.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ all, given, limits, otherAll, otherGiven }) => {
        assert.deepEqual(planCollection(otherAll, otherGiven, limits), planCollection(all, given, limits));
      }),
    );
  });

  it("keeps at least as much with one more pin", () => {
    fc.assert(
      fc.property(catalogues, pins, pins, rules, (all, given, more, limits) => {
        const keptWith = (some: readonly Pin[]) =>
          planCollection(all, some, limits).kept.map(({ image }) => image);
        const kept = new Set(keptWith([...given, ...more]));
        assert.ok(keptWith(given).every((image) => kept.has(image)));
      }),
    );
  });
});
