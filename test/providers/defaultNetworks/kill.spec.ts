import assert from "node:assert/strict";

import fc from "fast-check";

import { networksOperations } from "../../../providers/defaultNetworks/operations";
import { VirtualClock } from "../switch/support/virtualClock";
import { FakeEc2 } from "./support/fakeEc2";

const REGIONS = ["eu-west-1", "eu-north-1"];
const INPUTS = { version: 1, roleArn: "arn:aws:iam::222222222222:role/x", regions: REGIONS };

/** One `pulumi up` in a process of its own. @returns whether it lived to its end */
async function up(ec2: FakeEc2, regions: readonly string[] = REGIONS): Promise<boolean> {
  const operations = networksOperations({
    accountFor: () => (region) => Promise.resolve(ec2.cloudIn(region)),
    clock: new VirtualClock(),
    progress: () => undefined,
  });
  try {
    await operations.create({ ...INPUTS, regions });
  } catch (error) {
    if (!ec2.isDead) {
      throw error;
    }
  }
  const survived = !ec2.isDead;
  ec2.killAt(Infinity);
  return survived;
}

/** Everything that is no part of a default network. */
const foreign = (ec2: FakeEc2) => ec2.inventory().filter((item) => !item.includes("vpc-default"));

describe("a removal of default networks that is killed", () => {
  for (const regions of [REGIONS.slice(0, 1), REGIONS]) {
    it(`converges when run again, wherever it was killed (regions: ${regions.length})`, async () => {
      let kills = 0;
      for (let survived = false, boundary = 0; !survived; boundary += 1) {
        const ec2 = new FakeEc2(...regions);
        const others = foreign(ec2);
        ec2.killAt(boundary);
        survived = await up(ec2, regions);
        kills += survived ? 0 : 1;
        assert.deepEqual(foreign(ec2), others, `killed at ${boundary}`);
        assert.ok(await up(ec2, regions));
        assert.deepEqual(ec2.inventory(), others, `killed at ${boundary}`);
      }
      // Ten calls in each region, with a boundary before and after the effect of each.
      assert.equal(kills, 20 * regions.length);
    });
  }

  it("again and again, takes nothing else and converges", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(30), { maxLength: 8 }), async (boundaries) => {
        const ec2 = new FakeEc2(...REGIONS);
        const others = foreign(ec2);
        for (const boundary of boundaries) {
          ec2.killAt(boundary);
          await up(ec2);
          assert.deepEqual(foreign(ec2), others);
        }
        assert.ok(await up(ec2));
        assert.deepEqual(ec2.inventory(), others);
      }),
      { numRuns: 200 },
    );
  });
});
