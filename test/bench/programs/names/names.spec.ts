import assert from "node:assert/strict";

import { declareNames } from "../../../../bench/programs/names/names";
import type { NamesPlan } from "../../../../bench/programs/names/plan";
import { registeredBy } from "../../../mocks";
import { balancerOf, COM, ORG, switchInputs } from "../../../providers/switch/support/fixture";

/** The plan as the program gets it: through JSON. */
const PLAN = JSON.parse(JSON.stringify(switchInputs())) as NamesPlan;

const ZONES = { "aws:route53/getZone:getZone": {} };

describe("the program that the benchmark compares", () => {
  const registered = async (stack: string, color: string) => {
    const all = await registeredBy(
      () => {
        declareNames(stack, color, PLAN);
      },
      "update",
      {},
      ZONES,
    );
    return all.filter(({ type }) => type !== "pulumi:pulumi:Stack" && !type.startsWith("pulumi:providers:"));
  };

  it("declares an alias record per name in stack records, all on the active colour", async () => {
    const records = await registered("records", "prod2");
    assert.deepEqual(
      records.map(({ type, inputs }) => [type, inputs]),
      [
        { service: "core", fqdn: "records.core.example.com", zoneId: COM },
        { service: "shop", fqdn: "records.shop.example.org", zoneId: ORG },
        { service: "web", fqdn: "records.www.example.com", zoneId: COM },
      ].map(({ service, fqdn, zoneId }) => {
        const alias = { name: balancerOf(service, "prod2"), zoneId: "Z0ELB", evaluateTargetHealth: true };
        return ["aws:route53/record:Record", { zoneId, name: fqdn, type: "A", aliases: [alias] }];
      }),
    );
    assert.ok(
      records.every(({ provider }) => provider.includes("::dns::")),
      "a record is on another provider",
    );
  });

  it("declares one release switch in stack switch, with the same names below its own label", async () => {
    const [only, ...others] = await registered("switch", "prod2");
    assert.deepEqual(others, []);
    assert.equal(only?.type, "pulumi-nodejs:dynamic/release:ReleaseSwitch");
    const { activeColor, names, fleets, jobs } = only.inputs;
    assert.equal(activeColor, "prod2");
    assert.deepEqual(
      (names as { fqdn: string }[]).map(({ fqdn }) => fqdn),
      ["switch.core.example.com", "switch.www.example.com", "switch.shop.example.org"],
    );
    assert.deepEqual(fleets, PLAN.fleets);
    assert.deepEqual(jobs, []);
  });

  it("refuses a stack that is none of its own, and a colour that a name has no target on", () => {
    assert.throws(() => {
      declareNames("prod", "prod1", PLAN);
    }, /Stack "prod" is none of the program's: records, switch/);
  });
});
