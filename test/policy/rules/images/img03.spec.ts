import assert from "node:assert/strict";

import { img03 } from "../../../../policy/rules/images/img03";
import { checkAll, IMAGE, INVENTORY, node, unknown } from "../../support/world";

describe("IMG-03: staging first", () => {
  const messages = (deployedTo: readonly string[], stackName = "duotone/prod", imageId: unknown = IMAGE) =>
    checkAll(img03, [node("aws:ec2/launchTemplate:LaunchTemplate", "core", { props: { imageId } })], {
      stackName,
      inventory: {
        ...INVENTORY,
        images: INVENTORY.images.map((image) => ({ ...image, deployedTo: [...deployedTo] })),
      },
    }).map(({ message }) => message);

  it("has nothing against an image that staging ran", () => {
    assert.deepEqual(messages(["duotone/prod", "duotone/staging"]), []);
  });

  it("asks staging for nothing", () => {
    assert.deepEqual(messages([], "duotone/staging"), []);
  });

  it("refuses an image with which the catalogue knows no staging stack to be well", () => {
    const untried = {
      ...INVENTORY,
      images: INVENTORY.images.map((image) => ({
        ...image,
        state: { is: "usable", triedOnStaging: false } as const,
      })),
    };
    const template = node("aws:ec2/launchTemplate:LaunchTemplate", "core", { props: { imageId: IMAGE } });
    const found = (stackName: string) =>
      checkAll(img03, [template], { stackName, inventory: untried }).map(({ message }) => message);
    assert.deepEqual(found("duotone/staging"), []);
    assert.deepEqual(found("duotone/prod").length, 1);
    assert.match(
      found("duotone/prod")[0] ?? "",
      /imageId is ami-0123456789abcdef0, of which the image catalogue says no staging stack was well/,
    );
  });

  it("leaves images that the catalogue does not know, or that are not known, to IMG-01", () => {
    assert.deepEqual(messages([], "duotone/prod", "ami-0aaaaaaaaaaaaaaaa"), []);
    assert.deepEqual(messages([], "duotone/prod", unknown), []);
    assert.deepEqual(messages([], "duotone/prod", "resolve:ssm:x"), []);
  });

  for (const [title, deployedTo] of Object.entries({
    "an image that ran nowhere": [],
    "an image that ran in production only": ["duotone/prod"],
    "an image that ran in a stack that nobody knows": ["duotone/scratch"],
  })) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(deployedTo);
      assert.match(message ?? "", /imageId is ami-0123456789abcdef0, which no staging stack ran/);
      assert.deepEqual(others, []);
    });
  }
});
