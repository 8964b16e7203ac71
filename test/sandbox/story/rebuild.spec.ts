import assert from "node:assert/strict";

import { compareExports } from "../../../sandbox/story/rebuild";

const URN = "urn:pulumi:staging::duotone::";
const VPC = `${URN}aws:ec2/vpc:Vpc::network`;
const SUBNET = `${URN}aws:ec2/subnet:Subnet::app`;
const BUCKET = `${URN}aws:s3/bucket:Bucket::archive`;
const CACHE = `${URN}aws:elasticache/replicationGroup:ReplicationGroup::core`;
const TEMPLATE = `${URN}aws:ec2/launchTemplate:LaunchTemplate::core`;

interface Made {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly suffix: string;
  readonly account: string;
  readonly cacheHost: string;
}

const FIRST: Made = {
  vpcId: "vpc-0a1b2c3d",
  subnetId: "subnet-111aaa22",
  suffix: "1a2b3c4",
  account: "123456789012",
  cacheHost: "master.core.bj4u9i.euw1.cache.amazonaws.com",
};
const SECOND: Made = {
  vpcId: "vpc-9f8e7d6c",
  subnetId: "subnet-999bbb88",
  suffix: "9f8e7d6",
  account: "210987654321",
  cacheHost: "master.core.kx95zv.euw1.cache.amazonaws.com",
};

/** A small stack as the cloud made it; `change` spoils it. */
function stack(
  made: Made,
  change: (resources: Record<string, Record<string, unknown>>) => void = () => undefined,
) {
  const bucketName = `archive-${made.suffix}`;
  const resources: Record<string, Record<string, unknown>> = {
    vpc: {
      urn: VPC,
      type: "aws:ec2/vpc:Vpc",
      custom: true,
      id: made.vpcId,
      inputs: { cidrBlock: "10.0.0.0/16" },
      outputs: {
        cidrBlock: "10.0.0.0/16",
        arn: `arn:aws:ec2:eu-west-1:${made.account}:vpc/${made.vpcId}`,
        ownerId: made.account,
      },
    },
    subnet: {
      urn: SUBNET,
      type: "aws:ec2/subnet:Subnet",
      custom: true,
      id: made.subnetId,
      dependencies: [VPC],
      inputs: { vpcId: made.vpcId, cidrBlock: "10.0.0.0/20" },
      outputs: { vpcId: made.vpcId },
    },
    bucket: {
      urn: BUCKET,
      type: "aws:s3/bucket:Bucket",
      custom: true,
      id: bucketName,
      inputs: {
        bucket: bucketName,
        policy: JSON.stringify({ Principal: `arn:aws:iam::${made.account}:root` }),
      },
      outputs: { bucket: bucketName },
    },
    cache: {
      urn: CACHE,
      type: "aws:elasticache/replicationGroup:ReplicationGroup",
      custom: true,
      id: "core",
      inputs: { replicationGroupId: "core" },
      outputs: { primaryEndpointAddress: made.cacheHost },
    },
    template: {
      urn: TEMPLATE,
      type: "aws:ec2/launchTemplate:LaunchTemplate",
      custom: true,
      id: `lt-${made.suffix}0`,
      inputs: {
        instanceType: "m7g.large",
        userData: Buffer.from(`#!/bin/sh\necho bucket ${bucketName} on ${made.vpcId}\n`).toString("base64"),
        tags: { cache: made.cacheHost },
        secret: {
          "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
          ciphertext: made.suffix,
        },
      },
      outputs: { instanceType: "m7g.large" },
    },
  };
  change(resources);
  return { version: 3, deployment: { resources: Object.values(resources) } };
}

function inputsOf(resources: Record<string, Record<string, unknown>>, name: string): Record<string, unknown> {
  return resources[name]?.inputs as Record<string, unknown>;
}

