import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

import { SCRIPT_FOLDERS } from "../../images/bakePlan";
import { runProgram } from "../../images/childProcess";
import { filesOf } from "../../images/contentKey";

const IMAGES = path.resolve(__dirname, "../../images");
const read = (file: string) => readFile(path.join(IMAGES, file), "utf8");

describe("provisioning scripts", () => {
  it("stop at the first failure, and bash understands them", async () => {
    const files = await filesOf(IMAGES, "scripts");
    // What a shell reads at login is no program.
    const programs = files.filter(
      (file) => /(\.sh|\/libexec\/.*)$/.test(file) && !file.includes("/profile.d/"),
    );
    assert.ok(programs.length >= 12, "no scripts found");
    for (const script of programs) {
      assert.match(await read(script), /^#!\/usr\/bin\/env bash\n(#.*\n)+set -euo pipefail\n/, script);
      const end = await runProgram("bash", ["-n", path.join(IMAGES, script)], { env: process.env });
      assert.equal(end?.exitCode, 0, end?.printed);
    }
  });

  it("are all run or installed by a template, and every file that a template names is there", async () => {
    const named = new Set<string>();
    for (const template of (await readdir(IMAGES)).filter((file) => file.endsWith(".pkr.hcl"))) {
      for (const [, one = ""] of (await read(template)).matchAll(/\$\{path\.root\}\/(scripts\/[\w./-]+)/g)) {
        // A name with a slash at its end is a folder, with everything below it.
        for (const file of one.endsWith("/") ? await filesOf(IMAGES, one.slice(0, -1)) : [one]) {
          named.add(file);
        }
      }
    }
    assert.deepEqual([...named].sort(), (await filesOf(IMAGES, "scripts")).sort());
  });

  it("say of every setting that hardens the system where it comes from", async () => {
    const settings = (await filesOf(IMAGES, "scripts/base/files/etc")).filter(
      (file) => !/\/system\/duotone-archive/.test(file),
    );
    assert.ok(settings.length >= 14);
    for (const file of [...settings, "scripts/base/harden.sh"]) {
      assert.match(await read(file), /^(# .*|Documentation=)https:\/\//m, file);
    }
  });

  it("are covered by the content key of the kind of image that they are for", async () => {
    for (const kind of ["base", "service"] as const) {
      const template = await read(`${kind}.pkr.hcl`);
      for (const [, folder] of template.matchAll(/\$\{path\.root\}\/(scripts\/[\w-]+)\//g)) {
        assert.ok(
          SCRIPT_FOLDERS[kind].some((one) => one === folder),
          `${kind}: ${folder ?? ""}`,
        );
      }
    }
  });
});

describe("the service's unit", () => {
  it("starts what the artifact must have, as the user that the base image has, once the cluster is known", async () => {
    const unit = await read("scripts/service/duotone-service.service");
    assert.match(unit, /^ExecStart=\/opt\/duotone\/service\/start$/m);
    assert.match(unit, /^ConditionPathExists=\/etc\/duotone\/boot\.json$/m);
    const user = /^User=(.+)$/m.exec(unit)?.[1] ?? "";
    assert.match(await read("scripts/base/user.sh"), new RegExp(`useradd .* ${user}\n`));
  });
});

describe("the templates", () => {
  it("leave every provisioner out where the instance is not reached", async () => {
    for (const kind of ["base", "service"]) {
      const template = await read(`${kind}.pkr.hcl`);
      const provisioners = template.match(/^ {2}provisioner "/gm)?.length ?? 0;
      const guarded = template.match(/^ {4}except +=/gm)?.length ?? 0;
      assert.ok(provisioners > 0);
      assert.equal(guarded, provisioners, kind);
    }
  });
});
