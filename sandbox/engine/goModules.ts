import path from "node:path";

import { keyOf } from "./cache";
import type { Platform } from "./platform";
import { VERSIONS } from "./versions";

/** A program that is built from a Go module, pinned by the go.mod and go.sum in `modules/<name>/`. */
export interface GoModule {
  readonly name: string;

  /** File name of the program. */
  readonly program: string;
  readonly version: string;

  /** Import path of the program's main package. */
  readonly package: string;

  /** Variables that the linker sets: what the vendor's release build sets, so that the program knows its version. */
  readonly linkerVariables: Readonly<Record<string, string>>;
}

/** One Go module each, because their replacements contradict one another. The slowest builds come first. */
export const GO_MODULES = {
  packer: {
    name: "packer",
    program: "packer",
    version: VERSIONS.packer,
    package: "github.com/hashicorp/packer",
    linkerVariables: {},
  },
  pulumi: {
    name: "pulumi",
    program: "pulumi",
    version: VERSIONS.pulumi,
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    linkerVariables: {
      "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${VERSIONS.pulumi}`,
      "github.com/pulumi/pulumi/pkg/v3/version.Version": `v${VERSIONS.pulumi}`,
    },
  },
  terraformBridge: {
    name: "terraform-bridge",
    program: "pulumi-terraform-bridge",
    version: VERSIONS.terraformBridge,
    package: "github.com/pulumi/pulumi-terraform-bridge/v3/dynamic",
    linkerVariables: {},
  },
  packerPluginAmazon: {
    name: "packer-plugin-amazon",
    program: "packer-plugin-amazon",
    version: VERSIONS.packerPluginAmazon,
    package: "github.com/hashicorp/packer-plugin-amazon",
    linkerVariables: {},
  },
  languageNodejs: {
    name: "language-nodejs",
    program: "pulumi-language-nodejs",
    version: VERSIONS.languageNodejs,
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    linkerVariables: {
      "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${VERSIONS.languageNodejs}`,
    },
  },
} as const satisfies Record<string, GoModule>;

export type GoModuleName = keyof typeof GO_MODULES;

/** Folder of a module's go.mod and go.sum. */
export function moduleFolder(module: GoModule): string {
  return path.join(__dirname, "modules", module.name);
}

/**
 * Arguments of `go` that build the program.
 *
 * `-mod=readonly` refuses whatever go.sum does not know; `-trimpath` keeps this machine's folders out of the program,
 * and `-buildvcs=false` the state of the clone.
 */
export function buildArguments(module: GoModule, output: string): string[] {
  const variables = Object.entries(module.linkerVariables).map(([name, value]) => `-X ${name}=${value}`);
  const linkerFlags = ["-s", "-w", ...variables].join(" ");
  const flags = ["-mod=readonly", "-buildvcs=false", "-trimpath", "-v"];
  return ["build", ...flags, "-ldflags", linkerFlags, "-o", output, module.package];
}

/**
 * The environment of a build: the user's, with their module caches and proxy, but without settings that
 * would build another program. No C compiler is needed.
 */
export function buildEnvironment(
  env: NodeJS.ProcessEnv,
  platform: Platform,
  toolchain: string,
  tempDir: string,
): NodeJS.ProcessEnv {
  return {
    ...env,
    GOTOOLCHAIN: toolchain,
    // An empty value would bring back what `go env -w` may have stored, so it says once more what is passed anyway.
    GOFLAGS: "-buildvcs=false",
    GOWORK: "off",
    GO111MODULE: "on",
    CGO_ENABLED: "0",
    GOOS: platform.os,
    GOARCH: platform.arch,
    GOTMPDIR: tempDir,
  };
}

/** Everything that decides what comes out of a build. */
export function buildKey(
  module: GoModule,
  goMod: string,
  goSum: string,
  go: string,
  platform: Platform,
): string {
  const command = buildArguments(module, "").join(" ");
  return `${module.name}-${module.version}-${keyOf(goMod, goSum, go, platform.os, platform.arch, command)}`;
}

/** The Go release that a go.mod asks for. */
export function goDirective(goMod: string): string {
  const release = /^go (\d+\.\d+(?:\.\d+)?)$/m.exec(goMod)?.[1];
  if (release === undefined) {
    throw new Error(`A go.mod has no line such as "go 1.25.8":\n${goMod.slice(0, 200)}`);
  }
  return release;
}

/** Counts what `go build -v` says it does. */
export class BuildProgress {
  private downloads = 0;
  private packages = 0;

  /** Takes in a line of the build's standard error, and returns the words for it. */
  public take(line: string): string {
    if (line.startsWith("go: downloading ")) {
      this.downloads++;
    } else if (/^[\w.~-]+(\/[\w.~-]+)*$/.test(line)) {
      this.packages++;
    }
    return this.packages === 0
      ? `downloading, ${this.downloads} modules so far`
      : `compiling, ${this.packages} packages so far`;
  }
}

/** Whether a failed build is worth another try: what was downloaded until then is kept. */
export function isNetworkTrouble(output: readonly string[]): boolean {
  const trouble =
    /i\/o timeout|connection re(?:set|fused)|unexpected EOF|TLS handshake|no such host|Temporary failure|50[0234] /;
  return output.some((line) => trouble.test(line));
}
