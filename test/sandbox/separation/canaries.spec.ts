import assert from "node:assert/strict";
import { deflateSync, gzipSync } from "node:zlib";

import fc from "fast-check";
import { zipSync } from "fflate";

import { type Canary, canaryProblems } from "../../../sandbox/separation/canaries";

const VALUE = 'k3y/"Zürich"\\+5%&\n=end';
const CANARY: Canary = { name: "the planted key", value: VALUE };

const base64 = (text: string | Uint8Array) => Buffer.from(text).toString("base64");

/** Ways in which the value gets into a file. */
const HIDDEN: Readonly<Record<string, string | Buffer>> = {
  "as it is": `x=${VALUE};`,
  "in JSON": JSON.stringify({ key: VALUE }),
  "in JSON in JSON": JSON.stringify({ policy: JSON.stringify({ key: VALUE }) }),
  "with every character as a JSON escape": Array.from(VALUE)
    .map((char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`)
    .join(""),
  "in a URL": `https://example.com/?key=${encodeURIComponent(VALUE)}`,
  "in a form": new URLSearchParams({ key: VALUE }).toString(),
  "in base64": `"${base64(VALUE)}"`,
  "in base64 after one character": base64(`a${VALUE}`),
  "in base64 after two characters": base64(`ab${VALUE}`),
  "in base64 after a path": `path/${base64(VALUE)}`,
  "in base64 for URLs": Buffer.from(VALUE).toString("base64url"),
  "in base64 twice": base64(base64(VALUE)),
  "in lower-case hexadecimal digits": Buffer.from(VALUE).toString("hex"),
  "in upper-case hexadecimal digits after another digit": `A${Buffer.from(VALUE).toString("hex").toUpperCase()}`,
  "compressed by gzip": gzipSync(VALUE),
  "compressed by gzip, in base64, in JSON": JSON.stringify({ userData: base64(gzipSync(`#!\n${VALUE}`)) }),
  "compressed by zlib, in base64": base64(deflateSync(VALUE)),
  "in a zip file, in base64": base64(zipSync({ "boot.sh": Buffer.from(VALUE.repeat(20)) })),
};

describe("canaryProblems", () => {
  for (const [how, text] of Object.entries(HIDDEN)) {
    it(`finds a value ${how}`, () => {
      const problems = canaryProblems([{ name: "prod.json", text }], [CANARY]);
      assert.equal(problems.length, 1, problems.join("\n"));
      assert.match(problems[0] ?? "", /^prod\.json has the planted key/);
    });
  }

  it("finds a value after anything, in base64", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 9 }), fc.uint8Array({ maxLength: 9 }), (before, after) => {
        const text = base64(Buffer.concat([before, Buffer.from(VALUE), after]));
        assert.equal(canaryProblems([{ name: "x", text }], [CANARY]).length, 1);
      }),
    );
  });

  it("finds nothing in what looks alike", () => {
    const other = VALUE.replace("5", "6");
    const texts = [other, base64(other), base64(gzipSync(other)), Buffer.from(other).toString("hex")];
    assert.deepEqual(
      canaryProblems(
        texts.map((text, index) => ({ name: `text ${index}`, text })),
        [CANARY],
      ),
      [],
    );
  });

  it("says which value is where, once each, and never the value", () => {
    const other = { name: "the other key", value: "0ther-value" };
    const texts = [
      { name: "one", text: `${VALUE} ${VALUE} ${base64(VALUE)}` },
      { name: "two", text: `${base64(other.value)} ${VALUE}` },
    ];
    const problems = canaryProblems(texts, [CANARY, other]);
    assert.deepEqual(problems, [
      "one has the planted key.",
      "two has the planted key.",
      "two has the other key, as base64.",
    ]);
  });

  it("refuses a value that chance would find", () => {
    assert.throws(() => canaryProblems([], [{ name: "a short one", value: "1234567" }]), /a short one/);
  });
});
