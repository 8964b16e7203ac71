import assert from "node:assert/strict";

import { type Availability, type Findings, chosen, planToolchain } from "../../../sandbox/engine/plan";
import { UserError } from "../../../sandbox/userError";

const NOWHERE: Availability = {
  onPath: undefined,
  unusable: undefined,
  vendorSilence: "vendor.example failed",
};
const AT_VENDOR: Availability = { onPath: undefined, unusable: undefined, vendorSilence: undefined };
const INSTALLED: Availability = {
  onPath: "/bin/x",
  unusable: undefined,
  vendorSilence: "vendor.example failed",
};

function findings(change: Partial<Findings> = {}): Findings {
  return {
    pulumi: NOWHERE,
    packer: NOWHERE,
    packerPluginAmazon: NOWHERE,
    vendorPluginsSilence: "plugins.example failed",
    ...change,
  };
}

const EVERYTHING_AT_VENDOR: Findings = {
  pulumi: AT_VENDOR,
  packer: AT_VENDOR,
  packerPluginAmazon: AT_VENDOR,
  vendorPluginsSilence: undefined,
};

const kinds = ({ pulumi, packer, packerPluginAmazon }: ReturnType<typeof planToolchain>) =>
  [pulumi, packer, packerPluginAmazon].map(({ kind }) => kind);

describe("chosen", () => {
  it("is auto unless the variable says otherwise", () => {
    assert.deepEqual(
      [{}, { DUOTONE_TOOLCHAIN: "" }, { DUOTONE_TOOLCHAIN: "build" }, { DUOTONE_TOOLCHAIN: "vendor" }].map(
        chosen,
      ),
      ["auto", "auto", "build", "vendor"],
    );
  });

  it("refuses what it does not know", () => {
    assert.throws(() => chosen({ DUOTONE_TOOLCHAIN: "Build" }), {
      name: "UserError",
      message: 'DUOTONE_TOOLCHAIN is "Build": allowed are auto, vendor, build.',
    });
  });
});

describe("planToolchain", () => {
  it("takes what is on PATH before the vendor's, and the vendor's before a build", () => {
    const plan = planToolchain(
      "auto",
      findings({
        pulumi: { onPath: "/bin/pulumi", unusable: undefined, vendorSilence: undefined },
        packer: AT_VENDOR,
      }),
    );
    assert.deepEqual(plan.pulumi, { kind: "PATH", path: "/bin/pulumi" });
    assert.deepEqual(kinds(plan), ["PATH", "vendor", "build"]);
  });

  it("builds where no vendor answers, and says which did not, once", () => {
    const plan = planToolchain("auto", findings());
    assert.deepEqual(kinds(plan), ["build", "build", "build"]);
    assert.deepEqual(plan.notes, ["vendor.example failed", "plugins.example failed"]);
    assert.deepEqual([plan.needsGo, plan.vendorPlugins, plan.mayBuild], [true, false, true]);
  });

  it("says why what is on PATH is not used, wherever the program comes from instead", () => {
    const unusable = "/bin/pulumi is 3.150.0, and 3.220.0 is pinned";
    const plan = planToolchain("auto", { ...EVERYTHING_AT_VENDOR, pulumi: { ...AT_VENDOR, unusable } });
    assert.deepEqual([plan.pulumi.kind, plan.notes], ["vendor", [unusable]]);
  });

  it("needs no Go where everything can be downloaded or is there", () => {
    const plan = planToolchain("auto", EVERYTHING_AT_VENDOR);
    assert.deepEqual([plan.needsGo, plan.vendorPlugins, plan.notes], [false, true, []]);
  });

  it("needs Go for the bridge where only the vendor's plugins cannot be had", () => {
    const plan = planToolchain("auto", {
      ...EVERYTHING_AT_VENDOR,
      vendorPluginsSilence: "plugins.example failed",
    });
    assert.deepEqual(kinds(plan), ["vendor", "vendor", "vendor"]);
    assert.deepEqual([plan.needsGo, plan.vendorPlugins], [true, false]);
  });

  it("does not speak of a vendor whose program is installed", () => {
    const plan = planToolchain("auto", {
      pulumi: INSTALLED,
      packer: INSTALLED,
      packerPluginAmazon: INSTALLED,
      vendorPluginsSilence: undefined,
    });
    assert.deepEqual([kinds(plan), plan.notes, plan.needsGo], [["PATH", "PATH", "PATH"], [], false]);
  });

  it("builds everything when told to, whatever there is", () => {
    const plan = planToolchain("build", { ...EVERYTHING_AT_VENDOR, pulumi: INSTALLED });
    assert.deepEqual(kinds(plan), ["build", "build", "build"]);
    assert.deepEqual([plan.needsGo, plan.vendorPlugins, plan.notes], [true, false, []]);
  });

  it("takes the vendor's when told to, and nothing from PATH", () => {
    const plan = planToolchain("vendor", {
      ...EVERYTHING_AT_VENDOR,
      pulumi: { ...INSTALLED, vendorSilence: undefined },
    });
    assert.deepEqual(kinds(plan), ["vendor", "vendor", "vendor"]);
    assert.equal(plan.mayBuild, false);
  });

  it("refuses to build when told to take the vendor's, with every reason and what to do", () => {
    assert.throws(
      () => planToolchain("vendor", findings({ pulumi: INSTALLED })),
      (error: unknown) => {
        assert.ok(error instanceof UserError);
        assert.match(
          error.message,
          / - vendor\.example failed\n - plugins\.example failed\nUnset DUOTONE_TOOLCHAIN/,
        );
        return true;
      },
    );
  });
});
