import assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { BaseImageBake, ImageBake, readBakeOutput } from "../../../components/images/imageBake";
import { readBakeRequest, OPTION_RULES } from "../../../images/bakeRequest";
import { type Registered, registeredBy } from "../../mocks";

const COMMIT = "3f1c9e0b7a2d4c5e6f708192a3b4c5d6e7f80912";
const COMMAND = "command:local:Command";

const place = {
  architecture: "arm64",
  region: "eu-west-1",
  deliveryRoleArn: "arn:aws:iam::111122223333:role/delivery",
  catalogueTable: "duotone-images",
  artifactBucket: "artifacts",
} as const;

const imageIdOf: Readonly<Record<string, string>> = {
  "base-arm64": "ami-0ba5e",
  "core-3f1c9e0b7a2d": "ami-0c0de",
};

const cloudMade = {
  [COMMAND]: (name: string) => ({
    stdout: JSON.stringify({ imageId: imageIdOf[name], contentKey: "", baked: true }),
    stderr: "",
  }),
};

/** The outputs that the program below resolved, by name. */
const resolved = new Map<string, unknown>();

function program(): void {
  const base = new BaseImageBake("base-arm64", { ...place, version: "2026-11-01" });
  const bake = new ImageBake("core-3f1c9e0b7a2d", {
    ...place,
    service: "core",
    commit: COMMIT,
    baseVersion: base.version,
    kmsKeyArn: pulumi.output("arn:aws:kms:eu-west-1:111122223333:key/0a1b"),
    instanceProfile: "image-build",
    subnetId: "subnet-0123",
    consumerAccountIds: ["444455556666", pulumi.output("222233334444")],
  });
  pulumi.all([base.imageId, base.version, bake.imageId]).apply(([baseId, version, imageId]) => {
    resolved.set("base", baseId).set("version", version).set("image", imageId);
  });
}

const commands = (registered: readonly Registered[]) =>
  Object.fromEntries(
    registered.filter(({ type }) => type === COMMAND).map(({ name, inputs }) => [name, inputs]),
  );

/** What the command of a bake with these copies is told of them. */
async function copying(copyKeyArns: Readonly<Record<string, pulumi.Input<string>>>) {
  const declared = await registeredBy(
    () => {
      new ImageBake("core-3f1c9e0b7a2d", {
        ...place,
        service: "core",
        commit: COMMIT,
        baseVersion: "2026-11-01",
        copyKeyArns,
      });
    },
    "update",
    cloudMade,
  );
  const { environment, triggers } = commands(declared)["core-3f1c9e0b7a2d"] ?? {};
  return {
    copies: (environment as Readonly<Record<string, string>>).DUOTONE_COPY_REGIONS,
    triggers: (triggers as readonly string[]).slice(5),
  };
}

