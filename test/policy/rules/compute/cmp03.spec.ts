import assert from "node:assert/strict";

import { cmp03 } from "../../../../policy/rules/compute/cmp03";
import { checkAll, type Given, node, providerFor, unknown } from "../../support/world";

const INSTANCE = "aws:ec2/instance:Instance";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const FLEET = "aws:ec2/spotFleetRequest:SpotFleetRequest";
const VOLUME = "aws:ebs/volume:Volume";
const BY_DEFAULT = "aws:ebs/encryptionByDefault:EncryptionByDefault";
const DEFAULT_KEY = "aws:ebs/defaultKmsKey:DefaultKmsKey";
const KEY_ARN = "arn:aws:kms:eu-west-1:200000000001:key/1";

const key = node("aws:kms/key:Key", "disks", { props: {} });
const other = node("aws:s3/bucket:Bucket", "other", { props: {} });
const encrypted = { encrypted: true };

describe("CMP-03: encrypted disks", () => {
  const messages = (type: string, given: Given, ...more: ReturnType<typeof node>[]) =>
    checkAll(cmp03, [key, other, ...more, node(type, "core", given)]).map(({ message }) => message);
  const mapping = (ebs: unknown) => ({ props: { blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs }] } });

  const right: Record<string, [type: string, given: Given]> = {
    "an encrypted root disk": [INSTANCE, { props: { rootBlockDevice: encrypted } }],
    "an encrypted root disk in a list": [INSTANCE, { props: { rootBlockDevice: [{ encrypted: "true" }] } }],
    "encrypted further disks": [
      INSTANCE,
      { props: { rootBlockDevice: encrypted, ebsBlockDevices: [encrypted, encrypted] } },
    ],
    "further disks that only the provider fills": [
      INSTANCE,
      { props: { rootBlockDevice: encrypted, ebsBlockDevices: unknown }, edges: { rootBlockDevice: [] } },
    ],
    "a template's encrypted disk": [TEMPLATE, mapping({ encrypted: "true" })],
    "a template's disk that is taken away": [
      TEMPLATE,
      { props: { blockDeviceMappings: [{ deviceName: "/dev/sdb", noDevice: "true" }] } },
    ],
    "a disk of the instance's own": [
      TEMPLATE,
      { props: { blockDeviceMappings: [{ deviceName: "/dev/sdb", virtualName: "ephemeral0" }] } },
    ],
    "a fleet's encrypted disks": [
      FLEET,
      { props: { launchSpecifications: [{ rootBlockDevices: [encrypted], ebsBlockDevices: [encrypted] }] } },
    ],
    "an encrypted volume": [VOLUME, { props: encrypted }],
    "encryption by default": [BY_DEFAULT, { props: { enabled: true } }],
    "encryption by default that says nothing": [BY_DEFAULT, {}],
  };
  for (const [title, [type, given]] of Object.entries(right)) {
    it(`has nothing against ${title}`, () => {
      assert.deepEqual(messages(type, given), []);
    });
  }

  const wrong: Record<string, [type: string, given: Given, said: RegExp]> = {
    "a root disk in clear": [
      INSTANCE,
      { props: { rootBlockDevice: { encrypted: false } } },
      /rootBlockDevice\[0\]\.encrypted is not true/,
    ],
    "a root disk that says nothing": [
      INSTANCE,
      { props: { rootBlockDevice: {} } },
      /rootBlockDevice\[0\]\.encrypted is not true/,
    ],
    "no root disk": [INSTANCE, {}, /rootBlockDevice is missing/],
    "a root disk that only the provider fills": [
      INSTANCE,
      { props: { rootBlockDevice: unknown }, edges: { ami: [] } },
      /rootBlockDevice is missing/,
    ],
    "an unknown root disk": [
      INSTANCE,
      { props: { rootBlockDevice: unknown } },
      /Cannot prove: rootBlockDevice is not known/,
    ],
    "a further disk in clear": [
      INSTANCE,
      { props: { rootBlockDevice: encrypted, ebsBlockDevices: [encrypted, { encrypted: "false" }] } },
      /ebsBlockDevices\[1\]\.encrypted is not true/,
    ],
    "unknown further disks": [
      INSTANCE,
      { props: { rootBlockDevice: encrypted, ebsBlockDevices: unknown } },
      /Cannot prove: ebsBlockDevices is not known/,
    ],
    "a template's disk in clear": [
      TEMPLATE,
      mapping({ encrypted: "false" }),
      /blockDeviceMappings\[0\]\.ebs\.encrypted is not true/,
    ],
    "a template's disk that is unknown": [
      TEMPLATE,
      mapping(unknown),
      /Cannot prove: blockDeviceMappings\[0\]\.ebs is not known/,
    ],
    "a template's mapping without a disk": [
      TEMPLATE,
      mapping(undefined),
      /blockDeviceMappings\[0\]\.ebs is missing/,
    ],
    "an unknown mapping": [
      TEMPLATE,
      { props: { blockDeviceMappings: [unknown] } },
      /Cannot prove: blockDeviceMappings\[0\] is not known/,
    ],
    "a mapping that takes a disk away by an empty text": [
      TEMPLATE,
      { props: { blockDeviceMappings: [{ noDevice: "", virtualName: "" }] } },
      /ebs is missing/,
    ],
    "a template without mappings": [TEMPLATE, {}, /blockDeviceMappings is missing/],
    "a template with no mapping in the list": [
      TEMPLATE,
      { props: { blockDeviceMappings: [] } },
      /blockDeviceMappings is missing/,
    ],
    "a template with unknown mappings": [
      TEMPLATE,
      { props: { blockDeviceMappings: unknown } },
      /Cannot prove: blockDeviceMappings is not known/,
    ],
    "a fleet's root disk": [
      FLEET,
      { props: { launchSpecifications: [{ rootBlockDevices: [{}] }] } },
      /launchSpecifications\[0\]\.rootBlockDevices\[0\]\.encrypted is not true/,
    ],
    "a launch configuration's root disk": [
      "aws:ec2/launchConfiguration:LaunchConfiguration",
      {},
      /rootBlockDevice is missing/,
    ],
    "a spot instance's root disk": [
      "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
      {},
      /rootBlockDevice is missing/,
    ],
    "a volume in clear": [VOLUME, {}, /encrypted is not true/],
    "a volume that is not known yet": [
      VOLUME,
      { props: { encrypted: unknown } },
      /Cannot prove: encrypted is not known/,
    ],
    "encryption by default that is off": [BY_DEFAULT, { props: { enabled: "false" } }, /enabled is not true/],
    "encryption by default that is not known": [
      BY_DEFAULT,
      { props: { enabled: unknown } },
      /Cannot prove: enabled is not known/,
    ],
  };
  for (const [title, [type, given, said]] of Object.entries(wrong)) {
    it(`refuses ${title}`, () => {
      const [message, ...others] = messages(type, given);
      assert.match(message ?? "", said);
      assert.deepEqual(others, []);
    });
  }

  describe("in an account with personal data", () => {
    const provider = providerFor("accounts");
    const keyed = (kmsKeyId: unknown, edges: Given["edges"] = {}): Given => ({
      provider,
      props: { ...encrypted, kmsKeyId },
      edges,
    });
    const defaultKey = (given: Given) => node(DEFAULT_KEY, "disks", { provider, ...given });

    it("takes a key by its id", () => {
      assert.deepEqual(messages(VOLUME, keyed(KEY_ARN)), []);
    });

    for (const kind of ["alias:Alias", "externalKey:ExternalKey", "key:Key", "replicaKey:ReplicaKey"]) {
      it(`takes a key that does not exist yet: ${kind}`, () => {
        const named = node(`aws:kms/${kind}`, "named", {});
        assert.deepEqual(messages(VOLUME, keyed(unknown, { kmsKeyId: [named] }), named), []);
      });
    }

    it("takes a key in a block by the block's edges", () => {
      const given = (from: ReturnType<typeof node>): Given => ({
        provider,
        props: { rootBlockDevice: { encrypted: true, kmsKeyId: unknown } },
        edges: { rootBlockDevice: [from] },
      });
      assert.deepEqual(messages(INSTANCE, given(key)), []);
      assert.match(messages(INSTANCE, given(other))[0] ?? "", /rootBlockDevice\[0\]\.kmsKeyId names no key/);
    });

    it("takes the key of a template's disk", () => {
      const ebs = { encrypted: "true", kmsKeyId: unknown };
      const edges = { blockDeviceMappings: [key] };
      assert.deepEqual(messages(TEMPLATE, { provider, ...mapping(ebs), edges }), []);
    });

    it("takes the key of a fleet's disk", () => {
      const rootBlockDevices = [{ ...encrypted, kmsKeyId: unknown }];
      const edges = { launchSpecifications: [key] };
      const props = { launchSpecifications: [{ rootBlockDevices }] };
      assert.deepEqual(messages(FLEET, { provider, props, edges }), []);
    });

    it("takes the account's default key", () => {
      for (const given of [
        { props: { keyArn: KEY_ARN } },
        { props: { keyArn: unknown }, edges: { keyArn: [key] } },
      ]) {
        assert.deepEqual(messages(VOLUME, { provider, props: encrypted }, defaultKey(given)), []);
      }
    });

    const bad: Record<string, [given: Given, more: readonly ReturnType<typeof node>[], said: RegExp]> = {
      "no key": [{ provider, props: encrypted }, [], /kmsKeyId names no key of ours/],
      "an empty key": [keyed(""), [], /kmsKeyId names no key of ours/],
      "a key that comes from nowhere": [keyed(unknown, { kmsKeyId: [] }), [], /names no key of ours/],
      "AWS's own key": [keyed("alias/aws/ebs"), [], /kmsKeyId is AWS's own key/],
      "AWS's own key by its ARN": [
        keyed("arn:aws:kms:eu-west-1:200000000001:alias/aws/ebs"),
        [],
        /kmsKeyId is AWS's own key/,
      ],
      "a default key of another account": [
        { provider, props: encrypted },
        [node(DEFAULT_KEY, "disks", { provider: providerFor("payments"), props: { keyArn: KEY_ARN } })],
        /names no key of ours/,
      ],
      "a default key of another region": [
        { provider, props: encrypted },
        [defaultKey({ props: { keyArn: KEY_ARN, region: "eu-central-1" } })],
        /names no key of ours/,
      ],
      "a default key that is AWS's": [
        { provider, props: encrypted },
        [defaultKey({ props: { keyArn: "arn:aws:kms:eu-west-1:200000000001:alias/aws/ebs" } })],
        /names no key of ours/,
      ],
    };
    for (const [title, [given, more, said]] of Object.entries(bad)) {
      it(`refuses ${title}`, () => {
        const [message, ...others] = messages(VOLUME, given, ...more);
        assert.match(message ?? "", said);
        assert.deepEqual(others, []);
      });
    }

    it("asks for a key where the account cannot be told", () => {
      const props = { allowedAccountIds: "no JSON" };
      const [message] = messages(VOLUME, { provider: { ...provider, props }, props: encrypted });
      assert.match(message ?? "", /names no key of ours/);
    });
  });
});
