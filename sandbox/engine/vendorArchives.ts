import { UserError } from "../userError";
import type { Platform } from "./platform";
import { VENDOR_PLUGINS, VERSIONS } from "./versions";

/** An archive of programs that a vendor offers for download. */
export interface VendorArchive {
  readonly name: string;
  readonly version: string;
  readonly url: string;

  /** What the archive's SHA-256 is held against. */
  readonly checksum: Checksum;
  readonly format: "tar.gz" | "zip";

  /** Programs that are wanted from it; they lie side by side. */
  readonly programs: readonly string[];

  /** How many leading folders of the archive's paths are dropped. Zip archives have none. */
  readonly strip: number;
}

/** Pinned here, or read from the list that the vendor publishes with the release. */
export type Checksum = { readonly sha256: string } | { readonly list: string };

/**
 * SHA-256 of `pulumi-v3.220.0-linux-x64.tar.gz`, as the package definitions for Nix and for Guix have it. For other
 * platforms the release's own list is used.
 */
const PULUMI_LINUX_X64 = "6f00c595e0c35821cd31903d7bb328a11c3c4bdad7acd59403fbb14cfcad45ff";

/** SHA-256 of Packer's archives, as the vendor's own Homebrew formula has them. */
const PACKER_CHECKSUMS: Readonly<Record<`${Platform["os"]}_${Platform["arch"]}`, string>> = {
  linux_amd64: "648d704bec73805a5508ed612185a9e5858ca7d57b730b88b1a54c3af3a91f5f",
  linux_arm64: "a8d68f1746ecacaf8fa9d364aa086249958a0a1f67c90b8a4f165ff024c0e58e",
  darwin_amd64: "b574a86fae94f097cfce1b49830efa35071125496b6ca6f4f4665c5a7717d55d",
  darwin_arm64: "dc7101854964dce31d379f9a66a1b3256381242dd670dcad25add6f2f299d934",
};

/** Pulumi's command with its language hosts and launch scripts. */
export function pulumiArchive({ os, arch }: Platform): VendorArchive {
  const version = VERSIONS.pulumi;
  const pulumiArch = arch === "amd64" ? "x64" : arch;
  return {
    name: "pulumi",
    version,
    url: `https://get.pulumi.com/releases/sdk/pulumi-v${version}-${os}-${pulumiArch}.tar.gz`,
    checksum:
      os === "linux" && arch === "amd64"
        ? { sha256: PULUMI_LINUX_X64 }
        : {
            list: `https://github.com/pulumi/pulumi/releases/download/v${version}/pulumi-${version}-checksums.txt`,
          },
    format: "tar.gz",
    programs: ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs", "pulumi-analyzer-policy"],
    strip: 1,
  };
}

export function packerArchive({ os, arch }: Platform): VendorArchive {
  const version = VERSIONS.packer;
  return {
    name: "packer",
    version,
    url: `https://releases.hashicorp.com/packer/${version}/packer_${version}_${os}_${arch}.zip`,
    checksum: { sha256: PACKER_CHECKSUMS[`${os}_${arch}`] },
    format: "zip",
    programs: ["packer"],
    strip: 0,
  };
}

/** Where Pulumi's engine downloads the plugins that the program uses. */
export function vendorPluginUrls({ os, arch }: Platform): string[] {
  return Object.entries(VENDOR_PLUGINS).map(
    ([name, version]) =>
      `https://get.pulumi.com/releases/plugins/pulumi-resource-${name}-v${version}-${os}-${arch}.tar.gz`,
  );
}

/**
 * The SHA-256 of a file in a list as `sha256sum` writes it.
 *
 * @throws UserError where the list does not name the file.
 */
export function listedChecksum(list: string, file: string): string {
  for (const line of list.split("\n")) {
    const [, sum, name] = /^([0-9a-fA-F]{64}) [ *](\S+)\s*$/.exec(line) ?? [];
    if (sum !== undefined && name === file) {
      return sum.toLowerCase();
    }
  }
  throw new UserError(`The vendor's list of checksums does not name ${file}: it is not used.`);
}
