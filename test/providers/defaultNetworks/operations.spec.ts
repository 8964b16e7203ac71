import assert from "node:assert/strict";

import { unknownValue } from "@pulumi/pulumi/runtime/rpc";

import { networksOperations } from "../../../providers/defaultNetworks/operations";
import { VirtualClock } from "../switch/support/virtualClock";
import { awsError, FakeEc2 } from "./support/fakeEc2";

const ROLE = "arn:aws:iam::222222222222:role/OrganizationAccountAccessRole";
const REGIONS = ["eu-west-1", "eu-north-1"];
const INPUTS = { version: 1, roleArn: ROLE, regions: REGIONS, __provider: "text" };
const STATE = { ...INPUTS, cleared: REGIONS };

function account(...regions: readonly string[]) {
  const ec2 = new FakeEc2(...(regions.length === 0 ? REGIONS : regions));
  const clock = new VirtualClock();
  const progress: string[] = [];
  const operations = networksOperations({
    accountFor: () => (region) => Promise.resolve(ec2.cloudIn(region)),
    clock,
    progress: (message) => void progress.push(message),
  });
  return { ec2, clock, progress, operations };
}

/** What stays in a region whose default network is gone. */
const remains = (region: string) =>
  [
    "igw-idle",
    "igw-vpc-stack",
    "subnet-vpc-stack-a",
    "subnet-vpc-stack-b",
    "subnet-vpc-stack-c",
    "vpc-stack",
  ].map((id) => `${region} ${id}`);

