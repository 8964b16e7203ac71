import assert from "node:assert/strict";

import { cmp10 } from "../../../../policy/rules/compute/cmp10";
import { ACCOUNTS, checkAll, type Given, IMAGE, node, providerFor, unknown } from "../../support/world";

const PERMISSION = "aws:ec2/amiLaunchPermission:AmiLaunchPermission";
const SNAPSHOT = "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission";
const IMAGE_BLOCK = "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess";
const SNAPSHOT_BLOCK = "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess";
const account = node("aws:organizations/account:Account", "new", { props: { id: "400000000001" } });
const key = node("aws:kms/key:Key", "images", { props: {} });
const blocksOf = (name: Parameters<typeof providerFor>[0]) => [
  node(IMAGE_BLOCK, name, { provider: providerFor(name), props: { state: "block-new-sharing" } }),
  node(SNAPSHOT_BLOCK, name, { provider: providerFor(name), props: { state: "block-all-sharing" } }),
];
const [imageBlock, snapshotBlock] = blocksOf("marketing") as [
  ReturnType<typeof node>,
  ReturnType<typeof node>,
];

describe("CMP-10: images and snapshots of ours alone", () => {
  const said = (...nodes: ReturnType<typeof node>[]) => checkAll(cmp10, nodes).map(({ message }) => message);
  const messages = (type: string, given: Given) =>
    said(account, key, imageBlock, snapshotBlock, node(type, "core", given));
  const COPIES = [
    "aws:ec2/amiCopy:AmiCopy",
    "aws:ebs/snapshotCopy:SnapshotCopy",
    "aws:ebs/snapshotImport:SnapshotImport",
  ];

  const right: Record<string, [type: string, given: Given]> = {
    "a vertical's account": [
      PERMISSION,
      { props: { imageId: IMAGE, accountId: ACCOUNTS.accounts, group: "", organizationArn: "" } },
    ],
    "a shared account": [PERMISSION, { props: { accountId: ACCOUNTS.delivery } }],
    "an account of this stack": [PERMISSION, { props: { accountId: "400000000001" } }],
    "an account that does not exist yet": [
      PERMISSION,
      { props: { accountId: unknown }, edges: { accountId: [account] } },
    ],
    "a snapshot for a vertical": [SNAPSHOT, { props: { accountId: ACCOUNTS.accounts } }],
    "a copy with a key that does not exist yet": [
      "aws:ec2/amiCopy:AmiCopy",
      { props: { encrypted: "true", kmsKeyId: unknown }, edges: { kmsKeyId: [key] } },
    ],
  };
  for (const [title, [type, given]] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(type, given), []);
    });
  }

  const wrong: Record<string, [type: string, given: Given, said: RegExp]> = {
    everybody: [PERMISSION, { props: { group: "all" } }, /group shares the image with more/],
    "everybody, beside an account that is empty": [
      PERMISSION,
      { props: { group: "all", accountId: "" } },
      /group shares the image with more/,
    ],
    "an unknown group": [PERMISSION, { props: { group: unknown } }, /group shares the image with more/],
    "the organization": [PERMISSION, { props: { organizationArn: "arn" } }, /organizationArn shares/],
    "a unit": [PERMISSION, { props: { organizationalUnitArn: "arn" } }, /organizationalUnitArn shares/],
    "an account that nobody knows": [
      PERMISSION,
      { props: { accountId: "999999999999" } },
      /accountId is no account of the inventory/,
    ],
    "an account without its noughts": [
      PERMISSION,
      { props: { accountId: 1 } },
      /accountId is no account of the inventory/,
    ],
    "an account that is no text": [PERMISSION, { props: { accountId: [] } }, /accountId is no account/],
    "an unknown account": [
      PERMISSION,
      { props: { accountId: unknown }, edges: { accountId: [key] } },
      /Cannot prove: accountId is not known yet/,
    ],
    "a snapshot for an account that nobody knows": [
      SNAPSHOT,
      { props: { accountId: "999999999999" } },
      /accountId is no account of the inventory/,
    ],
  };
  for (const [title, [type, given, expected]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(type, given);
      assert.match(message ?? "", expected);
      assert.deepEqual(others, []);
    });
  }

  for (const type of COPIES) {
    const ours = { kmsKeyId: "arn:aws:kms:eu-west-1:100000000002:key/1" };
    const copies: Record<string, [props: Record<string, unknown>, expected: RegExp]> = {
      "in clear": [{ ...ours, encrypted: "false" }, /encrypted is not true/],
      "that says nothing": [ours, /encrypted is not true/],
      "that is not known yet": [{ ...ours, encrypted: unknown }, /Cannot prove: encrypted is not known/],
      "without a key": [{ encrypted: true }, /kmsKeyId names no key of ours/],
      "with an empty key": [{ encrypted: true, kmsKeyId: "" }, /kmsKeyId names no key of ours/],
      "with AWS's key": [{ encrypted: true, kmsKeyId: "alias/aws/ebs" }, /kmsKeyId names no key of ours/],
      "with a key that comes from nowhere": [
        { encrypted: true, kmsKeyId: unknown },
        /kmsKeyId names no key of ours/,
      ],
    };
    for (const [title, [props, expected]] of Object.entries(copies)) {
      it(`refuses a copy (${type}) ${title}`, () => {
        const [message, ...others] = messages(type, { props });
        assert.match(message ?? "", expected);
        assert.deepEqual(others, []);
      });
    }

    it(`has nothing against a copy (${type}) with a key of ours`, () => {
      assert.deepEqual(messages(type, { props: { ...ours, encrypted: true } }), []);
    });
  }

  describe("the switches of an account", () => {
    const volume = (name: Parameters<typeof providerFor>[0], type = "aws:ebs/volume:Volume") =>
      node(type, "v", { provider: providerFor(name) });

    it("asks for both where there are disks or instances", () => {
      for (const type of [
        "aws:ebs/volume:Volume",
        "aws:ec2/instance:Instance",
        "aws:autoscaling/group:Group",
      ]) {
        assert.deepEqual(
          said(volume("marketing", type)).map((message) => /Account .*?\./.exec(message)?.[0]),
          [
            "Account marketing has no ImageBlockPublicAccess.",
            "Account marketing has no SnapshotBlockPublicAccess.",
          ],
        );
      }
    });

    it("asks for none where there is neither", () => {
      assert.deepEqual(said(volume("marketing", "aws:s3/bucket:Bucket")), []);
    });

    it("does not take another account's for it", () => {
      assert.equal(said(volume("marketing"), ...blocksOf("accounts")).length, 2);
      assert.deepEqual(said(volume("marketing"), ...blocksOf("marketing"), ...blocksOf("accounts")), []);
    });

    it("asks the organization's stack for the shared accounts', and no other", () => {
      const found = (stackName: string) => checkAll(cmp10, [volume("delivery")], { stackName }).length;
      assert.equal(found("duotone-foundation/org"), 2);
      assert.equal(found("duotone/prod"), 0);
    });

    it("says each account once, by name", () => {
      const found = said(volume("payments"), volume("accounts"), volume("accounts", "aws:ec2/vpc:Vpc"));
      assert.deepEqual(
        found.map((message) => /Account (\w+)/.exec(message)?.[1]),
        ["accounts", "accounts", "payments", "payments"],
      );
    });

    const states: Record<string, [type: string, state: unknown, expected: RegExp]> = {
      "images that may be shared": [IMAGE_BLOCK, "unblocked", /state is not `block-new-sharing`/],
      "images that say nothing": [IMAGE_BLOCK, undefined, /state is not `block-new-sharing`/],
      "images that are not known": [IMAGE_BLOCK, unknown, /Cannot prove: state is not known/],
      "snapshots that may be shared": [SNAPSHOT_BLOCK, "unblocked", /state is not `block-all-sharing`/],
      "snapshots that are shared already": [
        SNAPSHOT_BLOCK,
        "block-new-sharing",
        /state is not `block-all-sharing`/,
      ],
    };
    for (const [title, [type, state, expected]] of Object.entries(states)) {
      it(`refuses ${title}`, () => {
        const [message, ...others] = messages(type, { props: { state } });
        assert.match(message ?? "", expected);
        assert.deepEqual(others, []);
      });
    }
  });
});
