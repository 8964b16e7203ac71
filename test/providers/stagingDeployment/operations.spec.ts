import assert from "node:assert/strict";

import { unknownValue } from "@pulumi/pulumi/runtime/rpc";

import type { CatalogueImage } from "../../../components/images/catalogueItem";
import { keyText } from "../../../components/images/imageCatalogue";
import { ImageError } from "../../../components/images/imageError";
import type { ImageState, StateChange } from "../../../components/images/imageState";
import { deploymentOperations } from "../../../providers/stagingDeployment/operations";
import { catalogueImage } from "../../components/images/catalogueImage";

const ANN = "arn:aws:iam::123456789012:user/ann";
const NOW = Date.parse("2026-11-21T12:00:00Z");
const STUCK = new Error("Asking the image catalogue duotone-images was not done within 120 s.");

/** A catalogue in memory that notes what it is asked. */
class FakeCatalogue {
  public readonly calls: string[] = [];
  public readonly said: string[] = [];
  public readonly images = new Map<string, CatalogueImage>();
  public open = 0;
  public failing = new Set<string>();
  public readonly end = new AbortController();
  public reads = () => Promise.resolve();

  public put(service: string, imageId: string, states: readonly ImageState[] = ["available"]): void {
    const image = catalogueImage({
      service,
      build: "3f1c#arm64",
      imageId,
      copies: { "eu-central-1": `${imageId}-copy` },
      state: states.at(-1) ?? "available",
      stateChanges: states.map((state) => ({ state, at: "2026-11-02T10:00:00.000Z", by: ANN, reason: "" })),
    });
    this.images.set(keyText(image), image);
  }

  public operations() {
    return deploymentOperations({
      openCatalogue: () => {
        this.open += 1;
        return Promise.resolve({
          read: async (keys) => {
            this.calls.push("read");
            await this.reads();
            return keys.flatMap((key) => this.images.get(keyText(key)) ?? []);
          },
          changeState: (key, change) => this.change(keyText(key), change),
          callerArn: () => Promise.resolve(ANN),
          close: () => {
            this.open -= 1;
          },
        });
      },
      clock: {
        now: () => NOW,
        random: () => 0,
        sleep: () => Promise.resolve(),
        deadline: () => this.end.signal,
      },
      progress: (message) => this.said.push(message),
    });
  }

  private change(key: string, change: StateChange): Promise<boolean> {
    this.calls.push(`${key} ${change.state} by ${change.by} at ${change.at}: ${change.reason}`);
    const image = this.images.get(key);
    if (image === undefined || this.failing.has(key)) {
      return Promise.reject(new ImageError(`Writing the image catalogue failed for ${key}.`));
    }
    const stateChanges = [...image.stateChanges, change];
    this.images.set(key, { ...image, state: change.state, stateChanges });
    return Promise.resolve(true);
  }
}

const image = (service: string, imageId: string) => ({ service, build: "3f1c#arm64", imageId });

const props = (change: object = {}) => ({
  version: 1,
  stack: "staging",
  catalogueRegion: "eu-west-1",
  region: "eu-west-1",
  tableName: "duotone-images",
  roleArn: "arn:aws:iam::100000000002:role/delivery",
  images: [image("core", "ami-1"), image("web", "ami-2")],
  autoScalingGroupNames: ["core", "web"],
  ...change,
});

