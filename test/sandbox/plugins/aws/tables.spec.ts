import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as path from "node:path";

import { sdkShape } from "../../../../sandbox/plugins/aws/sdkShape";
import { innermost, type Fields, type PackageShape } from "../../../../sandbox/plugins/aws/shapes";
import { committedTables } from "../../../../sandbox/plugins/aws/tables";
import { PROVIDER_TYPE } from "../../../../sandbox/plugins/aws/tokens";

const SDK_DIR = path.dirname(require.resolve("@pulumi/aws/package.json"));

/** What the SDK alone can say of the committed tables. `test/engine/awsPlugin.spec.ts` asks the bridge too. */
describe("the committed tables and the SDK's type files", function () {
  this.timeout(60_000);

  const tables = committedTables();
  const tokens = [...Object.keys(tables.types.resources), ...Object.keys(tables.types.invokes)];
  let sdk: PackageShape;

  before(() => {
    sdk = sdkShape(SDK_DIR, tables.types);
  });

  it("every type in the table is one of the SDK's, under the token that the SDK sends", async () => {
    const wrong: string[] = [];
    for (const token of tokens) {
      const file = path.join(SDK_DIR, `${(token.split(":")[1] ?? "").replace(/^index\//, "")}.js`);
      const text = await fs.readFile(file, "utf8");
      if (![`"${token}"`, `'${token}'`].some((literal) => text.includes(literal))) {
        wrong.push(token);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it("every type is read with inputs and outputs, apart from invokes that take no arguments", () => {
    const empty = tokens.filter((token) => {
      const type = sdk.types[token];
      return (
        Object.keys(type?.outputs ?? {}).length === 0 ||
        (!/:get/.test(token) && Object.keys(type?.inputs ?? {}).length === 0)
      );
    });
    assert.deepEqual(empty, []);
  });

  it("no rename is left of a property that the SDK no longer has", () => {
    const stale = Object.entries(tables.differences).flatMap(([token, lines]) =>
      Object.keys(lines)
        .filter((property) => !exists(sdk, token, property))
        .map((property) => `${token} ${property}`),
    );
    assert.deepEqual(stale, []);
  });

  it("no gap is left of a property that the SDK no longer has", () => {
    const { sdkOnlyInputs, sdkOnlyOutputs } = tables.gaps;
    const stale = [...Object.entries(sdkOnlyInputs), ...Object.entries(sdkOnlyOutputs)].flatMap(
      ([token, paths]) =>
        paths.filter((property) => !exists(sdk, token, property)).map((property) => `${token} ${property}`),
    );
    assert.deepEqual(stale, []);
  });

  it("no type is named in renames or gaps that is not in the table", () => {
    const known = new Set([PROVIDER_TYPE, ...tokens]);
    const { sdkOnlyInputs, sdkOnlyOutputs, bridgeOnlyInputs } = tables.gaps;
    const named = [tables.differences, sdkOnlyInputs, sdkOnlyOutputs, bridgeOnlyInputs].flatMap((table) =>
      Object.keys(table),
    );
    assert.deepEqual(
      named.filter((token) => !known.has(token)),
      [],
    );
  });

  it("reads an option block, a list of texts, a map and a document as what they are", () => {
    const bucket = sdk.types["aws:s3/bucketPolicy:BucketPolicy"]?.inputs;
    assert.deepEqual(bucket?.["policy"], { kind: "document" });
    const launch = sdk.types["aws:ec2/launchTemplate:LaunchTemplate"];
    assert.equal(launch?.inputs["metadataOptions"]?.kind, "object");
    assert.deepEqual(launch.outputs["latestVersion"], { kind: "number" });
    assert.deepEqual(launch.inputs["vpcSecurityGroupIds"], { kind: "list", of: { kind: "string" } });
    assert.deepEqual(launch.inputs["tags"], { kind: "map", of: { kind: "string" } });
    assert.deepEqual(launch.inputs["updateDefaultVersion"], { kind: "boolean" });
  });

  it("a type that the SDK does not have is an error that names it", () => {
    const types = { resources: { "aws:ec2/nothing:Nothing": "aws_nothing" }, invokes: {} };
    assert.throws(() => sdkShape(SDK_DIR, types), {
      message: /aws:ec2\/nothing:Nothing: no declarations of it/,
    });
  });
});

/** Whether a type has a property, as an input or an output, at a path without positions in lists. */
function exists(shape: PackageShape, token: string, property: string): boolean {
  const type = shape.types[token];
  return (
    type !== undefined &&
    [type.inputs, type.outputs].some((fields) => leads(shape, fields, property.split(".")))
  );
}

function leads(shape: PackageShape, fields: Fields, [name, ...rest]: readonly string[]): boolean {
  const field = name === undefined ? undefined : fields[name];
  if (field === undefined || rest.length === 0) {
    return field !== undefined;
  }
  const block = innermost(field);
  return block.kind === "object" && leads(shape, shape.objects[block.type] ?? {}, rest);
}
