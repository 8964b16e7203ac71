import assert from "node:assert/strict";

import { ImageError } from "../../components/images/imageError";
import { type GivenOptions, OPTION_RULES, readBakeRequest } from "../../images/bakeRequest";

const COMMIT = "3f1c9e0b7a2d4c5e6f708192a3b4c5d6e7f80912";

const given: GivenOptions = {
  service: "core",
  commit: COMMIT,
  architecture: "arm64",
  region: "eu-west-1",
  baseVersion: "2026-11-01",
  catalogueTable: "duotone-images",
  artifactBucket: "duotone-artifacts-1a2b3c4",
};

const refusal = (kind: "service" | "base", options: GivenOptions): string => {
  try {
    readBakeRequest(kind, options);
  } catch (cause) {
    assert.ok(cause instanceof ImageError);
    return cause.message;
  }
  return assert.fail("was not refused");
};

describe("readBakeRequest", () => {
  it("takes a service's bake with what is needed alone", () => {
    assert.deepEqual(readBakeRequest("service", given), {
      kind: "service",
      service: "core",
      commit: COMMIT,
      architecture: "arm64",
      region: "eu-west-1",
      baseVersion: "2026-11-01",
      catalogueTable: "duotone-images",
      artifactBucket: "duotone-artifacts-1a2b3c4",
      consumerAccountIds: [],
      copies: [],
    });
  });

  it("takes a base image's bake with everything, and each consumer once", () => {
    const optional = {
      roleArn: "arn:aws:iam::111122223333:role/OrganizationAccountAccessRole",
      kmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000000",
      instanceProfile: "image-build",
      subnetId: "subnet-0123abcd",
    };
    const { architecture, region, catalogueTable, artifactBucket } = given;
    const request = readBakeRequest("base", {
      version: "2026-11-01",
      architecture,
      region,
      catalogueTable,
      artifactBucket,
      leaseSeconds: "300",
      consumerAccountIds: "444455556666,111122223333,444455556666",
      ...optional,
    });
    assert.deepEqual(request, {
      kind: "base",
      version: "2026-11-01",
      architecture: "arm64",
      region: "eu-west-1",
      catalogueTable: "duotone-images",
      artifactBucket: "duotone-artifacts-1a2b3c4",
      leaseSeconds: 300,
      consumerAccountIds: ["111122223333", "444455556666"],
      ...optional,
    });
  });

  it("lists everything that is missing, with the variable that would do as well", () => {
    const lines = refusal("service", { catalogueTable: "" }).split("\n");
    assert.equal(lines.length, 8);
    assert.match(
      lines[2] ?? "",
      /^ - --commit is missing: it must be a full commit id of 40 hexadecimal digits/,
    );
    assert.match(lines[3] ?? "", /^ - --base-version \(or DUOTONE_BASE_VERSION\) is missing: /);
    assert.match(lines[7] ?? "", /^ - --artifact-bucket \(or DUOTONE_ARTIFACT_BUCKET\) is missing: /);
  });

  const wrong: GivenOptions = {
    service: "base-image",
    commit: COMMIT.slice(1),
    architecture: "arm",
    region: "Ireland",
    baseVersion: "../other",
    catalogueTable: "a",
    artifactBucket: "Artifacts",
    roleArn: "OrganizationAccountAccessRole",
    consumerAccountIds: "4444-5555-6666",
    kmsKeyArn: "alias/duotone-images",
    instanceProfile: "two words",
    subnetId: "sg-0123abcd",
    artifactSha256: "E3B0C442",
    copyRegions: "eu-central-1",
    leaseSeconds: "0",
  };

  for (const [field, value] of Object.entries(wrong)) {
    it(`refuses ${field} "${value ?? ""}" and quotes it`, () => {
      const [, problem, ...others] = refusal("service", { ...given, [field]: value }).split("\n");
      assert.ok(problem?.includes(`is "${value ?? ""}": it must be `), problem);
      assert.deepEqual(others, []);
    });
  }

  const keyIn = (region: string) => `arn:aws:kms:${region}:111122223333:key/0a1b2c3d`;

  it("takes the regions of copies, each with its key, in one order", () => {
    const copyRegions = ["us-east-1", "eu-central-1"].map((region) => `${region}=${keyIn(region)}`).join(",");
    const request = readBakeRequest("service", { ...given, copyRegions });
    assert.ok(request.kind === "service");
    assert.deepEqual(request.copies, [
      { region: "eu-central-1", keyArn: keyIn("eu-central-1") },
      { region: "us-east-1", keyArn: keyIn("us-east-1") },
    ]);
  });

  for (const [what, copyRegions] of Object.entries({
    "a key of another region": `eu-central-1=${keyIn("us-east-1")}`,
    "a region twice": `eu-central-1=${keyIn("eu-central-1")},eu-central-1=${keyIn("eu-central-1")}`,
    "an alias for a key": "eu-central-1=alias/duotone/images",
    "an end that is missing": `eu-central-1=${keyIn("eu-central-1")},`,
  })) {
    it(`refuses copies with ${what}`, () => {
      assert.match(
        refusal("service", { ...given, copyRegions }),
        /--copy-regions \(or DUOTONE_COPY_REGIONS\) is ".*": it must be <region>=<ARN of a KMS key of that region> for each region/,
      );
    });
  }

  it("refuses a copy where the image is baked, beside what else is wrong", () => {
    const copyRegions = `eu-west-1=${keyIn("eu-west-1")}`;
    const [, ...problems] = refusal("service", { ...given, commit: "x", copyRegions }).split("\n");
    assert.equal(problems.length, 2);
    assert.match(problems[1] ?? "", /--copy-regions .* names eu-west-1, where the image is baked/);
  });

  it("has a wrong example of every option of a service's bake", () => {
    assert.deepEqual(OPTION_RULES.service.map(({ field }) => field).sort(), Object.keys(wrong).sort());
  });

  it("refuses what a shell or a tag would take for more than a name", () => {
    for (const service of ["core;reboot", "$(id)", "core core", "Core", "", "-core"]) {
      assert.match(refusal("service", { ...given, service }), /--service is/);
    }
    assert.match(refusal("service", { ...given, commit: `${COMMIT}\n` }), /--commit is/);
  });
});

describe("OPTION_RULES", () => {
  it("names every field as commander derives it from the flag", () => {
    for (const { field, flags } of [...OPTION_RULES.service, ...OPTION_RULES.base]) {
      const option = /^--([a-z0-9-]+) </.exec(flags)?.[1] ?? "";
      assert.equal(
        option.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
        field,
      );
    }
  });
});