describe("the removal of default networks", () => {
  it("takes the gateway, the subnets and the VPC in every region, and nothing else", async () => {
    const { ec2, progress, operations } = account();
    const { id, outs } = await operations.create(INPUTS);
    assert.equal(id, "default-networks-222222222222");
    assert.deepEqual(outs, { ...INPUTS, cleared: REGIONS });
    assert.deepEqual(ec2.inventory(), REGIONS.flatMap(remains));
    assert.equal(ec2.open, 0);
    assert.deepEqual(
      [...progress].sort(),
      REGIONS.map((region) => `vpc-default in ${region} of account 222222222222 is removed`).sort(),
    );
  });

  it("marks a gateway before it detaches it, and takes the VPC last", async () => {
    const { ec2, operations } = account("eu-west-1");
    await operations.create({ ...INPUTS, regions: ["eu-west-1", "eu-west-1"] });
    assert.deepEqual(ec2.calls, [
      "defaultVpc eu-west-1",
      "strayGateways eu-west-1",
      "contents vpc-default",
      "markGateway igw-vpc-default",
      "detachGateway igw-vpc-default",
      "deleteGateway igw-vpc-default",
      "deleteSubnet subnet-vpc-default-a",
      "deleteSubnet subnet-vpc-default-b",
      "deleteSubnet subnet-vpc-default-c",
      "deleteVpc vpc-default",
    ]);
  });

  it("asks, and says and does nothing, where there is none", async () => {
    const { ec2, progress, operations } = account();
    await operations.create(INPUTS);
    ec2.calls.length = progress.length = 0;
    await operations.update(STATE, INPUTS);
    assert.ok(ec2.calls.every((call) => /^(defaultVpc|strayGateways) /.test(call)));
    assert.deepEqual([ec2.calls.length, progress], [4, []]);
  });

  it("refuses a network in use, names what is in it, and clears the other regions", async () => {
    const { ec2, operations } = account();
    ec2.put("eu-west-1", "network interface eni-1 (of instance i-1)");
    ec2.put("eu-west-1", "security group sg-2 (web)");
    const before = ec2.inventory().filter((item) => item.startsWith("eu-west-1"));
    await assert.rejects(operations.create(INPUTS), {
      message:
        "Default networks of account 222222222222 are not all removed:\n" +
        " - eu-west-1: vpc-default is in use, and nothing of it was deleted. In it: network interface eni-1 " +
        "(of instance i-1), security group sg-2 (web). Move what is needed into a network of a stack, and delete " +
        "these.\nThen run again.",
    });
    assert.deepEqual(ec2.inventory(), [...before, ...remains("eu-north-1")]);
    assert.equal(ec2.open, 0);

    ec2.empty("eu-west-1");
    await operations.create(INPUTS);
    assert.deepEqual(ec2.inventory(), REGIONS.flatMap(remains));
  });

  it("tells the engine how far it came where it had begun, and goes on from there", async () => {
    const { ec2, operations } = account();
    const failAt = (call: string) => {
      ec2.interfere = (made, region) => {
        if (made === call && region === "eu-west-1") {
          throw awsError("InvalidState", "no");
        }
      };
    };
    failAt("deleteSubnet");
    const id = "default-networks-222222222222";
    const failure = await operations.create(INPUTS).then(
      () => assert.fail("it should have failed"),
      (error: unknown) => error as Error & { id?: string; properties?: object; reasons?: string[] },
    );
    assert.equal(failure.id, id);
    assert.deepEqual(failure.properties, { ...INPUTS, cleared: ["eu-north-1"] });
    assert.match(failure.reasons?.join() ?? "", /are not all removed:\n - eu-west-1: InvalidState/);

    failAt("defaultVpc");
    const stuck = await operations.update(failure.properties, INPUTS).then(
      () => assert.fail("it should have failed"),
      (error: unknown) => error as object,
    );
    assert.ok(!("id" in stuck), "nothing was changed, and the engine is told so");

    ec2.interfere = () => undefined;
    assert.deepEqual(await operations.diff(failure.properties, INPUTS), { changes: true, replaces: [] });
    await operations.update(failure.properties, INPUTS);
    assert.deepEqual(ec2.inventory(), REGIONS.flatMap(remains));
  });

  it("waits until EC2 is open in a region of a new account, and says so", async () => {
    const { ec2, clock, progress, operations } = account("eu-west-1");
    let closed = 5;
    ec2.interfere = (call) => {
      if (call === "defaultVpc" && (closed -= 1) >= 0) {
        throw awsError("OptInRequired", "You are not subscribed to this service");
      }
    };
    await operations.create({ ...INPUTS, regions: ["eu-west-1"] });
    // Three quarters of 1, 2, 4, 8 and 10 seconds.
    assert.equal(clock.now(), 18_750);
    const why = "OptInRequired: You are not subscribed to this service.";
    assert.deepEqual(progress, [
      `eu-west-1 of account 222222222222 is not ready yet: ${why}`,
      "vpc-default in eu-west-1 of account 222222222222 is removed",
    ]);
  });

  it("waits while EC2 still sees what is gone, and ends at the deadline with where to look", async () => {
    const { ec2, clock, operations } = account("eu-west-1");
    let blind = 2;
    ec2.interfere = (call) => {
      if (call === "deleteVpc" && (blind -= 1) >= 0) {
        throw awsError("DependencyViolation", "has dependencies");
      }
    };
    const inputs = { ...INPUTS, regions: ["eu-west-1"] };
    await operations.create(inputs);
    assert.deepEqual(ec2.inventory(), remains("eu-west-1"));

    ec2.addDefaultVpc("eu-west-1", "vpc-new");
    blind = Infinity;
    const start = clock.now();
    await assert.rejects(
      operations.update(STATE, inputs),
      /eu-west-1: The default network in eu-west-1 was not done within 300 s\. The last answer was: DependencyViolation: has dependencies\. Asked to delete the VPC, AWS's console lists what is still in it\.\nThen/,
    );
    assert.ok(clock.now() - start <= 310_000);
  });

  it("ends at once where a guardrail closes the region, and names what to look at", async () => {
    const { clock, operations } = account("eu-west-1");
    await assert.rejects(
      operations.create(INPUTS),
      /are not all removed:\n - eu-north-1: UnauthorizedOperation: .*explicit deny.* duotone-foundation:regions/,
    );
    assert.equal(clock.now(), 0);
  });

  it("works on four regions at a time", async () => {
    const regions = Array.from({ length: 9 }, (_, index) => `eu-west-${index + 1}`);
    const { ec2, operations } = account(...regions);
    let most = 0;
    ec2.interfere = async () => {
      most = Math.max(most, ec2.open);
      await new Promise((resolve) => setImmediate(resolve));
    };
    await operations.create({ ...INPUTS, regions });
    assert.equal(most, 4);
    assert.deepEqual(ec2.inventory(), regions.flatMap(remains));
  });

  it("says at its deletion how to have a default network again, and touches nothing", async () => {
    const { ec2, progress, operations } = account();
    await operations.remove(STATE);
    assert.deepEqual(ec2.calls, []);
    assert.match(
      progress.join("\n"),
      /^account 222222222222 stays without one in eu-west-1, eu-north-1\. .*create-default-vpc/,
    );
  });
});

