import assert from "node:assert/strict";

import { RULES } from "../../policy/rules/rules";
import type { Settings } from "../../policy/settings/settings";
import { declaredSettings } from "./support/declaredSettings";
import { declaredResources, STACKS } from "./support/declaredStack";
import type { Declared } from "./support/declared/recordingMonitor";
import { hostedDiagnostics } from "./support/hosted";
import { violationsOf } from "./support/judged";

/** One line, by which a person finds the resource. */
function line({ rule, urn, message }: { rule: string; urn: string | undefined; message: string }): string {
  const place = urn?.split("::").slice(2).join(" ").split("$").pop() ?? "the stack";
  return `${rule} ${place}: ${message}`;
}

describe("our own program under its own rules", function () {
  // Generous, because a busy machine declares a thousand resources slowly.
  this.timeout(120_000);

  for (const stack of STACKS) {
    for (const mode of ["preview", "update"] as const) {
      describe(`${stack}, ${mode === "preview" ? "before anything exists" : "once it is there"}`, () => {
        let resources: readonly Declared[];
        let settings: Settings;
        before(async () => {
          resources = await declaredResources(stack, mode);
          settings = await declaredSettings(stack);
        });

        it("is refused nothing, apart from what somebody answers for", () => {
          const stopping = violationsOf(RULES, resources, settings)
            .filter(({ level }) => level === "mandatory")
            .map(line);
          // Every one of them, which a comparison of lists would cut short.
          assert.ok(stopping.length === 0, `${stopping.length} violations:\n${stopping.join("\n")}`);
        });

        it("is told by the policy host what the runner tells, and every policy can run", async () => {
          const hosted = await hostedDiagnostics(RULES, resources, settings);
          assert.deepEqual(
            hosted
              .filter(({ message }) => /can['’]t run policy/i.test(message))
              .map(({ message }) => message),
            [],
          );
          const told = (rule: string, level: string, urn = "") => `${rule} ${level} ${urn}`;
          assert.deepEqual(
            hosted.map(({ policy, level, urn }) => told(policy, level, urn)).sort(),
            violationsOf(RULES, resources, settings)
              .map(({ rule, level, urn }) => told(rule, level, urn))
              .sort(),
          );
        });
      });
    }
  }

  it("has exemptions that each take something back, and end", async () => {
    for (const stack of STACKS) {
      const settings = await declaredSettings(stack);
      const resources = await declaredResources(stack, "update");
      const found = (exemptions: Settings["exemptions"]) =>
        violationsOf(RULES, resources, { ...settings, exemptions }).length;
      const own = settings.exemptions.filter((exemption) => exemption.stack === settings.stackName);
      for (const exemption of own) {
        const { rule, type, name, expires } = exemption;
        assert.ok(
          found(own.filter((other) => other !== exemption)) > found(own),
          `the exemption of ${type} ${name} from ${rule} exempts nothing: take it out`,
        );
        assert.ok(Date.parse(expires) > Date.parse(settings.asOf), `${rule} of ${name} has expired`);
      }
    }
  });
});
