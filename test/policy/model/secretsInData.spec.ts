import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";

import { secretsInData } from "../../../policy/model/secretsInData";

const PASSWORD = "first\nexport DB_PASSWORD=hunter2\n";
const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64");
const CALLED = "a value that is called a secret";

/** A private key of PKCS#8 in DER, without its header: a sequence that begins with version 0. */
const DER = Buffer.concat([Buffer.from([0x30, 0x81, 0x80, 0x02, 0x01, 0x00, 0x30]), Buffer.alloc(124, 7)]);

describe("Secrets in data", () => {
  const found = (text: string) => secretsInData(text).secrets.map(({ kind, place }) => `${kind}: ${place}`);

  it("tells the line", () => {
    assert.deepEqual(found(PASSWORD), [`${CALLED}: line 2`]);
  });

  it("looks into base64, at its own line", () => {
    assert.deepEqual(found(`a\nb: ${base64(PASSWORD)}\n`), [`${CALLED}: line 2, in base64: line 2`]);
  });

  it("looks into base64 in lines, and what follows it", () => {
    const lines = base64(`${"x".repeat(90)}\n${PASSWORD}`).replace(/.{60}/g, "$&\n  ");
    assert.deepEqual(found(lines), [`${CALLED}: line 1, in base64: line 3`]);
    const first = base64("export DB_PASSWORD=hunter2 and so o\n");
    assert.deepEqual(found(`cat <<EOF | base64 -d\n${first}\n9999`), [
      `${CALLED}: line 2, in base64: line 1`,
    ]);
  });

  it("looks into compressed base64", () => {
    assert.deepEqual(found(base64(gzipSync(PASSWORD))), [`${CALLED}: line 1, in base64: line 2`]);
  });

  it("looks into base64 of base64", () => {
    assert.deepEqual(found(base64(base64(PASSWORD))), [
      `${CALLED}: line 1, in base64: line 1, in base64: line 2`,
    ]);
  });

  it("finds a private key without its header", () => {
    assert.deepEqual(found(base64(DER)), ["a private key: line 1, in base64"]);
  });

  it("finds private keys alone where nothing else is wanted", () => {
    const key = "-----BEGIN PRIVATE KEY-----";
    const { secrets } = secretsInData(
      `${base64(DER)} ${base64(PASSWORD)}\n${PASSWORD}${key}`,
      "private keys",
    );
    assert.deepEqual(secrets, [{ kind: "a private key", place: "line 4" }]);
    assert.deepEqual(secretsInData(base64(DER), "private keys").secrets, [
      { kind: "a private key", place: "line 1, in base64" },
    ]);
  });

  it("says what it cannot look into", () => {
    const broken = base64(Buffer.from([0x1f, 0x8b, ...Array<number>(40).fill(9)]));
    assert.deepEqual(secretsInData(broken).unread, [
      "line 1, in base64: is compressed and cannot be unpacked",
    ]);
    let deep = PASSWORD;
    for (let depth = 0; depth < 6; depth += 1) {
      deep = base64(deep);
    }
    assert.match(secretsInData(deep).unread[0] ?? "", /is encoded too deep or too long/);
  });

  it("stops at four megabytes", () => {
    const bomb = base64(gzipSync("a b ".repeat(250 * 1024)));
    assert.deepEqual(secretsInData(`${bomb} ${bomb}`).unread, []);
    assert.match(
      secretsInData(Array(50).fill(bomb).join(" ")).unread.join(),
      /^line 1, in base64: is encoded too/,
    );
    assert.match(
      secretsInData("a ".repeat(2 * 1024 * 1024 + 1)).unread.join(),
      /^is encoded too deep or too long/,
    );
  });

  it("has nothing against other base64", () => {
    assert.deepEqual(secretsInData(base64(Buffer.alloc(100, 0))), { secrets: [], unread: [] });
  });
});
