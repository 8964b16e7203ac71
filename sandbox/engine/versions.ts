/** The versions of record: what users run, and what the sandbox therefore builds and tests with. */
export const VERSIONS = {
  pulumi: "3.220.0",
  /** Last release that is part of the `sdk` Go module. It starts the SDK that it finds in the program's node_modules. */
  languageNodejs: "3.68.0",
  terraformBridge: "3.116.0",
  terraformProviderAws: "5.100.0",
  packer: "1.15.1",
  packerPluginAmazon: "1.3.2",
} as const;

/** The vendor's plugins that the program uses, as `@pulumi/<name>` in package.json pins them. */
export const VENDOR_PLUGINS = { aws: "7.48.0", awsx: "3.9.0", command: "1.2.1" } as const;

/** The plugin protocol that release 1.3.2 of the amazon plugin speaks; it is part of the file's name. */
export const PACKER_PLUGIN_API = "x5.0";

/** Oldest Python that the pinned requirements run on. */
export const MINIMUM_PYTHON = "3.10";

/**
 * Whether `version` is the same as `minimum` or later, by its numbers: `1.26.8`, `1.25rc1` and `3.11.2+` are understood.
 * What follows the numbers is ignored, so a release candidate counts as its release.
 */
export function isAtLeast(version: string, minimum: string): boolean {
  const [found, wanted] = [numbersOf(version), numbersOf(minimum)];
  for (let place = 0; place < Math.max(found.length, wanted.length); place++) {
    const difference = (found[place] ?? 0) - (wanted[place] ?? 0);
    if (difference !== 0) {
      return difference > 0;
    }
  }
  return true;
}

function numbersOf(version: string): number[] {
  const numbers = /^\d+(?:\.\d+)*/.exec(version)?.[0];
  if (numbers === undefined) {
    throw new Error(`"${version}" does not begin with a version number such as 1.26.8.`);
  }
  return numbers.split(".").map(Number);
}
