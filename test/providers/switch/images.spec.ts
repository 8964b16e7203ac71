import assert from "node:assert/strict";

import fc from "fast-check";

import type { CatalogueImage } from "../../../components/images/catalogueItem";
import { BASE_IMAGE, baseKey, serviceKey } from "../../../components/images/imageCatalogue";
import { IMAGE_STATES, type ImageState } from "../../../components/images/imageState";
import { imageNotes, imageRefusals, readImages } from "../../../providers/switch/images";
import type { SwitchInputs } from "../../../providers/switch/switchInputs";
import { assertConverged, deployed, ON_PROD1, ON_PROD2, reasons as reasonsOf } from "./support/deployed";
import { awsError, FakeAws } from "./support/fakeAws";
import { cataloguedImages, COM, ORG, switchInputs, withRelease } from "./support/fixture";
import { reasons, snapshot } from "./support/situation";

const CORE = serviceKey("core", "prod2-commit", "arm64");
const BASE = baseKey("2026-11-01", "arm64");
const AT = "2026-11-20T10:00:00.000Z";
const ADA = "arn:aws:iam::333333333333:user/ada";

/** What the catalogue has, with one item changed. */
function changed(key: { service: string; build: string }, part: Partial<CatalogueImage>): CatalogueImage[] {
  return cataloguedImages(ON_PROD2).map((image) =>
    image.service === key.service && image.build === key.build ? { ...image, ...part } : image,
  );
}

function inState(key: { service: string; build: string }, state: ImageState): CatalogueImage[] {
  const stateChanges = [{ state, at: AT, by: ADA, reason: "CVE-2026-0001" }];
  return changed(key, { state, stateChanges });
}

describe("the images of a colour", () => {
  const without = (service: string) =>
    cataloguedImages(ON_PROD2).filter((image) => image.service !== service);
  const cases: [string, readonly CatalogueImage[], RegExp][] = [
    [
      "that is revoked",
      inState(CORE, "revoked"),
      /^core on prod2: ami-prod2 of commit prod2-commit was revoked by \S+user\/ada at 2026-11-20T10:00:00\.000Z: CVE-2026-0001\. Deploy a commit whose image may run, then promote\.$/,
    ],
    [
      "that nobody baked",
      without("core"),
      /^core on prod2: it runs ami-prod2, and the image catalogue has none of prod2-commit#arm64\. Deploy a commit that was baked, then promote\.$/,
    ],
    [
      "that is not the commit's",
      changed(CORE, { imageId: "ami-other" }),
      /^core on prod2: it runs ami-prod2, and the image of prod2-commit#arm64 in eu-west-1 is ami-other\. Deploy the commit again, then promote\.$/,
    ],
    [
      "of another region",
      changed(CORE, { region: "eu-central-1" }),
      /the image of prod2-commit#arm64 in eu-west-1 is none\. /,
    ],
    [
      "whose copy here is another",
      changed(CORE, { region: "eu-central-1", copies: { "eu-west-1": "ami-copy" } }),
      /the image of prod2-commit#arm64 in eu-west-1 is ami-copy\. /,
    ],
  ];
  for (const [title, images, expected] of cases) {
    it(`refuse a move to one ${title}`, () => {
      const found = reasons({ images });
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found[0] ?? "", expected);
      assert.deepEqual(
        imageRefusals(snapshot({ images })).map(({ gate, service }) => [gate, service]),
        [["images", "core"]],
      );
    });
  }

  it("are refused all at once where their base image is revoked, or not there", () => {
    const revoked = reasons({ images: inState(BASE, "revoked") });
    assert.equal(revoked.length, 4);
    assert.match(
      revoked[0] ?? "",
      /^core on prod2: ami-prod2 of commit prod2-commit was made of base image 2026-11-01#arm64, which was revoked by /,
    );
    const none = reasons({ images: without(BASE_IMAGE) });
    assert.equal(none.length, 4);
    assert.match(none[0] ?? "", /which the catalogue does not have: nobody can say whether/);
  });

  it("pass as copies of their region", () => {
    const images = changed(CORE, {
      region: "eu-central-1",
      imageId: "ami-far",
      copies: { "eu-west-1": "ami-prod2" },
    });
    assert.deepEqual(reasons({ images }), []);
  });

  it("refuse a move exactly where one of them, or its base, is revoked", () => {
    const states = fc.constantFrom(...IMAGE_STATES);
    fc.assert(
      fc.property(states, states, states, (core, web, base) => {
        const stateByService: Record<string, ImageState> = { core, web, [BASE_IMAGE]: base };
        const images = cataloguedImages(ON_PROD2).map((image) => ({
          ...image,
          state: stateByService[image.service] ?? image.state,
        }));
        const refused = imageRefusals(snapshot({ images })).map(({ service }) => service);
        const expected = ["core", "web", "shop", "batch"].filter(
          (service) => base === "revoked" || stateByService[service] === "revoked",
        );
        assert.deepEqual(refused, expected);
      }),
    );
  });

  it("refuse a move once where nobody can read the catalogue", () => {
    const found = reasons({ images: { unreadable: "AccessDeniedException: no." } });
    assert.deepEqual(found, [
      "The image catalogue could not be read: AccessDeniedException: no. Unknown counts as revoked; run it again once DynamoDB answers.",
    ]);
    assert.equal(imageRefusals({ ...snapshot({}), images: undefined }).length, 1);
  });

  it("are told where they are deprecated, and do not stop a move", () => {
    const images = inState(CORE, "deprecated");
    assert.deepEqual(reasons({ images }), []);
    assert.deepEqual(imageNotes(snapshot({ images })), [
      "core on prod2: ami-prod2 is deprecated: CVE-2026-0001",
    ]);
    assert.equal(imageNotes(snapshot({ images: inState(BASE, "deprecated") })).length, 4);
    assert.deepEqual(imageNotes(snapshot({})), []);
  });

  it("do not count where nothing moves, or names are put right on the colour that serves", () => {
    const images = inState(BASE, "revoked");
    const onProd1 = { inputs: switchInputs(), live: { [COM]: "prod1", [ORG]: "prod1" }, images };
    assert.deepEqual(reasons(onProd1), []);
    // Somebody has deleted the names of one zone: they come back, whatever has been revoked meanwhile.
    assert.deepEqual(imageRefusals(snapshot({ ...onProd1, live: { [ORG]: "prod1" } })), []);
    assert.deepEqual(imageRefusals(snapshot({ images, unknown: ["releases.prod2.core.imageId"] })), []);
    assert.equal(imageRefusals(snapshot({ images, state: undefined, live: {} })).length, 4);
  });
});

