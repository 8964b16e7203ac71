import assert from "node:assert/strict";

import {
  configurationFiles,
  configuredFolders,
  mirrorFolders,
  packedFile,
  providerProgram,
  unpackedFolder,
} from "../../../sandbox/engine/providerMirrors";

const LINUX = { os: "linux", arch: "amd64" } as const;

describe("mirrorFolders", () => {
  it("are the plugin cache, what the configuration names, and Terraform's implied mirrors", () => {
    const configuration = 'provider_installation { filesystem_mirror { path = "/mirror" } }';
    assert.deepEqual(mirrorFolders({ TF_PLUGIN_CACHE_DIR: "/cache" }, "/home/u", configuration), [
      "/cache",
      "/mirror",
      "/home/u/.terraform.d/plugins",
      "/home/u/.terraform.d/plugin-cache",
      "/home/u/Library/Application Support/io.terraform/plugins",
      "/home/u/.local/share/terraform/plugins",
      "/usr/local/share/terraform/plugins",
      "/usr/share/terraform/plugins",
    ]);
  });

  it("follow the XDG base directories, naming none twice and no relative one", () => {
    const env = {
      XDG_DATA_HOME: "/data",
      XDG_DATA_DIRS: "/usr/share:/opt/share:relative",
      TF_PLUGIN_CACHE_DIR: "",
    };
    assert.deepEqual(mirrorFolders(env, "/h", "").slice(3), [
      "/data/terraform/plugins",
      "/usr/share/terraform/plugins",
      "/opt/share/terraform/plugins",
      "/usr/local/share/terraform/plugins",
    ]);
  });
});

describe("configuredFolders", () => {
  it("are the cache and the mirrors that the configuration names, from the home folder too", () => {
    const configuration = `
      # plugin_cache_dir = "/old"
      plugin_cache_dir   = "$HOME/.cache/plugins"
      provider_installation {
        filesystem_mirror {
          path    = "~/mirror"
          include = ["example.com/*/*"]
        }
        // path = "/older"
        network_mirror { url = "https://example.com/" }
      }`;
    assert.deepEqual(configuredFolders(configuration, "/h"), ["/h/.cache/plugins", "/h/mirror"]);
  });
});

describe("configurationFiles", () => {
  it("are the named one and the user's own", () => {
    assert.deepEqual(configurationFiles({ TF_CLI_CONFIG_FILE: "/etc/tf" }, "/h"), [
      "/etc/tf",
      "/h/.terraformrc",
    ]);
    assert.deepEqual(configurationFiles({ TF_CLI_CONFIG_FILE: "" }, "/h"), ["/h/.terraformrc"]);
  });
});

describe("a mirror's layout", () => {
  it("is Terraform's", () => {
    assert.equal(unpackedFolder("/m", LINUX), "/m/registry.terraform.io/hashicorp/aws/5.100.0/linux_amd64");
    assert.equal(
      packedFile("/m", { os: "darwin", arch: "arm64" }),
      "/m/registry.terraform.io/hashicorp/aws/terraform-provider-aws_5.100.0_darwin_arm64.zip",
    );
  });

  for (const [files, expected] of [
    [["LICENSE.txt", "terraform-provider-aws_v5.100.0_x5"], "terraform-provider-aws_v5.100.0_x5"],
    [["terraform-provider-aws_v5.100.0"], "terraform-provider-aws_v5.100.0"],
    [["terraform-provider-aws_v5.100.01_x5", "terraform-provider-aws_v5.10.0_x5"], undefined],
    [[], undefined],
  ] as const) {
    it(`has ${expected ?? "no provider"} among [${files.join(", ")}]`, () => {
      assert.equal(providerProgram(files), expected);
    });
  }
});
