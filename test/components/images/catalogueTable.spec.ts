import assert from "node:assert/strict";

import { itemOf } from "../../../components/images/catalogueItem";
import { type CatalogueTable, openCatalogueTable } from "../../../components/images/catalogueTable";
import { serviceKey } from "../../../components/images/imageCatalogue";
import { ImageError } from "../../../components/images/imageError";
import { catalogueImage } from "./catalogueImage";
import { type FakeAnswer, FakeAws, type FakeCall } from "./fakeAws";

const COMMIT = "3f1c9e0b7a2d4c5e6f708192a3b4c5d6e7f80912";

const image = catalogueImage({
  ...serviceKey("core", COMMIT, "arm64"),
  copies: { "eu-central-1": "ami-2" },
  parts: { artifact: "bb", "base-image": "ami-0" },
  manifest: { key: "manifests/core", sha256: "cc" },
});

const revoked = {
  state: "revoked",
  at: "2026-11-03T10:00:00.000Z",
  by: "arn:aws:iam::100000000002:user/security",
  reason: "CVE in a library",
} as const;

/** The image as DynamoDB holds it. */
const item = {
  service: { S: "core" },
  build: { S: `${COMMIT}#arm64` },
  architecture: { S: "arm64" },
  imageId: { S: "ami-1" },
  imageName: { S: "duotone-core" },
  region: { S: "eu-west-1" },
  ownerAccountId: { S: "100000000002" },
  copies: { M: { "eu-central-1": { S: "ami-2" } } },
  base: { S: "2026-11-01#arm64" },
  contentKey: { S: "aa" },
  parts: { M: { artifact: { S: "bb" }, "base-image": { S: "ami-0" } } },
  manifest: { M: { key: { S: "manifests/core" }, sha256: { S: "cc" } } },
  bakedAt: { S: "2026-11-02T10:00:00.000Z" },
  state: { S: "available" },
  stateChanges: {
    L: [
      {
        M: {
          state: { S: "available" },
          at: { S: "2026-11-02T10:00:00.000Z" },
          by: { S: "arn:aws:iam::100000000002:role/duotone-delivery" },
          reason: { S: "baked" },
        },
      },
    ],
  },
};

interface BatchRequest {
  readonly RequestItems: Readonly<
    Record<
      string,
      { readonly Keys: readonly Record<string, { S: string }>[]; readonly ConsistentRead: boolean }
    >
  >;
}

