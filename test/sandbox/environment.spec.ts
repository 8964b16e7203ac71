import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import {
  childEnvironment,
  sandboxVariables,
  shellExports,
  withheldVariables,
} from "../../sandbox/environment";

const ARGS = {
  runId: "run-0123",
  endpoint: "http://127.0.0.1:4242",
  region: "eu-west-1",
  stateDir: "/clone/.sandbox",
  binDir: "/cache/it's here/bin",
  packerPluginDir: "/cache/packer",
  downloadPlugins: false,
};

const USER = {
  PATH: "/usr/bin",
  HOME: "/home/someone",
  LANG: "C.UTF-8",
  AWS_ACCESS_KEY_ID: "AKIAREAL",
  AWS_SECRET_ACCESS_KEY: "real",
  AWS_SESSION_TOKEN: "real",
  AWS_PROFILE: "production",
  AWS_ENDPOINT_URL_S3: "https://elsewhere",
  HTTPS_PROXY: "http://proxy",
  PULUMI_ACCESS_TOKEN: "pul-real",
  NODE_OPTIONS: "--inspect",
};

describe("childEnvironment", () => {
  const child = childEnvironment(USER, ARGS);

  it("takes nothing over from the user's environment but what is listed", () => {
    const own = new Set([...Object.keys(sandboxVariables(ARGS)), "HOME", "PATH"]);
    assert.deepEqual(
      Object.keys(child).filter((name) => !own.has(name)),
      ["LANG"],
    );
    for (const value of Object.values(child)) {
      assert.ok(!/real|production|elsewhere|proxy|someone/i.test(value), value);
    }
  });

  it("points every client at the emulated cloud, with no profile to fall back on", () => {
    assert.equal(child.AWS_ENDPOINT_URL, ARGS.endpoint);
    assert.equal(child.AWS_CONFIG_FILE, "/dev/null");
    assert.equal(child.AWS_SHARED_CREDENTIALS_FILE, "/dev/null");
    assert.equal(child.AWS_EC2_METADATA_DISABLED, "true");
    assert.equal(child.HOME, "/clone/.sandbox/home");
    assert.equal(child.PULUMI_BACKEND_URL, "file:///clone/.sandbox/state");
  });

  it("puts the toolchain first on PATH", () => {
    assert.equal(child.PATH, "/cache/it's here/bin:/usr/bin");
  });

  it("lets the engine download plugins only where the vendor's can be had", () => {
    const off = "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION";
    assert.equal(child[off], "true");
    assert.equal(childEnvironment(USER, { ...ARGS, downloadPlugins: true })[off], undefined);
  });
});

describe("withheldVariables", () => {
  it("names every AWS variable of the user's, without its value", () => {
    assert.deepEqual(withheldVariables(USER), [
      "AWS_ACCESS_KEY_ID",
      "AWS_ENDPOINT_URL_S3",
      "AWS_PROFILE",
      "AWS_SECRET_ACCESS_KEY",
      "AWS_SESSION_TOKEN",
    ]);
  });
});

describe("shellExports", () => {
  it("gives a shell exactly the sandbox's variables, and takes the shell's own AWS variables away", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "duotone-env-"));
    try {
      const file = path.join(folder, "env");
      await writeFile(file, shellExports(ARGS));
      const print = `. "${file}"; exec "$(command -v node)" -e 'console.log(JSON.stringify(process.env))'`;
      const { PATH = "" } = process.env;
      const { stdout } = await promisify(execFile)("/bin/sh", ["-euc", print], {
        env: { ...USER, PATH, NODE_OPTIONS: "" },
      });
      const seen = JSON.parse(stdout) as Record<string, string>;
      for (const [name, value] of Object.entries(sandboxVariables(ARGS))) {
        // The shell is the user's: it must not end with the run.
        assert.equal(seen[name], name === "DUOTONE_SANDBOX_RUN" ? undefined : value, name);
      }
      assert.equal(seen.PATH, `${ARGS.binDir}:${PATH}`);
      assert.equal(seen.AWS_PROFILE, undefined);
      assert.equal(seen.AWS_SESSION_TOKEN, undefined);
      assert.equal(seen.AWS_ENDPOINT_URL_S3, undefined);
      assert.equal(seen.HOME, USER.HOME);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
