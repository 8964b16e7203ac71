import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";

import { readUserData } from "../../../policy/model/userData";

const SCRIPT = "#!/bin/sh\nsystemctl start duotone.service\n";
const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64");

/** A MIME text as cloud-init takes it. */
function mime(
  parts: readonly { readonly headers: readonly string[]; readonly body: string }[],
  eol = "\n",
): string {
  return [
    'Content-Type: multipart/mixed; boundary="==part=="',
    "MIME-Version: 1.0",
    "",
    ...parts.flatMap(({ headers, body }) => ["--==part==", ...headers, "", body]),
    "--==part==--",
    "",
  ].join(eol);
}

describe("User data", () => {
  const whole: Record<string, string> = {
    "a plain text": SCRIPT,
    base64: base64(SCRIPT),
    "base64 in lines": base64(SCRIPT).replace(/.{20}/g, "$&\n"),
    "base64 for addresses": Buffer.from(SCRIPT).toString("base64url"),
    "compressed base64": base64(gzipSync(SCRIPT)),
    "base64 that is compressed twice": base64(gzipSync(gzipSync(SCRIPT))),
  };
  for (const [title, text] of Object.entries(whole)) {
    it(`reads ${title}`, () => {
      assert.deepEqual(readUserData(text), { parts: [{ place: "", text: SCRIPT }], unread: [] });
    });
  }

  for (const plain of [
    "hello world",
    "systemctl",
    "one\ntwo words here and more of them than an id has letters, as long as a text may well be\n",
    "#cloud-config\nruncmd: [ls]\n",
  ]) {
    it(`reads ${JSON.stringify(plain)} as it is`, () => {
      assert.deepEqual(readUserData(plain).parts, [{ place: "", text: plain }]);
    });
  }

  for (const [name, eol] of Object.entries({ "line feeds": "\n", "carriage returns": "\r\n" })) {
    it(`takes a MIME text with ${name} apart`, () => {
      const text = mime(
        [
          { headers: ["Content-Type: text/x-shellscript"], body: "first" },
          {
            headers: ["Content-Type: text/cloud-config", "Content-Transfer-Encoding: base64"],
            body: base64("second"),
          },
          { headers: ["content-transfer-encoding: Quoted-Printable"], body: "thi=72=\nd" },
          {
            headers: ["Content-Type: text/plain", "Content-Transfer-Encoding: base64"],
            body: base64(gzipSync("fourth")),
          },
        ],
        eol,
      );
      const { parts, unread } = readUserData(base64(text));
      assert.deepEqual(
        parts.map(({ place, text: inner }) => [place, inner.trim()]),
        [
          ["part 1", "first"],
          ["part 2", "second"],
          ["part 3", "third"],
          ["part 4", "fourth"],
        ],
      );
      assert.deepEqual(unread, []);
    });
  }

  it("takes MIME texts within MIME texts apart", () => {
    const inner = mime([{ headers: ["Content-Type: text/plain"], body: "inner" }]).replaceAll(
      "==part==",
      "==inner==",
    );
    const text = mime([
      { headers: inner.split("\n").slice(0, 2), body: inner.split("\n").slice(3).join("\n") },
    ]);
    assert.deepEqual(
      readUserData(text).parts.map(({ place, text: part }) => [place, part.trim()]),
      [["part 1, part 1", "inner"]],
    );
  });

  const unread: Record<string, [userData: string, why: RegExp]> = {
    "a megabyte": ["a".repeat(1024 * 1024), /longer than the 16 KiB/],
    "more than EC2 takes": [base64("a".repeat(16 * 1024 + 3)), /longer than the 16 KiB/],
    "what unpacks to more than a megabyte": [
      base64(gzipSync("a".repeat(1024 * 1024 + 1))),
      /unpacks to more than 1 MiB/,
    ],
    "what says that it is compressed and is not": [
      base64(Buffer.from([0x1f, 0x8b, ...Array<number>(60).fill(7)])),
      /cannot be unpacked/,
    ],
    "what is compressed five times over": [
      base64([1, 2, 3, 4, 5].reduce((bytes) => gzipSync(bytes), Buffer.from(SCRIPT))),
      /more than 4 times/,
    ],
    "what is no text": [base64(Buffer.alloc(60, 0)), /^is no text$/],
    "a part that is no text": [
      mime([{ headers: ["Content-Transfer-Encoding: base64"], body: base64(Buffer.alloc(60, 0)) }]),
      /^part 1 is no text$/,
    ],
    "a part that unpacks to too much": [
      mime([
        {
          headers: ["Content-Transfer-Encoding: base64"],
          body: base64(gzipSync("a".repeat(2 * 1024 * 1024))),
        },
      ]),
      /^part 1 unpacks to more than 1 MiB$/,
    ],
  };
  for (const [title, [userData, why]] of Object.entries(unread)) {
    it(`says that it cannot read ${title}`, () => {
      const read = readUserData(userData);
      assert.deepEqual(read.parts, []);
      assert.equal(read.unread.length, 1);
      assert.match(read.unread[0] ?? "", why);
    });
  }

  it("reads a text with every kind of white space, and colours", () => {
    const text = "a\tb\nc\u000bd\fe\r\n\u001b[1mbold\u001b[0m and so on\n";
    assert.deepEqual(readUserData(base64(text)).parts, [{ place: "", text }]);
  });

  it("reads as much as EC2 takes", () => {
    const text = "a ".repeat(8 * 1024);
    assert.deepEqual(readUserData(base64(text)), { parts: [{ place: "", text }], unread: [] });
  });

  it("stops at MIME texts five deep", () => {
    let text = "inner";
    for (let depth = 0; depth < 6; depth += 1) {
      text = `Content-Type: multipart/mixed; boundary="b${depth}"\n\n--b${depth}\n${text}\n--b${depth}--\n`;
    }
    assert.deepEqual(readUserData(text).parts, []);
    assert.match(readUserData(text).unread[0] ?? "", /^part 1, part 1, part 1, part 1 has too much in it/);
  });

  it("does not unpack a megabyte in each of many parts", () => {
    const bomb = base64(gzipSync("a".repeat(900 * 1024)));
    const nested = mime(
      [1, 2, 3].map(() => ({
        headers: ["Content-Type: text/plain", "Content-Transfer-Encoding: base64"],
        body: bomb,
      })),
    );
    assert.ok(readUserData(nested).unread.some((why) => /too much in it/.test(why)));
  });
});
