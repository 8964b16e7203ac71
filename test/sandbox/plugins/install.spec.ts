import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";

import { installPlugins } from "../../../sandbox/plugins/install";
import { UserError } from "../../../sandbox/userError";

const PROJECT_DIR = path.resolve(__dirname, "..", "..", "..");

describe("installing the stand-ins", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "duotone-install-"));
  });

  afterEach(() => fs.rm(folder, { recursive: true, force: true }));

  const install = (toolchain: Parameters<typeof installPlugins>[0]["toolchain"]) =>
    installPlugins({ pulumiHome: folder, projectDir: PROJECT_DIR, toolchain });

  it("does nothing where the vendor's plugins can be had", async () => {
    await install({ vendorPlugins: true, terraformBridge: undefined, terraformProviderAws: undefined });
    assert.deepEqual(await fs.readdir(folder), []);
  });

  it("refuses a toolchain without the programs that the aws plugin runs, all of them named", async () => {
    await assert.rejects(
      install({ vendorPlugins: false, terraformBridge: undefined, terraformProviderAws: undefined }),
      (error) =>
        error instanceof UserError &&
        /the any-Terraform-provider plugin and the Terraform AWS provider/.test(error.message),
    );
    assert.deepEqual(await fs.readdir(folder), []);
  });
});