describe("a promotion to a revoked image", () => {
  const override = {
    gate: "images",
    reason: "The mend is under way.",
    by: "ada@example.com",
    until: new Date(3_600_000).toISOString(),
  } as const;

  it("is refused in the preview and in the update, with an override too, and goes through with another commit", async () => {
    const { aws, stack } = await deployed();
    aws.setImageState(CORE, "revoked", "CVE-2026-0001");
    for (const inputs of [ON_PROD2, switchInputs({ activeColor: "prod2", overrides: [override] })]) {
      assert.match(reasonsOf(await stack.preview(inputs)), /^\[images\] core on prod2: .* was revoked by /);
      assert.match(reasonsOf(await stack.up(inputs)), /^\[images\] core on prod2: /);
    }
    assert.equal(aws.batches.length, 0);

    const mended = (activeColor: string): SwitchInputs =>
      withRelease(switchInputs({ activeColor }), "prod2", "core", "mended");
    const fleet = ON_PROD1.fleets["prod2"]?.find(({ service }) => service === "core");
    assert.ok(fleet !== undefined);
    aws.describe(mended("prod1"), "prod2", fleet);
    assert.deepEqual(await stack.up(mended("prod1")), { did: "update" });
    assert.deepEqual(await stack.up(mended("prod2")), { did: "update" });
    await assertConverged(aws, stack, mended("prod2"));
  });

  it("is refused on the way back, too", async () => {
    const { aws, stack } = await deployed();
    assert.deepEqual(await stack.up(ON_PROD2), { did: "update" });
    aws.setImageState(serviceKey("shop", "prod1-commit", "arm64"), "revoked", "CVE-2026-0001");
    assert.match(reasonsOf(await stack.up(ON_PROD1)), /^\[images\] shop on prod1: /);
    await assertConverged(aws, stack, ON_PROD2);
  });

  it("is refused by the update that began before it", async () => {
    const { aws, stack } = await deployed();
    let reads = 0;
    aws.interfere = (call, moment) => {
      if (call === "readImages" && moment === "before" && ++reads === 3) {
        aws.setImageState(CORE, "revoked", "CVE-2026-0001");
      }
    };
    const outcome = await stack.up(ON_PROD2);
    assert.match(
      "failed" in outcome ? outcome.failed : "",
      /^prod2 is refused, and nothing was changed:\n - \[images\] core on prod2: .* was revoked/,
    );
    assert.equal(aws.batches.length, 0);
  });

  it("asks the catalogue only where names leave a colour", async () => {
    const { aws, stack } = await deployed();
    aws.catalogue.clear();
    assert.deepEqual(await stack.up(ON_PROD1), { did: "nothing" });
    assert.ok(!aws.calls.includes("readImages"));
    assert.match(reasonsOf(await stack.up(ON_PROD2)), /^\[images\] core on prod2: .*has none of/);
  });

  it("is refused where the catalogue cannot be read", async () => {
    const { aws, stack } = await deployed();
    aws.interfere = (call) => {
      if (call === "readImages") {
        throw awsError("AccessDeniedException", "no");
      }
    };
    assert.match(
      reasonsOf(await stack.preview(ON_PROD2)),
      /^\[images\] The image catalogue could not be read: AccessDeniedException: no\. Unknown counts as revoked/,
    );
  });
});

describe("reading images", () => {
  it("asks for images and bases in two calls, whatever the number of services", async () => {
    const aws = FakeAws.running(ON_PROD2);
    const read = await readImages(aws.cloud(), ON_PROD2, AbortSignal.timeout(10_000));
    assert.ok("images" in read);
    assert.equal(read.images.size, 4);
    assert.deepEqual(aws.calls, ["readImages", "readImages"]);
    assert.deepEqual(
      [...read.images.values()].map(({ base }) => base?.build),
      Array.from({ length: 4 }, () => BASE.build),
    );
  });
});
