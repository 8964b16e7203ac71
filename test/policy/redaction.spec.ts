import assert from "node:assert/strict";

import { RULES } from "../../policy/rules/rules";
import { declaredSettings } from "./support/declaredSettings";
import { declaredResources } from "./support/declaredStack";
import type { Declared } from "./support/declared/recordingMonitor";
import type { Json, Properties } from "./support/declared/wire";
import { violationsOf } from "./support/judged";

/** Text that stands nowhere else, in pieces, so that no search for secrets takes it for one. */
const MARK = ["q8Zr2vXw71LmTk", "0pQz"].join("");

/** Properties that hold what a resource is called or which one it is: findings name them. */
const NAMING = /(id|ids|arn|arns|name|names|region|bucket|zone|zones|cidr\w*|alias|aliases)$/i;

/** Parts that the properties are marked in, one after the other: all at once would hide most of what rules find. */
const PARTS = 6;

/** A value with a secret at the end of every text in it. */
function marked(value: Json): Json {
  if (typeof value === "string") {
    return `${value}${MARK}`;
  }
  if (Array.isArray(value)) {
    return value.map(marked);
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, marked(inner as Json)]))
    : value;
}

function markedIn(properties: Properties, names: ReadonlySet<string>): Properties {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, names.has(name) ? marked(value) : value]),
  );
}

describe("messages of the pack", function () {
  this.timeout(120_000);

  for (const stack of ["prod", "org"] as const) {
    it(`repeat no value of ${stack}, only names and ids`, async () => {
      const settings = await declaredSettings(stack);
      const resources = await declaredResources(stack, "update");
      const names = [
        ...new Set(resources.flatMap(({ props = {}, inputs = {} }) => Object.keys({ ...props, ...inputs }))),
      ]
        .filter((name) => !NAMING.test(name))
        .sort();
      assert.ok(names.includes("policy") && names.includes(stack === "prod" ? "userData" : "content"));
      let found = 0;
      for (let part = 0; part < PARTS; part += 1) {
        const some = new Set(names.filter((_, index) => index % PARTS === part));
        const changed = resources.map(({ props = {}, inputs, ...resource }): Declared => ({
          ...resource,
          props: markedIn(props as Properties, some),
          ...(inputs === undefined ? {} : { inputs: markedIn(inputs, some) }),
        }));
        const violations = violationsOf(RULES, changed, { ...settings, exemptions: [] });
        found += violations.length;
        const repeating = violations.filter(({ message }) => message.includes(MARK));
        assert.deepEqual(
          repeating.map(({ rule, message }) => `${rule}: ${message}`),
          [],
        );
      }
      assert.ok(found > 50, `${found} violations are too few to tell`);
    });
  }
});
