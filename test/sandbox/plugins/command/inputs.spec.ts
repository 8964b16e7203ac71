import assert from "node:assert/strict";

import { problemsWith, readInputs } from "../../../../sandbox/plugins/command/inputs";
import {
  asSecret,
  UNKNOWN,
  type PropertyMap,
  type PropertyValue,
} from "../../../../sandbox/plugins/command/values";

describe("inputs of the command stand-in", () => {
  it("accepts every input that is served, secret and unknown ones too", () => {
    const inputs: PropertyMap = {
      create: "true",
      update: asSecret("true"),
      delete: UNKNOWN,
      dir: "/",
      stdin: "text",
      interpreter: ["/bin/sh", UNKNOWN],
      environment: { A: "1", B: asSecret("2"), C: UNKNOWN },
      addPreviousOutputInEnv: false,
      logging: "none",
      triggers: [1, { deep: [null] }, UNKNOWN],
    };
    assert.deepEqual(problemsWith(inputs), []);
  });

  const refused: [string, PropertyValue, RegExp][] = [
    ["assetPaths", ["*"], /^assetPaths of command 1\.2\.1 is not served .* stdout/],
    ["archivePaths", ["*"], /^archivePaths of command 1\.2\.1 is not served .* stdout/],
    ["creat", "true", /^command 1\.2\.1 has no input "creat"\. Its inputs are create, update, /],
    ["create", 3, /^create must be a string, and 3 was given\.$/],
    ["environment", { A: 1 }, /^environment must be a map from names to strings, and \{"A":1\} was given\.$/],
    ["environment", ["A=1"], /^environment must be a map/],
    ["interpreter", "sh", /^interpreter must be a list of strings/],
    ["addPreviousOutputInEnv", "no", /^addPreviousOutputInEnv must be true or false, and "no" was given\.$/],
    [
      "logging",
      "all",
      /^logging must be "stdout", "stderr", "stdoutAndStderr", "none", and "all" was given\.$/,
    ],
    ["triggers", "a", /^triggers must be a list of anything, and "a" was given\.$/],
  ];
  for (const [name, value, reason] of refused) {
    it(`refuses ${name} = ${JSON.stringify(value)}`, () => {
      const [problem, ...others] = problemsWith({ create: "true", [name]: value });
      assert.equal(problem?.property, name);
      assert.match(problem.reason, reason);
      assert.deepEqual(others, []);
    });
  }

  it("lists every problem at once", () => {
    const problems = problemsWith({ create: 1, assetPaths: [], colour: "red" });
    assert.deepEqual(
      problems.map(({ property }) => property),
      ["create", "assetPaths", "colour"],
    );
  });

  it("does not repeat a secret of the wrong kind", () => {
    const [problem] = problemsWith({ environment: { TOKEN: asSecret(4711) } });
    assert.match(problem?.reason ?? "", /and a secret of another kind was given/);
    assert.doesNotMatch(problem?.reason ?? "", /4711/);
  });

  it("reads plain values with the vendor's defaults", () => {
    assert.deepEqual(readInputs({ create: asSecret("true"), environment: asSecret({ A: "1" }) }), {
      create: "true",
      update: undefined,
      delete: undefined,
      dir: undefined,
      stdin: undefined,
      interpreter: [],
      environment: { A: "1" },
      addPreviousOutputInEnv: true,
      logging: "stdoutAndStderr",
    });
  });
});
