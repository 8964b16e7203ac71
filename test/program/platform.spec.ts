import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { type Registered } from "../mocks";
import { declaredBy, STACKS } from "./declared";

/** What a reviewer reads: one line per resource. */
function goldenLine({ type, name, provider }: Registered): string {
  const account = provider.split("::").at(-2) ?? "";
  return [type, name, ...(account === "" ? [] : [`in ${account}`])].join("  ");
}

const isAws = ({ type, custom }: Registered) => custom && type.startsWith("aws:");

for (const stack of STACKS) {
  describe(`the program of stack ${stack}`, () => {
    let update: readonly Registered[];
    before(async function () {
      this.timeout(240_000);
      update = await declaredBy(stack, "update");
    });

    it("declares the committed list of resources", async () => {
      const file = path.join(__dirname, `expected-${stack}.txt`);
      const actual = `${update.map(goldenLine).join("\n")}\n`;
      if (process.env.UPDATE_GOLDEN === "1") {
        await writeFile(file, actual);
      }
      assert.equal(
        actual,
        await readFile(file, "utf8"),
        "run UPDATE_GOLDEN=1 npm run test:unit and read the diff",
      );
    });

    it("registers the same resources in preview and in update", async function () {
      this.timeout(240_000);
      const preview = await declaredBy(stack, "preview");
      assert.deepEqual(preview.map(goldenLine), update.map(goldenLine));
    });

    it("gives every AWS resource an explicit provider", () => {
      assert.deepEqual(
        update.filter(isAws).filter(({ provider }) => provider === ""),
        [],
      );
    });

    it("lets each provider work in one account only", () => {
      const providers = update.filter(({ type }) => type === "pulumi:providers:aws");
      assert.ok(providers.length > 0);
      for (const { name, inputs } of providers) {
        const allowed = JSON.parse(String(inputs.allowedAccountIds)) as unknown[];
        assert.equal(allowed.length, 1, name);
      }
    });

    it("starts only images that the vertical's account may use", () => {
      const permissions = new Set(
        update
          .filter(({ type }) => type === "aws:ec2/amiLaunchPermission:AmiLaunchPermission")
          .map(({ inputs }) => inputs.imageId),
      );
      const templates = update.filter(({ type }) => type === "aws:ec2/launchTemplate:LaunchTemplate");
      assert.ok(templates.length > 0);
      for (const { name, inputs } of templates) {
        assert.ok(permissions.has(inputs.imageId), `${name} starts ${String(inputs.imageId)}`);
      }
    });
  });
}