describe("the mark of what staging ran", () => {
  let catalogue: FakeCatalogue;
  beforeEach(() => {
    catalogue = new FakeCatalogue();
    catalogue.put("core", "ami-1");
    catalogue.put("web", "ami-2");
  });
  afterEach(() => {
    assert.equal(catalogue.open, 0, "the catalogue is closed, whatever happened");
  });

  it("is written once for every image, by whom and why, and then there is nothing to do", async () => {
    const operations = catalogue.operations();
    const { id, outs } = await operations.create(props());
    assert.equal(id, "staging-deployment-staging");
    assert.deepEqual(outs, { ...props(), settled: ["core#3f1c#arm64", "web#3f1c#arm64"] });
    const words = `deployed-to-staging by ${ANN} at 2026-11-21T12:00:00.000Z: healthy in stack staging`;
    assert.deepEqual(catalogue.calls, ["read", `core#3f1c#arm64 ${words}`, `web#3f1c#arm64 ${words}`]);
    assert.deepEqual(catalogue.said, ["core, web: deployed to staging"]);

    catalogue.calls.length = 0;
    assert.deepEqual(await operations.diff(outs, props()), { changes: false, replaces: [] });
    assert.deepEqual(catalogue.calls, [], "a run that changes nothing has nothing to ask");
    await operations.create(props());
    assert.deepEqual(catalogue.calls, ["read"]);
  });

  it("changes with images, code and catalogue, and not with order, groups or role", async () => {
    const operations = catalogue.operations();
    const { outs } = await operations.create(props());
    const changes = async (change: object) => (await operations.diff(outs, props(change))).changes;
    assert.equal(await changes({ images: [image("web", "ami-2"), image("core", "ami-1")] }), false);
    assert.equal(await changes({ autoScalingGroupNames: ["other"] }), false);
    assert.equal(await changes({ roleArn: "arn:aws:iam::100000000002:role/other" }), false);
    assert.equal(await changes({ images: [image("core", "ami-1")] }), true);
    assert.equal(await changes({ images: [image("core", "ami-1"), image("web", "ami-3")] }), true);
    assert.equal(await changes({ images: [image("core", "ami-1"), image("web", unknownValue)] }), true);
    assert.equal(await changes({ tableName: "other" }), true);
    assert.equal(await changes({ catalogueRegion: "eu-central-1" }), true);
    assert.equal(await changes({ region: "eu-central-1" }), true);
    assert.equal(await changes({ version: 2 }), true);
    assert.equal((await operations.diff({ version: 1 }, props())).changes, true);
  });

  it("marks only what is new in a changed release", async () => {
    const operations = catalogue.operations();
    const { outs } = await operations.create(props());
    catalogue.put("shop", "ami-3");
    catalogue.calls.length = 0;
    const news = props({ images: [image("core", "ami-1"), image("shop", "ami-3")] });
    const updated = await operations.update(outs, news);
    assert.deepEqual(updated.outs.settled, ["core#3f1c#arm64", "shop#3f1c#arm64"]);
    assert.deepEqual(
      catalogue.calls.map((call) => call.split(" ")[0]),
      ["read", "shop#3f1c#arm64"],
    );
  });

  it("leaves deprecated and revoked images as they are, and says so", async () => {
    catalogue.put("core", "ami-1", ["available", "revoked"]);
    catalogue.put("web", "ami-2", ["available", "deployed-to-staging", "deprecated"]);
    const { outs } = await catalogue.operations().create(props());
    assert.deepEqual(catalogue.calls, ["read"]);
    assert.deepEqual(catalogue.said, ["core: ami-1 is revoked, so that production will not take it"]);
    assert.deepEqual(outs.settled, ["core#3f1c#arm64", "web#3f1c#arm64"]);
  });

  it("knows an image by its copy where the stack runs in another region", async () => {
    const there = props({ region: "eu-central-1", images: [image("core", "ami-1-copy")] });
    await catalogue.operations().create(there);
    assert.equal(catalogue.images.get("core#3f1c#arm64")?.state, "deployed-to-staging");
  });

  it("writes nothing where the catalogue does not fit what runs, and lists all of it", async () => {
    const wrong = [image("core", "ami-1"), image("web", "ami-9"), image("shop", "ami-3")];
    await assert.rejects(catalogue.operations().create(props({ images: wrong })), (error: Error) => {
      assert.match(error.message, /web runs ami-9, and the catalogue names ami-2 in eu-west-1/);
      assert.match(error.message, /shop runs ami-3, and the catalogue has no image of 3f1c#arm64/);
      assert.doesNotMatch(error.message, /core/);
      return true;
    });
    assert.deepEqual(catalogue.calls, ["read"]);
  });

  it("names every image whose mark failed, and goes on from there", async () => {
    catalogue.failing.add("core#3f1c#arm64");
    await assert.rejects(
      catalogue.operations().create(props()),
      /Run again: .*\n - core \(ami-1\): ImageError: Writing the image catalogue failed/,
    );
    assert.equal(catalogue.images.get("web#3f1c#arm64")?.state, "deployed-to-staging");
    catalogue.failing.clear();
    catalogue.calls.length = 0;
    await catalogue.operations().create(props());
    assert.equal(catalogue.calls.length, 2, "one question, and the one write that was missing");
  });

  it("finds in a refresh what the catalogue has lost, which the next run says again", async () => {
    const operations = catalogue.operations();
    const { id, outs } = await operations.create(props());
    assert.deepEqual((await operations.read(id, outs)).props, outs);
    catalogue.put("web", "ami-2", ["available"]);
    const read = await operations.read(id, outs);
    assert.deepEqual(read.props.settled, ["core#3f1c#arm64"]);
    assert.deepEqual(read.inputs, props());
    assert.equal((await operations.diff(read.props, props())).changes, true);
  });

  it("gives up at its deadline, or once the engine is gone", async () => {
    catalogue.reads = () => {
      catalogue.end.abort(STUCK);
      return new Promise(() => undefined);
    };
    await assert.rejects(catalogue.operations().create(props()), { message: STUCK.message });
  });

  it("refuses bad inputs, all at once, and lets pass what is not known yet", async () => {
    const operations = catalogue.operations();
    const bad = await operations.check({}, { ...props({ roleArn: "me", stack: "" }), images: "all" });
    assert.deepEqual(
      bad.failures.map(({ property }) => property),
      ["stack", "roleArn", "images"],
    );
    const unknown = props({ roleArn: unknownValue, images: [image("core", unknownValue)] });
    assert.deepEqual((await operations.check({}, unknown)).failures, []);
  });
});
