import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { strFromU8, unzipSync } from "fflate";

import { archiveOf, zipFileOf } from "../../../../sandbox/plugins/aws/archives";
import { SIGNATURE_KEY, UNKNOWN, type ValueMap } from "../../../../sandbox/plugins/aws/values";
import { removeFolder, temporaryFolder } from "../../engine/support";

const HASH = "0123456789abcdef".repeat(4);
const asset = (content: ValueMap): ValueMap => ({
  [SIGNATURE_KEY]: "c44067f5952c0a294b673a41bacd8c17",
  ...content,
});
const archive = (content: ValueMap): ValueMap => ({
  [SIGNATURE_KEY]: "0def7320c3a5731c473e5ecbe6d01bc7",
  ...content,
});

describe("archives for the Terraform provider", () => {
  let home: string;
  const pulumiHome = process.env["PULUMI_HOME"];

  beforeEach(async () => {
    home = await temporaryFolder();
    process.env["PULUMI_HOME"] = home;
  });

  afterEach(async () => {
    if (pulumiHome === undefined) {
      delete process.env["PULUMI_HOME"];
    } else {
      process.env["PULUMI_HOME"] = pulumiHome;
    }
    await removeFolder(home);
  });

  it("are zip files with texts and files, named by the engine's hash", async () => {
    const assets = { "index.js": asset({ text: "one" }), "copy.ts": asset({ path: __filename }) };
    const file = zipFileOf(archive({ hash: HASH, assets }));
    assert.ok(file.endsWith(`${HASH}.zip`));
    const files = unzipSync(await readFile(file));
    assert.deepEqual(Object.keys(files).sort(), ["copy.ts", "index.js"]);
    assert.equal(strFromU8(files["index.js"] ?? new Uint8Array()), "one");
  });

  it("are the same zip file for the same files", async () => {
    const assets = { "index.js": asset({ text: "one" }) };
    const first = await readFile(zipFileOf(archive({ hash: HASH, assets })));
    assert.deepEqual(await readFile(zipFileOf(archive({ hash: HASH, assets }))), first);
  });

  it("keep their zip file when the state names them by hash alone", async () => {
    const file = zipFileOf(archive({ hash: HASH, assets: { "index.js": asset({ text: "one" }) } }));
    const content = await readFile(file);
    assert.equal(zipFileOf(archive({ hash: HASH, assets: {} })), file);
    assert.equal(zipFileOf(archive({ hash: HASH })), file);
    assert.deepEqual(await readFile(file), content);
  });

  it("come back as what the state keeps of them", () => {
    const file = zipFileOf(archive({ hash: HASH, assets: { "index.js": asset({ text: "one" }) } }));
    assert.deepEqual(archiveOf(file), archive({ hash: HASH }));
    assert.equal(archiveOf(UNKNOWN), UNKNOWN);
  });

  it("are refused where they hold something else than files and texts", () => {
    assert.throws(
      () => zipFileOf(archive({ hash: HASH, assets: { far: asset({ uri: "far" }) } })),
      /far in an archive/,
    );
    assert.throws(() => zipFileOf(archive({ assets: {} })), /without the hash/);
  });
});