describe("openCatalogueTable", () => {
  let aws: FakeAws;
  let table: CatalogueTable;

  const open = async (answer: (call: FakeCall) => FakeAnswer) => {
    aws = new FakeAws(answer);
    await aws.open();
    table = await openCatalogueTable({
      region: "eu-west-1",
      tableName: "images",
      credentials: () => Promise.resolve({ accessKeyId: "a", secretAccessKey: "b" }),
    });
  };
  afterEach(async () => {
    table.close();
    await aws.close();
  });

  const asked = ({ body }: FakeCall) => (body as unknown as BatchRequest).RequestItems.images?.Keys ?? [];
  const refusal = (name: string, more: object = {}): FakeAnswer => ({
    status: 400,
    body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: "said DynamoDB", ...more },
  });

  it("reads an image, consistently", async () => {
    const consumers = { SS: ["111122223333"] };
    await open(() => ({ body: { Responses: { images: [{ ...item, consumers }] }, UnprocessedKeys: {} } }));
    assert.deepEqual(await table.read([image]), [{ ...image, consumers: ["111122223333"] }]);
    const request = aws.calls[0]?.body as unknown as BatchRequest;
    assert.equal(request.RequestItems.images?.ConsistentRead, true);
    assert.deepEqual(request.RequestItems.images.Keys, [
      { service: { S: "core" }, build: { S: `${COMMIT}#arm64` } },
    ]);
  });

  it("asks for at most 100 keys at once, for each once, and for none where none is wanted", async () => {
    await open(() => ({ body: { Responses: { images: [] }, UnprocessedKeys: {} } }));
    assert.deepEqual(await table.read([]), []);
    assert.equal(aws.calls.length, 0);
    const keys = Array.from({ length: 250 }, (_, index) => ({ service: `s${index}`, build: "b" }));
    await table.read([...keys, ...keys]);
    assert.deepEqual(aws.calls.map((call) => asked(call).length).sort(), [100, 100, 50]);
    const names = aws.calls.flatMap((call) => asked(call).map(({ service }) => service?.S));
    assert.equal(new Set(names).size, 250);
  });

  it("asks again for what DynamoDB left out", async () => {
    const key = { service: item.service, build: item.build };
    await open(() =>
      aws.calls.length < 3
        ? { body: { Responses: { images: [] }, UnprocessedKeys: { images: { Keys: [key] } } } }
        : { body: { Responses: { images: [item] }, UnprocessedKeys: {} } },
    );
    assert.deepEqual(await table.read([image]), [image]);
    assert.equal(aws.calls.length, 3);
  });

  it("notes copies in one write, keeps those that were noted before, and tells which there are", async () => {
    const copies = { "eu-central-1": "ami-c", "us-east-1": "ami-u" };
    const noted = { M: { "eu-central-1": { S: "ami-earlier" }, "us-east-1": { S: "ami-u" } } };
    await open(() => ({ body: { Attributes: { ...item, copies: noted } } }));
    assert.deepEqual(await table.addCopies(image, copies), { ...copies, "eu-central-1": "ami-earlier" });
    const { UpdateExpression, ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues } =
      aws.calls[0]?.body ?? {};
    assert.equal(aws.calls.length, 1);
    assert.equal(
      UpdateExpression,
      "SET copies.#region0 = if_not_exists(copies.#region0, :copy0), " +
        "copies.#region1 = if_not_exists(copies.#region1, :copy1)",
    );
    assert.equal(ConditionExpression, "imageId = :image");
    assert.deepEqual(ExpressionAttributeNames, { "#region0": "eu-central-1", "#region1": "us-east-1" });
    assert.deepEqual(ExpressionAttributeValues, {
      ":image": { S: image.imageId },
      ":copy0": { S: "ami-c" },
      ":copy1": { S: "ami-u" },
    });
  });

  it("notes no copies of an image that the catalogue does not have any more", async () => {
    await open(() => refusal("ConditionalCheckFailedException"));
    await assert.rejects(table.addCopies(image, { "eu-central-1": "ami-c" }), {
      name: "ImageError",
      message: `The image catalogue has ${image.imageId} as core#${COMMIT}#arm64 no more. Bake again.`,
    });
  });

  it("lists every image of a service, page after page", async () => {
    const next = { service: { S: "core" }, build: item.build };
    await open(() =>
      aws.calls.length === 1 ? { body: { Items: [item], LastEvaluatedKey: next } } : { body: { Items: [] } },
    );
    assert.deepEqual(await table.list("core"), [image]);
    assert.deepEqual(
      aws.calls.map(({ body }) => {
        const { TableName, ExpressionAttributeValues, ConsistentRead, ExclusiveStartKey } = body as Record<
          string,
          unknown
        >;
        return { TableName, ExpressionAttributeValues, ConsistentRead, ExclusiveStartKey };
      }),
      [undefined, next].map((ExclusiveStartKey) => ({
        TableName: "images",
        ExpressionAttributeValues: { ":service": { S: "core" } },
        ConsistentRead: true,
        ExclusiveStartKey,
      })),
    );
  });

  it("adds an image only where there is none", async () => {
    await open(() => ({ body: {} }));
    assert.equal(await table.register(image), undefined);
    const { action, body } = aws.calls[0] ?? assert.fail("no call");
    assert.equal(action, "PutItem");
    assert.equal(
      body.ConditionExpression,
      "attribute_not_exists(service) OR " +
        "(attribute_exists(collected) AND contentKey = :contentKey AND #state <> :revoked)",
    );
    assert.deepEqual(body.ExpressionAttributeValues, {
      ":contentKey": { S: "aa" },
      ":revoked": { S: "revoked" },
    });
    assert.deepEqual(body.Item, item);
  });

  it("shows what is remembered of a deleted image to who asks for that alone", async () => {
    const collected = {
      at: "2026-12-01T10:00:00.000Z",
      by: "arn:aws:iam::100000000002:user/ann",
      remains: { "eu-west-1": "ami-1 snap-1" },
    };
    const remembered = { ...image, collected };
    const stored = itemOf(remembered);
    await open(({ action }) =>
      action === "Query"
        ? { body: { Items: [stored] } }
        : { body: { Responses: { images: [stored] }, UnprocessedKeys: {} } },
    );
    assert.deepEqual(await table.read([image]), []);
    assert.deepEqual(await table.list("core"), []);
    assert.deepEqual(await table.read([image], { collected: true }), [remembered]);
  });

  it("gives the image that was there before", async () => {
    await open(() =>
      refusal("ConditionalCheckFailedException", { Item: { ...item, imageId: { S: "ami-9" } } }),
    );
    assert.deepEqual(await table.register(image), { ...image, imageId: "ami-9" });
  });

  it("notes consumers of an image that there is", async () => {
    await open(() => ({ body: {} }));
    await table.addConsumers(image, ["111122223333", "444455556666"]);
    const { action, body } = aws.calls[0] ?? assert.fail("no call");
    assert.equal(action, "UpdateItem");
    assert.equal(body.ConditionExpression, "attribute_exists(service)");
    assert.deepEqual(body.ExpressionAttributeValues, {
      ":accounts": { SS: ["111122223333", "444455556666"] },
    });
  });

  it("moves an image to a state on the condition that the state may follow", async () => {
    await open(() => ({ body: {} }));
    assert.equal(await table.changeState(image, revoked), true);
    const { action, body } = aws.calls[0] ?? assert.fail("no call");
    assert.equal(action, "UpdateItem");
    assert.equal(body.ConditionExpression, "#state IN (:before0, :before1, :before2)");
    assert.deepEqual(body.ExpressionAttributeValues, {
      ":state": { S: "revoked" },
      ":change": {
        L: [
          {
            M: {
              state: { S: "revoked" },
              at: { S: revoked.at },
              by: { S: revoked.by },
              reason: { S: revoked.reason },
            },
          },
        ],
      },
      ":before0": { S: "available" },
      ":before1": { S: "deployed-to-staging" },
      ":before2": { S: "deprecated" },
    });
  });

  it("changes nothing where the image is in the state already, is past it, or is not there", async () => {
    const held = (Item?: object) => refusal("ConditionalCheckFailedException", { Item });
    await open(() => held({ ...item, state: { S: "revoked" } }));
    assert.equal(await table.changeState(image, revoked), false);
    await assert.rejects(
      table.changeState(image, { ...revoked, state: "deprecated" }),
      /core#3f1c.*#arm64 is revoked and cannot become deprecated/,
    );
    await aws.close();
    await open(() => held());
    await assert.rejects(table.changeState(image, revoked), /The image catalogue has no core#3f1c/);
  });

  it("says what to do where the table is missing", async () => {
    await open(() => refusal("ResourceNotFoundException"));
    await assert.rejects(table.read([image]), (cause) => {
      assert.ok(cause instanceof ImageError);
      assert.match(
        cause.message,
        /no table images in eu-west-1 of this account: run `pulumi up` in foundation\//,
      );
      return true;
    });
  });

  it("refuses an item that somebody else wrote, naming it and every field that is wrong", async () => {
    const { imageId, ...rest } = item;
    assert.equal(imageId.S, "ami-1");
    await open(() => ({
      body: { Responses: { images: [{ ...rest, architecture: { S: "riscv" } }] }, UnprocessedKeys: {} },
    }));
    await assert.rejects(table.read([image]), (cause) => {
      assert.ok(cause instanceof ImageError);
      const [heading, ...problems] = cause.message.split("\n");
      assert.match(heading ?? "", new RegExp(`"core ${COMMIT}#arm64" of images`));
      assert.match(problems[0] ?? "", /^ - architecture: /);
      assert.match(problems[1] ?? "", /^ - imageId: /);
      return true;
    });
  });
});
