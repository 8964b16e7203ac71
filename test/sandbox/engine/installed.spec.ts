import assert from "node:assert/strict";
import path from "node:path";

import { findInstalled, pluginFile, spokenVersion } from "../../../sandbox/engine/installed";
import { removeFolder, temporaryFolder, writeProgram } from "./support";

const LINUX = { os: "linux", arch: "amd64" } as const;
const PLUGIN = "packer-plugin-amazon_v1.3.2_x5.0_linux_amd64";

describe("spokenVersion", () => {
  for (const [said, version] of [
    ["v3.220.0\n", "3.220.0"],
    ["Packer v1.15.1\n\nYour version of Packer is out of date! The latest version\nis 1.16.0.", "1.15.1"],
    ["1.15.1-dev", "1.15.1-dev"],
    ["3.220.0+dirty", "3.220.0+dirty"],
    ["usage: packer dictionary", undefined],
    ["", undefined],
  ] as const) {
    it(`is ${version ?? "unknown"} in ${JSON.stringify(said)}`, () => {
      assert.equal(spokenVersion(said), version);
    });
  }
});

describe("findInstalled", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
  });

  afterEach(() => removeFolder(folder));

  const look = () => findInstalled({ PATH: folder }, LINUX);
  const program = (name: string, script: string) => writeProgram(folder, name, script);

  it("finds each program at exactly the pinned version", async () => {
    const plugin = await writeProgram(
      path.join(folder, "plugins/github.com/hashicorp/amazon"),
      PLUGIN,
      "true",
    );
    await program("pulumi", 'test "$1 $PULUMI_SKIP_UPDATE_CHECK" = "version true" && echo v3.220.0');
    await program("pulumi-language-nodejs", "true");
    await program(
      "packer",
      `case "$*" in version) echo "Packer v1.15.1";; "plugins installed") echo /x/other; echo ${plugin};; esac`,
    );
    assert.deepEqual(await look(), {
      pulumi: { path: path.join(folder, "pulumi") },
      packer: { path: path.join(folder, "packer") },
      packerPluginAmazon: { path: plugin },
    });
    assert.equal(pluginFile(LINUX), PLUGIN);
  });

  it("says why what is there cannot be used", async () => {
    await program("pulumi", "echo v3.150.0");
    await program("packer", "exit 1");
    assert.deepEqual(await look(), {
      pulumi: { unusable: `${folder}/pulumi is 3.150.0, and 3.220.0 is pinned` },
      packer: { unusable: `${folder}/packer is of unknown version, and 1.15.1 is pinned` },
      packerPluginAmazon: { unusable: undefined },
    });
  });

  it("takes no later build of the version for the version", async () => {
    await program("packer", 'echo "Packer v1.15.1-dev"');
    assert.deepEqual((await look()).packer, {
      unusable: `${folder}/packer is 1.15.1-dev, and 1.15.1 is pinned`,
    });
  });

  it("does not use a Pulumi without its language host, nor a Packer without its plugin as one with it", async () => {
    await program("pulumi", "echo v3.220.0");
    await program("packer", 'case "$1" in version) echo "Packer v1.15.1";; esac');
    assert.deepEqual(await look(), {
      pulumi: { unusable: `${folder}/pulumi-language-nodejs is missing beside ${folder}/pulumi` },
      packer: { path: path.join(folder, "packer") },
      packerPluginAmazon: { unusable: `${folder}/packer has no amazon plugin 1.3.2` },
    });
  });

  it("finds nothing on an empty PATH", async () => {
    assert.deepEqual((await look()).pulumi, { unusable: undefined });
  });
});
