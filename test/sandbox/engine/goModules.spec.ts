import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";

import {
  BuildProgress,
  GO_MODULES,
  type GoModule,
  buildArguments,
  buildEnvironment,
  buildKey,
  goDirective,
  isNetworkTrouble,
  moduleFolder,
} from "../../../sandbox/engine/goModules";

const LINUX = { os: "linux", arch: "amd64" } as const;

describe("GO_MODULES", () => {
  for (const module of Object.values<GoModule>(GO_MODULES)) {
    describe(module.name, () => {
      let goMod: string;
      let goSum: string;

      before(async () => {
        const read = (file: string) => readFile(path.join(moduleFolder(module), file), "utf8");
        [goMod, goSum] = await Promise.all([read("go.mod"), read("go.sum")]);
      });

      /** The required module that contains the program's package. */
      function requirement(): { path: string; version: string } {
        const required = [...goMod.matchAll(/^(?:require )?\s*(\S+) (v\S+)/gm)];
        const owner = required.find(
          ([, name]) => module.package === name || module.package.startsWith(`${name ?? ""}/`),
        );
        assert.ok(
          owner?.[1] !== undefined && owner[2] !== undefined,
          `${module.package} is required by nothing`,
        );
        return { path: owner[1], version: owner[2] };
      }

      it("requires the program at the version of record, as a tool", () => {
        assert.equal(requirement().version, `v${module.version}`);
        assert.match(goMod, new RegExp(`^tool ${module.package}$`, "m"));
      });

      it("has the content of every required or replacing module pinned in go.sum", () => {
        const sums = new Set(goSum.split("\n").map((line) => line.split(" ").slice(0, 2).join(" ")));
        const { path: name, version } = requirement();
        assert.ok(sums.has(`${name} ${version}`));
        for (const [, replacement] of goMod.matchAll(/^replace \S+ => (\S+ v\S+)$/gm)) {
          assert.ok(sums.has(replacement ?? ""), replacement);
        }
      });

      it("is its own, and asks for no later Go than its requirements do", () => {
        assert.match(goMod, new RegExp(`^module duotone/sandbox/engine/modules/${module.name}$`, "m"));
        assert.match(goDirective(goMod), /^1\.2[45]\.\d+$/);
        assert.doesNotMatch(goMod, /^toolchain /m);
      });
    });
  }
});

describe("buildArguments", () => {
  it("pin what is built and set the version as the release build does", () => {
    const args = buildArguments(GO_MODULES.pulumi, "/out/pulumi");
    assert.ok(["-mod=readonly", "-trimpath", "-buildvcs=false"].every((flag) => args.includes(flag)));
    assert.match(args[args.indexOf("-ldflags") + 1] ?? "", /pkg\/v3\/version\.Version=v3\.220\.0(?: |$)/);
    assert.deepEqual(args.slice(-3), ["-o", "/out/pulumi", "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"]);
  });
});

describe("buildEnvironment", () => {
  it("keeps the user's caches and proxy, and no setting that would build something else", () => {
    const user = {
      GOPROXY: "https://p",
      GOMODCACHE: "/m",
      GOFLAGS: "-mod=vendor",
      GOWORK: "/w",
      GOOS: "plan9",
      CGO_ENABLED: "1",
    };
    assert.deepEqual(buildEnvironment(user, LINUX, "local", "/t"), {
      GOPROXY: "https://p",
      GOMODCACHE: "/m",
      GOFLAGS: "-buildvcs=false",
      GOWORK: "off",
      GO111MODULE: "on",
      GOTOOLCHAIN: "local",
      CGO_ENABLED: "0",
      GOOS: "linux",
      GOARCH: "amd64",
      GOTMPDIR: "/t",
    });
  });
});

describe("buildKey", () => {
  it("changes with everything that decides what is built, and with nothing else", () => {
    const { packer, pulumi } = GO_MODULES;
    const key = buildKey(packer, "mod", "sum", "1.26.8", LINUX);
    assert.equal(key, buildKey(packer, "mod", "sum", "1.26.8", { ...LINUX }));
    assert.match(key, /^packer-1\.15\.1-[0-9a-f]{16}$/);
    const others = [
      buildKey(pulumi, "mod", "sum", "1.26.8", LINUX),
      buildKey({ ...packer, linkerVariables: { x: "1" } }, "mod", "sum", "1.26.8", LINUX),
      buildKey(packer, "mod2", "sum", "1.26.8", LINUX),
      buildKey(packer, "mod", "sum2", "1.26.8", LINUX),
      buildKey(packer, "mod", "sum", "1.26.9", LINUX),
      buildKey(packer, "mod", "sum", "1.26.8", { os: "darwin", arch: "amd64" }),
      buildKey(packer, "mod", "sum", "1.26.8", { os: "linux", arch: "arm64" }),
    ];
    assert.equal(new Set([key, ...others]).size, 8);
  });
});

describe("goDirective", () => {
  it("reads the release, and refuses a go.mod without one", () => {
    assert.equal(goDirective("module x\n\ngo 1.25.8\n\ntoolchain go1.26.0\n"), "1.25.8");
    assert.throws(() => goDirective("module x\n"), /has no line such as "go 1.25.8"/);
  });
});

describe("BuildProgress", () => {
  it("counts downloads until the first package is compiled, then packages", () => {
    const progress = new BuildProgress();
    assert.equal(progress.take("go: downloading github.com/a/b v1.0.0"), "downloading, 1 modules so far");
    assert.equal(progress.take("internal/cpu"), "compiling, 1 packages so far");
    progress.take("go: downloading github.com/a/c v1.0.0");
    progress.take("# github.com/a/b: a warning, not a package");
    assert.equal(progress.take("gopkg.in/yaml.v3"), "compiling, 2 packages so far");
  });
});

describe("isNetworkTrouble", () => {
  for (const [line, expected] of [
    ['github.com/a/b@v1.0.0: Get "https://p/a": dial tcp: lookup p: no such host', true],
    ["read tcp 1.2.3.4:5->6.7.8.9:443: read: connection reset by peer", true],
    ["net/http: TLS handshake timeout", true],
    ["reading https://p/a.zip: 502 Bad Gateway", true],
    ["verifying github.com/a/b@v1.0.0: checksum mismatch", false],
    ["./main.go:5:2: undefined: x", false],
    ["write /tmp/x: no space left on device", false],
  ] as const) {
    it(`is ${expected ? "" : "not "}"${line}"`, () => {
      assert.equal(isNetworkTrouble(["github.com/a/b", line]), expected);
    });
  }
});