describe("compareExports", () => {
  it("takes a stack as equal to itself", () => {
    assert.deepEqual(compareExports(stack(FIRST), stack(FIRST)), []);
  });

  it("takes ids, account numbers, hosts, random ends of names and ciphertexts as the cloud's, also inside policies and user data", () => {
    assert.deepEqual(compareExports(stack(FIRST), stack(SECOND)), []);
  });

  it("sees an input that the program set otherwise", () => {
    const second = stack(SECOND, (resources) => {
      inputsOf(resources, "template").instanceType = "m7g.xlarge";
      (resources.template?.outputs as Record<string, unknown>).instanceType = "m7g.xlarge";
    });
    assert.deepEqual(compareExports(stack(FIRST), second), [
      { urn: TEMPLATE, path: "inputs.instanceType", first: "m7g.large", second: "m7g.xlarge" },
    ]);
  });

  it("sees an input with digits like an id's, which its own outputs repeat", () => {
    const withCommit = (made: Made, commit: string) =>
      stack(made, (resources) => {
        inputsOf(resources, "vpc").commit = commit;
        (resources.vpc?.outputs as Record<string, unknown>).commit = commit;
      });
    const differences = compareExports(withCommit(FIRST, "3f1c9e0aa"), withCommit(SECOND, "9ab0d12bb"));
    assert.deepEqual(differences, [
      { urn: VPC, path: "inputs.commit", first: "3f1c9e0aa", second: "9ab0d12bb" },
    ]);
  });

  it("sees that a subnet is in another network than before", () => {
    const second = stack(SECOND, (resources) => {
      inputsOf(resources, "subnet").vpcId = "vpc-deadbeef";
    });
    const [difference, ...more] = compareExports(stack(FIRST), second);
    assert.deepEqual(more, []);
    assert.equal(difference?.path, "inputs.vpcId");
    assert.equal(difference.second, "vpc-deadbeef");
  });

  it("sees changed user data behind its base64", () => {
    const second = stack(SECOND, (resources) => {
      inputsOf(resources, "template").userData = Buffer.from(
        "#!/bin/sh\necho something else entirely\n",
      ).toString("base64");
    });
    assert.deepEqual(
      compareExports(stack(FIRST), second).map(({ path }) => path),
      ["inputs.userData"],
    );
  });

  it("shows a long value from shortly before where it differs", () => {
    const withData = (made: Made, end: string) =>
      stack(made, (resources) => {
        inputsOf(resources, "template").userData = `${"x".repeat(1000)}${end}`;
      });
    const [difference] = compareExports(withData(FIRST, "first"), withData(SECOND, "second"));
    assert.match(difference?.first ?? "", /^…x{40}first$/);
    assert.match(difference?.second ?? "", /^…x{40}second$/);
  });

  it("sees resources that are missing on either side, and other types, parents and dependencies", () => {
    const without = stack(SECOND, (resources) => {
      delete resources.bucket;
      Object.assign(resources.subnet ?? {}, { parent: VPC, dependencies: [] });
    });
    assert.deepEqual(
      compareExports(stack(FIRST), without).map(({ urn, path, first, second }) => [urn, path, first, second]),
      [
        [TEMPLATE, "inputs.userData", FIRST_USER_DATA, SECOND_USER_DATA],
        [SUBNET, "dependencies[0]", VPC, "absent"],
        [SUBNET, "parent", "absent", VPC],
        [BUCKET, "", "aws:s3/bucket:Bucket", "missing"],
      ],
    );
  });

  it("takes two empty stacks as equal", () => {
    assert.deepEqual(compareExports({ deployment: null }, { deployment: {} }), []);
  });
});

// With the bucket gone there is nothing that says its name was the engine's to make up.
const FIRST_USER_DATA = `#!/bin/sh\necho bucket archive-${FIRST.suffix} on <${VPC} id>\n`;
const SECOND_USER_DATA = `#!/bin/sh\necho bucket archive-${SECOND.suffix} on <${VPC} id>\n`;
