import assert from "node:assert/strict";

import fc from "fast-check";

import { itemOf, readItem } from "../../../components/images/catalogueItem";
import { serviceKey } from "../../../components/images/imageCatalogue";
import { catalogueImage } from "./catalogueImage";

describe("an item of the catalogue", () => {
  const image = catalogueImage(serviceKey("core", "a".repeat(40), "arm64"));

  it("keeps what a release runs on, and older ones have nothing of it", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (least, more) => {
        const stated = { ...image, schema: { least, most: least + more } };
        assert.deepEqual(readItem(itemOf(stated), "images"), stated);
      }),
    );
    assert.deepEqual(readItem(itemOf(image), "images"), image);
    assert.equal(itemOf(image).schema, undefined);
  });

  it("is refused with every problem where what it runs on is no range", () => {
    const item = { ...itemOf(image), schema: { M: { least: { S: "41" }, most: { N: "-1" } } } };
    assert.throws(
      () => readItem(item, "images"),
      /schema\.M\.least[^]*schema\.M\.most[^]*registered by the bake program alone/,
    );
  });
});
