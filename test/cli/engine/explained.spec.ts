import assert from "node:assert/strict";

import * as errors from "@pulumi/pulumi/automation/errors";

import { CliError } from "../../../cli/cliError";
import { explainedEngineError, stderrOf } from "../../../cli/engine/explained";
import { explainedAwsError } from "../../../cli/engine/awsErrors";

/** Not part of the SDK's types: how it makes an error of a command's result. */
const { createCommandError } = errors as unknown as { createCommandError: (result: object) => Error };

const WHERE = { stack: "prod", cwd: "/project" };

function explainedStderr(stderr: string): CliError {
  const result = {
    stdout: "",
    stderr: `Command failed with exit code 255: pulumi stack export\n${stderr}`,
    code: -2,
  };
  const text = `code: ${result.code}\n stdout: ${result.stdout}\n stderr: ${result.stderr}\n err?: Error: x\n`;
  const error = createCommandError({ ...result, toString: () => text });
  const explained = explainedEngineError(error, WHERE);
  assert.ok(explained instanceof CliError);
  return explained;
}

describe("errors of the Automation API", () => {
  for (const [stderr, said, exitCode] of [
    ["error: no stack named 'prod' found", /^There is no stack prod in this backend\. `pulumi stack ls`/, 2],
    [
      "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions",
      /^Pulumi is not logged in/,
      2,
    ],
    [
      "error: constructing secrets manager: passphrase must be set with PULUMI_CONFIG_PASSPHRASE",
      /^The secrets of stack prod/,
      2,
    ],
    [
      "error: no Pulumi.yaml project file found (searching upwards from /)",
      /^\/project is not a Pulumi project/,
      2,
    ],
    [
      "error: if you're using the --stack flag, pass the fully qualified name (organization/project/stack)",
      /is not a Pulumi project/,
      2,
    ],
    [
      "error: the stack is currently locked by 1 lock(s)",
      /^Another update of stack prod is running.*`pulumi cancel --stack prod`/,
      1,
    ],
    ["error: something new", /^`pulumi` failed:\nerror: something new$/, 1],
  ] as const) {
    it(`are told in words: ${stderr}`, () => {
      const { message, exitCode: code } = explainedStderr(stderr);
      assert.match(message, said);
      assert.equal(code, exitCode);
      assert.doesNotMatch(message, /exit code 255/);
    });
  }

  it("say what to do where there is no pulumi", () => {
    const explained = explainedEngineError(new Error("code: -2\n stderr: spawn pulumi ENOENT"), WHERE);
    assert.ok(explained instanceof CliError);
    assert.match(explained.message, /^The command `pulumi` was not found on PATH/);
    assert.equal(explained.exitCode, 2);
  });

  it("come back as they are where they are mistakes of ours", () => {
    const ours = new TypeError("undefined is not a function");
    assert.equal(explainedEngineError(ours, WHERE), ours);
  });
});

describe("the output of a command that failed", () => {
  it("is what it marks as errors, or else its end", () => {
    const message = (text: string) => `code: -2\n stdout: \n stderr: ${text}\n err?: Error: ${text}\n`;
    assert.equal(
      stderrOf(message("Command failed with exit code 255: pulumi up\nerror: one\nUpdating\nerror: two")),
      "error: one\nerror: two",
    );
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    assert.equal(stderrOf(message(lines.join("\n"))), lines.slice(-20).join("\n"));
    assert.equal(
      stderrOf(
        message("Command was killed with SIGKILL (Forced termination): pulumi up --yes\nUpdating (prod):"),
      ),
      "The engine was killed with SIGKILL (Forced termination).",
    );
    assert.equal(stderrOf("something else"), "something else");
  });
});

describe("errors of AWS", () => {
  for (const [name, exitCode, said] of [
    ["CredentialsProviderError", 2, /Log in, set AWS_PROFILE/],
    ["ExpiredToken", 2, /expired or wrong/],
    ["AccessDeniedException", 2, /may not do that/],
    ["ECONNREFUSED", 1, /AWS was not reached/],
  ] as const) {
    it(`say what to do: ${name}`, () => {
      const explained = explainedAwsError(Object.assign(new Error("no"), { name }), "AWS was asked");
      assert.ok(explained instanceof CliError);
      assert.match(explained.message, said);
      assert.equal(explained.exitCode, exitCode);
    });
  }

  it("are told without a stack trace where AWS refuses, and otherwise come back", () => {
    const refused = explainedAwsError(
      Object.assign(new Error("too much"), { name: "LimitExceeded", $fault: "client" }),
      "x",
    );
    assert.ok(refused instanceof CliError);
    assert.equal(refused.message, "x: LimitExceeded: too much");
    const ours = new TypeError("undefined is not a function");
    assert.equal(explainedAwsError(ours, "x"), ours);
  });
});
