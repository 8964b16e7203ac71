import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import { randomTextIn } from "../../../policy/model/randomText";

/** As random as a key, the same in every run. */
const KEY = Array.from({ length: 10 }, (_, part) =>
  createHash("sha256").update(String(part)).digest("base64"),
)
  .join("")
  .replace(/[^A-Za-z0-9]/g, "");
const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("Text that looks random", () => {
  const isFound = (text: string) => randomTextIn(text, 9).length > 0;

  for (const [title, text] of Object.entries({
    "a key": KEY.slice(0, 40),
    "a short key": KEY.slice(60, 84),
    "a key of 200 characters": KEY.slice(0, 200),
    "a key with signs": `${KEY.slice(0, 12)}+${KEY.slice(12, 22)}/${KEY.slice(22, 34)}`,
    "a key after words": `core-session-signing-production-${KEY.slice(60, 84)}`,
  })) {
    it(`is found: ${title}`, () => {
      assert.equal(isFound(text), true);
    });
  }

  for (const [title, text] of Object.entries({
    "a shorter key": KEY.slice(60, 83),
    "more than a key": KEY.slice(0, 201),
    "no capitals": "q7w3e9r1t5y8u2i4o6p0a3s7d1f9g5h2j8k4",
    "no small letters": "Q7W3E9R1T5Y8U2I4O6P0A3S7D1F9G5H2J8K4",
    "no digits": "aQwErTyUiOpAsDfGhJkLzXcVbNmQeWrTy",
    "an alphabet": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    "few characters": "aB1".repeat(12),
    "pieces of names": "Core-1234567890-SESSION-deadbeef-signing-0123456789ABCDEF",
    "the base64 of ordinary text": base64("CEshq.FfIhgi!FouCG:JhB2!:c:-o7"),
    "the base64 of text with tabs": base64("p.3c\tpI7s\tgB56\tIsrD\tn.:8\tAunG\t"),
    "the base64 of text in lines": base64("s5h5\nvaCF\n-o:n\nrI 0\nGm.4\niyqG\n"),
    "the base64 of text with carriage returns": base64("E Ja\r4D0l\rG991\rlk09\r qj6\r-v:E\r"),
  })) {
    it(`is not taken for it: ${title}`, () => {
      assert.equal(isFound(text), false);
    });
  }

  it("is told by its places, as many as asked for", () => {
    const text = `x ${KEY.slice(0, 40)} ${KEY.slice(40, 80)} ${KEY.slice(80, 120)}`;
    assert.deepEqual(randomTextIn(text, 9), [2, 43, 84]);
    assert.deepEqual(randomTextIn(text, 2), [2, 43]);
  });
});
