import assert from "node:assert/strict";

import {
  createCommand,
  deleteCommand,
  previewCommand,
  updateCommand,
  type OperationContext,
} from "../../../../sandbox/plugins/command/resource";
import { asSecret, UNKNOWN } from "../../../../sandbox/plugins/command/values";

const SAY_PREVIOUS = 'echo "[$PULUMI_COMMAND_STDOUT][$PULUMI_COMMAND_STDERR]"';

describe("command:local:Command", function () {
  // Generous, because a busy machine starts processes and loads the AWS SDK slowly.
  this.timeout(20_000);
  let lines: string[];
  let warnings: string[];
  let context: OperationContext;

  beforeEach(() => {
    lines = [];
    warnings = [];
    context = {
      environment: { PATH: process.env["PATH"], INHERITED: "yes" },
      showLine: (line) => lines.push(line),
      warn: (message) => warnings.push(message),
      signal: new AbortController().signal,
    };
  });

  it("runs create and keeps its output without the last line break", async () => {
    const inputs = { create: "echo out; echo err >&2; echo $INHERITED$OWN", environment: { OWN: "!" } };
    const { id, properties } = await createCommand("bake", inputs, context);
    assert.match(id, /^bake[0-9a-f]{8}$/);
    assert.deepEqual(properties, { ...inputs, stdout: "out\nyes!", stderr: "err" });
  });

  it("has empty outputs where there is no create", async () => {
    const { properties } = await createCommand("c", { delete: "false" }, context);
    assert.deepEqual(properties, { delete: "false", stdout: "", stderr: "" });
  });

  it("updates by update, and by create where there is none", async () => {
    const old = { stdout: "old", stderr: "" };
    assert.equal((await updateCommand(old, { create: "echo c", update: "echo u" }, context))["stdout"], "u");
    assert.equal((await updateCommand(old, { create: "echo c" }, context))["stdout"], "c");
    assert.deepEqual(await updateCommand(old, { delete: "true" }, context), { delete: "true", ...old });
  });

  it("hands the previous output to update, beating the user's variable of that name", async () => {
    const old = { stdout: asSecret("before"), stderr: "" };
    const news = {
      update: SAY_PREVIOUS,
      environment: { PULUMI_COMMAND_STDOUT: "mine", PULUMI_COMMAND_STDERR: "mine" },
    };
    assert.equal((await updateCommand(old, news, context))["stdout"], "[before][mine]");
  });

  it("hands nothing over with addPreviousOutputInEnv false, nor to create", async () => {
    const news = { create: SAY_PREVIOUS, addPreviousOutputInEnv: false };
    assert.equal((await updateCommand({ stdout: "o", stderr: "e" }, news, context))["stdout"], "[][]");
    assert.equal((await createCommand("c", { create: SAY_PREVIOUS }, context)).properties["stdout"], "[][]");
  });

  it("deletes with what the state holds", async () => {
    const state = {
      delete: `test "$PULUMI_COMMAND_STDOUT$A" = made1`,
      environment: { A: "1" },
      stdout: "made",
      stderr: "",
    };
    await deleteCommand(state, context);
    await assert.rejects(
      deleteCommand({ ...state, stdout: "other" }, context),
      /^Error: exit status 1: running "test /,
    );
    await deleteCommand({ stdout: "", stderr: "" }, context);
  });

  it("uses the interpreter that is given, and the shell for an empty list", async () => {
    const code = "process.stdout.write(String(6 * 7))";
    const { properties } = await createCommand(
      "c",
      { create: code, interpreter: [process.execPath, "-e"] },
      context,
    );
    assert.equal(properties["stdout"], "42");
    assert.equal(
      (await createCommand("c", { create: "echo $0", interpreter: [] }, context)).properties["stdout"],
      "/bin/sh",
    );
  });

  const logged: [string | undefined, string[]][] = [
    [undefined, ["err", "out"]],
    ["stdoutAndStderr", ["err", "out"]],
    ["stdout", ["out"]],
    ["stderr", ["err"]],
    ["none", []],
  ];
  for (const [logging, expected] of logged) {
    it(`shows the lines that logging ${logging ?? "(default)"} asks for`, async () => {
      const inputs = { create: "echo out; echo err >&2", ...(logging === undefined ? {} : { logging }) };
      await createCommand("c", inputs, context);
      assert.deepEqual(lines.sort(), expected);
    });
  }

  it("fails with the command and all that it printed", async () => {
    await assert.rejects(createCommand("c", { create: "echo out; exit 7" }, context), {
      message: 'exit status 7: running "echo out; exit 7":\nout\n',
    });
  });

  describe("with a secret input", () => {
    const inputs = { create: "echo $TOKEN; echo $TOKEN >&2", environment: { TOKEN: asSecret("hush") } };

    it("makes both outputs secret, shows no line, and says that the vendor's plugin would", async () => {
      const { properties } = await createCommand("c", inputs, context);
      assert.deepEqual(properties, { ...inputs, stdout: asSecret("hush"), stderr: asSecret("hush") });
      assert.deepEqual(lines, []);
      assert.match(warnings.join(), /The vendor's plugin does neither.*additionalSecretOutputs/);
    });

    it("is quiet where the user has switched logging off", async () => {
      await createCommand("c", { ...inputs, logging: "none" }, context);
      assert.deepEqual(warnings, []);
    });

    for (const secret of ["create", "environment"] as const) {
      it(`hides a failing command and its output where ${secret} is secret`, async () => {
        const create = "echo hush >&2; echo hush; exit 2";
        const failing = secret === "create" ? { create: asSecret(create) } : { ...inputs, create };
        await assert.rejects(createCommand("c", failing, context), (error: Error) => {
          assert.match(error.message, /^exit status 2: running "\[secret\]"/);
          assert.doesNotMatch(error.message, /hush/);
          return true;
        });
        assert.deepEqual(lines, []);
      });
    }
  });

  it("knows in a preview what goes in and nothing of what comes out", () => {
    assert.deepEqual(previewCommand({ create: "x" }), { create: "x", stdout: UNKNOWN, stderr: UNKNOWN });
  });
});
