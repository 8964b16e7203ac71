import assert from "node:assert/strict";

import { img04 } from "../../../../policy/rules/images/img04";
import type { InventoryImage } from "../../../../policy/settings/inventory";
import { checkAll, IMAGE, INVENTORY, node, unknown } from "../../support/world";

describe("IMG-04: no deprecated image", () => {
  const messages = (state: InventoryImage["state"], imageId: unknown = IMAGE) =>
    checkAll(img04, [node("aws:ec2/launchTemplate:LaunchTemplate", "core", { props: { imageId } })], {
      inventory: { ...INVENTORY, images: INVENTORY.images.map((image) => ({ ...image, state })) },
    }).map(({ message }) => message);
  const deprecated = { is: "deprecated", reason: "is deprecated: old", triedOnStaging: true } as const;

  it("has nothing against any other, nor against what IMG-01 refuses", () => {
    assert.deepEqual(messages({ is: "usable", triedOnStaging: false }), []);
    assert.deepEqual(messages({ is: "revoked", reason: "was revoked", triedOnStaging: true }), []);
    assert.deepEqual(messages(deprecated, "ami-0aaaaaaaaaaaaaaaa"), []);
    assert.deepEqual(messages(deprecated, unknown), []);
  });

  it("tells a deprecated one, and why", () => {
    const [message, ...others] = messages(deprecated);
    assert.match(message ?? "", /imageId is ami-0123456789abcdef0, which is deprecated: old\. /);
    assert.deepEqual(others, []);
  });
});