describe("ImageBake and BaseImageBake", () => {
  beforeEach(() => {
    resolved.clear();
  });

  it("have an image copied to further regions as the bake program's option has it, in one order", async function () {
    // Three programs, one after the other.
    this.timeout(10_000);
    const keyIn = (region: string) => `arn:aws:kms:${region}:111122223333:key/0a1b`;
    const both = {
      copies: `eu-central-1=${keyIn("eu-central-1")},us-east-1=${keyIn("us-east-1")}`,
      triggers: ["eu-central-1", "us-east-1"],
    };
    const regions = ["us-east-1", "eu-central-1"];
    const keys = regions.map((region) => [region, pulumi.output(keyIn(region))] as const);
    assert.deepEqual(await copying(Object.fromEntries(keys)), both);
    assert.deepEqual(await copying(Object.fromEntries(keys.reverse())), both);
    assert.match(
      both.copies,
      OPTION_RULES.service.find(({ field }) => field === "copyRegions")?.pattern ?? /$^/,
    );
    assert.deepEqual(await copying({}), { copies: undefined, triggers: [] });
  });

  it("run the bake program with exactly these inputs", async () => {
    assert.deepEqual(commands(await registeredBy(program, "update", cloudMade)), {
      "base-arm64": {
        create:
          "exec node -r ts-node/register/transpile-only images/bake.ts base --version 2026-11-01 " +
          "--architecture arm64 --region eu-west-1",
        interpreter: ["/bin/sh", "-c"],
        logging: "stderr",
        addPreviousOutputInEnv: false,
        environment: {
          DUOTONE_ARTIFACT_BUCKET: "artifacts",
          DUOTONE_CATALOGUE_TABLE: "duotone-images",
          DUOTONE_DELIVERY_ROLE_ARN: "arn:aws:iam::111122223333:role/delivery",
        },
        triggers: ["2026-11-01", "arm64", "eu-west-1"],
      },
      "core-3f1c9e0b7a2d": {
        create:
          `exec node -r ts-node/register/transpile-only images/bake.ts service --service core --commit ${COMMIT} ` +
          "--architecture arm64 --region eu-west-1",
        interpreter: ["/bin/sh", "-c"],
        logging: "stderr",
        addPreviousOutputInEnv: false,
        environment: {
          DUOTONE_ARTIFACT_BUCKET: "artifacts",
          DUOTONE_BASE_VERSION: "2026-11-01",
          DUOTONE_BUILD_INSTANCE_PROFILE: "image-build",
          DUOTONE_BUILD_SUBNET_ID: "subnet-0123",
          DUOTONE_CATALOGUE_TABLE: "duotone-images",
          DUOTONE_CONSUMER_ACCOUNTS: "222233334444,444455556666",
          DUOTONE_DELIVERY_ROLE_ARN: "arn:aws:iam::111122223333:role/delivery",
          DUOTONE_IMAGE_KEY_ARN: "arn:aws:kms:eu-west-1:111122223333:key/0a1b",
        },
        triggers: ["core", COMMIT, "arm64", "eu-west-1", "2026-11-01"],
      },
    });
  });

  it("pass on what the bakes print", async () => {
    await registeredBy(program, "update", cloudMade);
    assert.deepEqual(Object.fromEntries(resolved), {
      base: "ami-0ba5e",
      version: "2026-11-01",
      image: "ami-0c0de",
    });
  });

  it("have the service's bake wait for the base image's: its version is unknown until then", async () => {
    const inputs = commands(await registeredBy(program, "preview", cloudMade))["core-3f1c9e0b7a2d"];
    const { environment } = inputs as { environment?: { DUOTONE_BASE_VERSION?: unknown } };
    assert.ok(pulumi.isUnknown(environment?.DUOTONE_BASE_VERSION));
    assert.equal(resolved.size, 0);
  });

  it("register the same resources in preview and in update", async () => {
    const names = async (mode: "preview" | "update") =>
      (await registeredBy(program, mode, cloudMade)).map(({ type, name }) => `${type} ${name}`);
    assert.deepEqual(await names("preview"), await names("update"));
  });

  it("give the bake program only what it knows, and what it takes", async () => {
    const known = new Set(OPTION_RULES.service.map(({ env }) => env));
    const inputs = commands(await registeredBy(program, "update", cloudMade))["core-3f1c9e0b7a2d"];
    const { create, environment } = inputs as { create: string; environment: Record<string, string> };
    const options: Record<string, string> = {};
    for (const [name, value] of Object.entries(environment)) {
      assert.ok(known.has(name), name);
      const rule = OPTION_RULES.service.find(({ env }) => env === name);
      options[rule?.field ?? ""] = value;
    }
    for (const [, option = "", value = ""] of create.matchAll(/--([a-z]+) (\S+)/g)) {
      options[option] = value;
    }
    assert.equal(readBakeRequest("service", options).kind, "service");
  });
});

describe("readBakeOutput", () => {
  it("reads the image's id", () => {
    assert.equal(readBakeOutput('{"imageId":"ami-0123abcd","baked":true}\n').imageId, "ami-0123abcd");
  });

  it("reads which versions of a database's schema the release runs on", () => {
    const result = { imageId: "ami-0123abcd", schema: { least: 41, most: 43 } };
    assert.deepEqual(readBakeOutput(JSON.stringify(result)), result);
  });

  it("quotes what is no result", () => {
    for (const stdout of ["", "Packer v1.15.1", "{}", '{"imageId":"snap-1"}']) {
      assert.throws(() => readBakeOutput(stdout), new RegExp(`printed ".{0,30}"`));
    }
  });
});
