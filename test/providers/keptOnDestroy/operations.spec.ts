import assert from "node:assert/strict";

import { unknownValue } from "@pulumi/pulumi/runtime/rpc";

import { explanation, keptOnDestroyOperations } from "../../../providers/keptOnDestroy/operations";

const account = (id: string) => ({
  what: `account ${id}`,
  why: "AWS deletes no account.",
  whatToDo: "Nothing: the next run adopts it.",
});
const TRAIL = { what: "trail", why: "Evidence.", whatToDo: "Wait until its locks end." };

describe("explanation of what is kept", () => {
  it("says each reason once, after all that it holds for", () => {
    assert.equal(
      explanation([account("1"), TRAIL, account("2")]),
      [
        "Kept on purpose, although the stack is destroyed:",
        " - account 1",
        " - account 2",
        "   why: AWS deletes no account.",
        "   what to do: Nothing: the next run adopts it.",
        " - trail",
        "   why: Evidence.",
        "   what to do: Wait until its locks end.",
      ].join("\n"),
    );
  });
});

describe("the list of what is kept", () => {
  const printed: string[] = [];
  const operations = keptOnDestroyOperations((text) => void printed.push(text));
  const inputs = { kept: [account("1"), TRAIL], __provider: "text" };

  it("is printed when it is deleted, and at no other time", async () => {
    const { id, outs } = await operations.create(inputs);
    assert.equal(id, "kept-on-destroy");
    await operations.update(outs, inputs);
    assert.deepEqual(printed, []);
    await operations.remove(outs);
    assert.deepEqual(printed.splice(0), [explanation(inputs.kept)]);
  });

  it("says nothing where nothing is kept, or where its state is not its own", async () => {
    await operations.remove({ kept: [] });
    await operations.remove({ kept: "odd" });
    assert.deepEqual(printed, []);
  });

  it("changes with what it says, and not with the order or the provider's text", async () => {
    const changes = async (news: object) => (await operations.diff(inputs, { ...inputs, ...news })).changes;
    assert.equal(await changes({}), false);
    assert.equal(await changes({ __provider: "other", kept: [...inputs.kept].reverse() }), false);
    assert.equal(await changes({ kept: [TRAIL] }), true);
    assert.equal(await changes({ kept: [account("1"), { ...TRAIL, why: "Law." }] }), true);
    assert.equal(await changes({ kept: unknownValue }), true);
  });

  it("takes what the engine does not know yet, and refuses what says nothing", async () => {
    const unknown = { kept: [{ ...TRAIL, what: unknownValue }] };
    assert.deepEqual((await operations.check({}, unknown)).failures, []);
    assert.deepEqual(
      (await operations.check({}, { kept: [{ ...TRAIL, why: "" }, { what: "x" }] })).failures,
      [
        { property: "kept.0.why", reason: "kept.0.why must not be empty." },
        { property: "kept.1.why", reason: "kept.1.why must be a text." },
        { property: "kept.1.whatToDo", reason: "kept.1.whatToDo must be a text." },
      ],
    );
  });
});