describe("a refresh of default networks", () => {
  it("finds nothing changed where they are gone", async () => {
    const { operations } = account();
    await operations.create(INPUTS);
    assert.deepEqual(await operations.read("id", STATE), { id: "id", props: STATE, inputs: INPUTS });
  });

  it("finds one that came back, and the next run removes it", async () => {
    const { ec2, operations } = account();
    const { id, outs } = await operations.create(INPUTS);
    ec2.addDefaultVpc("eu-north-1", "vpc-again");
    const { props, inputs } = await operations.read(id, outs);
    assert.deepEqual([props, inputs], [{ ...INPUTS, cleared: ["eu-west-1"] }, INPUTS]);
    assert.deepEqual(await operations.diff(props, INPUTS), { changes: true, replaces: [] });
    assert.deepEqual((await operations.update(props, INPUTS)).outs, outs);
    assert.deepEqual(ec2.inventory(), REGIONS.flatMap(remains));
  });

  it("keeps what is recorded of a region that a guardrail has closed", async () => {
    const { ec2, operations } = account("eu-west-1");
    await operations.create({ ...INPUTS, regions: ["eu-west-1"] });
    assert.deepEqual((await operations.read("id", STATE)).props, STATE);
    const open = { ...STATE, cleared: ["eu-west-1"] };
    assert.deepEqual((await operations.read("id", open)).props, open);
    assert.equal(ec2.open, 0);
  });

  it("takes an account whose role is denied for gone, and one that cannot be asked for neither", async () => {
    const { ec2, operations } = account();
    ec2.interfere = () => {
      throw awsError("AccessDenied", "not authorized");
    };
    assert.deepEqual(await operations.read("id", STATE), { id: "", props: {} });
    ec2.interfere = (_call, region) => {
      if (region === "eu-north-1") {
        throw awsError("TimeoutError", "hang up");
      }
    };
    await assert.rejects(operations.read("id", STATE), {
      message:
        "Default networks of account 222222222222 cannot be looked for:\n - eu-north-1: TimeoutError: hang up.",
    });
    assert.equal(ec2.open, 0);
  });
});

describe("the inputs of default networks", () => {
  const { ec2, operations } = account();

  it("may be unknown to the engine", async () => {
    for (const inputs of [
      { ...INPUTS, roleArn: unknownValue },
      { ...INPUTS, regions: unknownValue },
    ]) {
      assert.deepEqual(await operations.check({}, inputs), { inputs, failures: [] });
    }
    assert.deepEqual(ec2.calls, []);
  });

  it("are refused where they are bad, all at once", async () => {
    const bad = { ...INPUTS, roleArn: "admin", regions: ["eu-west-1", "Ireland"] };
    assert.deepEqual((await operations.check({}, bad)).failures, [
      { property: "roleArn", reason: "roleArn must be the ARN of a role." },
      { property: "regions.1", reason: "regions.1 must be a region, for example eu-west-1." },
    ]);
    assert.deepEqual((await operations.check({}, { ...INPUTS, regions: [] })).failures, [
      { property: "regions", reason: "regions must name a region." },
    ]);
    await assert.rejects(
      operations.create(bad),
      /bad inputs:\n - roleArn must be the ARN of a role\.\n - regions/,
    );
  });

  const DIFFERENCES: readonly (readonly [string, object, { changes: boolean; replaces: string[] }])[] = [
    ["nothing", {}, { changes: false, replaces: [] }],
    ["the order of the regions", { regions: [...REGIONS].reverse() }, { changes: false, replaces: [] }],
    ["the provider's text", { __provider: "other" }, { changes: false, replaces: [] }],
    ["a region more", { regions: [...REGIONS, "eu-west-3"] }, { changes: true, replaces: [] }],
    ["a region less", { regions: ["eu-west-1"] }, { changes: true, replaces: [] }],
    ["the version", { version: 2 }, { changes: true, replaces: [] }],
    ["another role of the account", { roleArn: `${ROLE}2` }, { changes: true, replaces: [] }],
    [
      "another account",
      { roleArn: "arn:aws:iam::333333333333:role/x" },
      { changes: true, replaces: ["roleArn"] },
    ],
    ["a role that is not known yet", { roleArn: unknownValue }, { changes: true, replaces: [] }],
  ];
  for (const [what, change, expected] of DIFFERENCES) {
    it(`differ as they should by ${what}`, async () => {
      assert.deepEqual(await operations.diff(STATE, { ...INPUTS, ...change }), expected);
    });
  }
});
