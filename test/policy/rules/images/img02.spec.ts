import assert from "node:assert/strict";

import { img02 } from "../../../../policy/rules/images/img02";
import type { InventoryImage } from "../../../../policy/settings/inventory";
import { checkAll, type Given, IMAGE, INVENTORY, node, providerFor, unknown } from "../../support/world";

const provider = providerFor("marketing");

describe("IMG-02: fresh, encrypted images of their own region", () => {
  const messages = (changed: Partial<InventoryImage>, given: Given = {}, imageId: unknown = IMAGE) =>
    checkAll(
      img02,
      [
        node("aws:ec2/launchTemplate:LaunchTemplate", "core", {
          ...given,
          props: { imageId, ...given.props },
        }),
      ],
      { inventory: { ...INVENTORY, images: INVENTORY.images.map((image) => ({ ...image, ...changed })) } },
    ).map(({ message }) => message);

  const right: Record<string, [changed: Partial<InventoryImage>, given: Given]> = {
    "a fresh image": [{}, {}],
    "an image of 90 days": [{ builtAt: "2026-08-23T12:00:00Z" }, {}],
    "an image of the same day": [{ builtAt: "2026-11-22T12:00:00Z" }, {}],
    "an image of the resource's own region": [
      { region: "eu-central-1" },
      { props: { region: "eu-central-1" } },
    ],
    "a region that only the provider fills": [{}, { props: { region: unknown }, edges: { imageId: [] } }],
    "a region that the provider has, where the resource's own is empty": [{}, { props: { region: "" } }],
  };
  for (const [title, [changed, given]] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(changed, given), []);
    });
  }

  it("leaves images that the catalogue does not know, or that are not known, to IMG-01", () => {
    assert.deepEqual(messages({}, {}, "ami-0aaaaaaaaaaaaaaaa"), []);
    assert.deepEqual(messages({}, {}, unknown), []);
    assert.deepEqual(messages({}, {}, "resolve:ssm:x"), []);
  });

  const wrong: Record<string, [changed: Partial<InventoryImage>, given: Given, said: RegExp]> = {
    "an old image": [{ builtAt: "2026-08-22T12:00:00Z" }, {}, /built 91 days ago, and 90 are allowed/],
    "an image of next month": [{ builtAt: "2026-12-21T12:00:00Z" }, {}, /built after the day of this check/],
    "an image in clear": [{ encrypted: false }, {}, /which is not encrypted/],
    "an image of another region": [{ region: "eu-central-1" }, {}, /of eu-central-1, and runs in eu-west-1/],
    "a resource in another region": [
      {},
      { props: { region: "eu-central-1" } },
      /of eu-west-1, and runs in eu-central-1/,
    ],
    "an unknown region": [{}, { props: { region: unknown } }, /Cannot prove: its region is not known/],
    "a provider without a region": [
      {},
      { provider: { ...provider, props: {} } },
      /Cannot prove: its region is not known/,
    ],
  };
  for (const [title, [changed, given, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(changed, given);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }
});
