import assert from "node:assert/strict";

import {
  listedChecksum,
  packerArchive,
  pulumiArchive,
  vendorPluginUrls,
} from "../../../sandbox/engine/vendorArchives";
import packageJson from "../../../package.json";

const SUM = "a".repeat(64);

describe("vendor archives", () => {
  it("have the vendors' names for a platform", () => {
    assert.equal(
      pulumiArchive({ os: "linux", arch: "amd64" }).url,
      "https://get.pulumi.com/releases/sdk/pulumi-v3.220.0-linux-x64.tar.gz",
    );
    assert.equal(
      pulumiArchive({ os: "darwin", arch: "arm64" }).url,
      "https://get.pulumi.com/releases/sdk/pulumi-v3.220.0-darwin-arm64.tar.gz",
    );
    assert.equal(
      packerArchive({ os: "linux", arch: "arm64" }).url,
      "https://releases.hashicorp.com/packer/1.15.1/packer_1.15.1_linux_arm64.zip",
    );
  });

  it("are held against a checksum on every platform, Packer's against another one on each", () => {
    const platforms = (["linux", "darwin"] as const).flatMap((os) =>
      (["amd64", "arm64"] as const).map((arch) => ({ os, arch })),
    );
    const packer = platforms
      .map(packerArchive)
      .map(({ checksum }) => ("sha256" in checksum ? checksum.sha256 : ""));
    assert.equal(new Set(packer).size, 4);
    packer.forEach((sum) => {
      assert.match(sum, /^[0-9a-f]{64}$/);
    });
    for (const { checksum } of platforms.map(pulumiArchive)) {
      assert.match(
        "sha256" in checksum ? checksum.sha256 : checksum.list,
        /^[0-9a-f]{64}$|^https:\/\/.*checksums\.txt$/,
      );
    }
  });
});

describe("vendorPluginUrls", () => {
  it("name the versions that package.json pins", () => {
    const { dependencies } = packageJson;
    assert.deepEqual(
      vendorPluginUrls({ os: "linux", arch: "amd64" }),
      (["aws", "awsx", "command"] as const).map(
        (name) =>
          `https://get.pulumi.com/releases/plugins/pulumi-resource-${name}-v${dependencies[`@pulumi/${name}`]}-linux-amd64.tar.gz`,
      ),
    );
  });
});

describe("listedChecksum", () => {
  const list = `${"b".repeat(64)}  tool-linux.tar.gz.sig\n${SUM.toUpperCase()}  tool-linux.tar.gz\n${SUM} *tool.exe\nno line\n`;

  it("is that of exactly the file", () => {
    assert.equal(listedChecksum(list, "tool-linux.tar.gz"), SUM);
    assert.equal(listedChecksum(list, "tool.exe"), SUM);
  });

  it("is missing for any other", () => {
    assert.throws(() => listedChecksum(list, "linux.tar.gz"), /does not name linux\.tar\.gz/);
  });
});
