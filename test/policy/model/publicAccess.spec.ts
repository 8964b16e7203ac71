import assert from "node:assert/strict";

import { openDoors } from "../../../policy/model/publicAccess";
import { node, unknown } from "../support/world";

const CLOSED = {
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
};

describe("what a public access block leaves open", () => {
  const doors = (props: object) =>
    openDoors(node("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "b", { props: { ...props } }));

  it("is nothing where all four are true", () => {
    assert.deepEqual(doors(CLOSED), { open: [], unknown: [] });
  });

  for (const door of Object.keys(CLOSED)) {
    for (const [title, value] of Object.entries({
      false: false,
      "false as text": "false",
      absent: undefined,
    })) {
      it(`is ${door} where it is ${title}`, () => {
        assert.deepEqual(doors({ ...CLOSED, [door]: value }), { open: [door], unknown: [] });
      });
    }
    it(`is nothing where ${door} is true as text`, () => {
      assert.deepEqual(doors({ ...CLOSED, [door]: "true" }).open, []);
    });
    it(`is not known where ${door} is not`, () => {
      assert.deepEqual(doors({ ...CLOSED, [door]: unknown }), { open: [], unknown: [door] });
    });
  }
});
