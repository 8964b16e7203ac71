import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";

import { zipSync } from "fflate";

import type { ArchiveLimits } from "../../images/archiveScan";
import { describeFindings, scanFolder } from "../../images/inputScan";
import { inFolder } from "./secrets/scanCorpus";

const KEY_ID = ["AKIA", "Z7QXLR3WTB2NC5VD"].join("");
const SETTINGS = Buffer.from(`a = 1\nid = ${KEY_ID}\n`);
const MIB = 1024 * 1024;

async function scan(file: string, content: Buffer | Uint8Array, limits?: ArchiveLimits) {
  const notes: string[] = [];
  const findings = await inFolder({ [file]: Buffer.from(content) }, (root) =>
    scanFolder(root, { note: (line) => notes.push(line), ...(limits !== undefined && { limits }) }),
  );
  return { said: describeFindings(findings).split("\n").filter(Boolean), notes };
}

/** A tar archive as the tar program makes it. */
async function tarOf(
  files: Readonly<Record<string, string | Buffer>>,
  ...options: string[]
): Promise<Buffer> {
  return inFolder(files, async (root) => {
    const names = Object.keys(files);
    await promisify(execFile)("tar", [...options, "-cf", "made.tar", ...names], { cwd: root });
    return readFile(path.join(root, "made.tar"));
  });
}

describe("Archives in an artifact", () => {
  const settings = { "conf/app.ini": SETTINGS };

  it("are looked into: zip, stored and compressed", async () => {
    for (const level of [0, 9] as const) {
      const jar = zipSync({ "a.txt": Buffer.from("a"), ...settings }, { level });
      assert.deepEqual((await scan("lib/app.jar", jar)).said, [
        " - lib/app.jar!/conf/app.ini:2: an AWS access key id",
      ]);
    }
  });

  it("are looked into: gzip, and several of them one after the other", async () => {
    const log = Buffer.concat([gzipSync("first\n"), gzipSync(SETTINGS)]);
    assert.deepEqual((await scan("app.log.gz", log)).said, [
      " - app.log.gz!/app.log:3: an AWS access key id",
    ]);
  });

  const long = `${"folder-of-a-long-name/".repeat(12)}app.ini`;
  for (const format of ["ustar", "gnu", "pax"]) {
    it(`are looked into: tar, ${format}`, async () => {
      const name = format === "ustar" ? long.slice(-180) : long;
      const tar = await tarOf({ "a.txt": "a", [name]: SETTINGS, "z/.env": "A=1" }, `--format=${format}`);
      assert.deepEqual((await scan("x.tar", tar)).said, [
        ` - x.tar!/${name}:2: an AWS access key id`,
        " - x.tar!/z/.env: an environment file",
      ]);
    });
  }

  it("are looked into within each other, whatever their names", async () => {
    const inner = zipSync({ "inner.bin": gzipSync(SETTINGS) }, { level: 0 });
    const tar = gzipSync(await tarOf({ "lib/inner.jar": Buffer.from(inner) }));
    assert.deepEqual((await scan("data", tar)).said, [
      " - data!/data!/lib/inner.jar!/inner.bin!/inner.bin:2: an AWS access key id",
    ]);
  });

  it("are looked into behind a script that starts them", async () => {
    const jar = Buffer.concat([
      Buffer.from(`#!/bin/sh\n${"# starts\n".repeat(99)}exit\n`),
      zipSync(settings),
    ]);
    assert.deepEqual((await scan("app.jar", jar)).said, [" - app.jar!/conf/app.ini:2: an AWS access key id"]);
  });

  it("are refused where they are deeper than the limit", async () => {
    const packed = [1, 2, 3].reduce<Buffer>((bytes) => gzipSync(bytes), SETTINGS);
    const limits = { depth: 2, bytes: MIB };
    assert.deepEqual((await scan("a", packed, limits)).said, [
      " - a!/a!/a: archives within archives, more than 2 deep",
    ]);
    assert.deepEqual((await scan("a", packed, { ...limits, depth: 3 })).said, [
      " - a!/a!/a!/a:2: an AWS access key id",
    ]);
  });

  it("are refused where they unpack to more than the limit, and what is beside them is scanned", async () => {
    const bomb = gzipSync(Buffer.alloc(3 * MIB));
    const said = [" - bomb.gz!/bomb: an archive that unpacks to more than 2 MiB"];
    assert.deepEqual((await scan("bomb.gz", bomb, { depth: 5, bytes: 2 * MIB })).said, said);
    assert.deepEqual((await scan("bomb.gz", bomb, { depth: 5, bytes: 3 * MIB })).said, []);
  });

  it("are refused where nobody can unpack them", async () => {
    const zip = Buffer.from(zipSync({ "a.txt": Buffer.from("some text ".repeat(50)) }));
    const encrypted = Buffer.from(zip);
    // Bytes as an encryption leaves them.
    encrypted.fill(0xff, 35, 50);
    const unknown = Buffer.from(zip);
    unknown.writeUInt16LE(99, 8);
    const tar = await tarOf({ a: "x".repeat(2000) });
    const damaged: Readonly<Record<string, Buffer>> = {
      "encrypted.zip": encrypted,
      "unknown.zip": unknown,
      "cut.zip": zip.subarray(0, 40),
      "cut.gz": gzipSync(SETTINGS.toString().repeat(99)).subarray(0, 60),
      "cut.tar": tar.subarray(0, 1500),
    };
    for (const [file, content] of Object.entries(damaged)) {
      assert.deepEqual(
        (await scan(file, content)).said,
        [
          ` - ${file}: an archive that cannot be unpacked: it is encrypted, damaged, or compressed in an unusual way`,
        ],
        file,
      );
    }
  });

  it("are told where they are of a format that is not read", async () => {
    const { said, notes } = await scan("data.xz", Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4]));
    assert.deepEqual([said, notes], [[], ["data.xz is packed as xz, and is not looked into for secrets"]]);
  });

  it("have nothing against them otherwise", async () => {
    const tar = await tarOf({ "a.txt": "a", "b/c.txt": "c" });
    for (const [file, content] of Object.entries({
      "a.jar": zipSync({ "a.class": Buffer.from("a") }),
      "empty.zip": zipSync({}),
      "a.tar": tar,
      "a.tgz": gzipSync(tar),
      "empty.gz": gzipSync(""),
    })) {
      assert.deepEqual((await scan(file, content)).said, [], file);
    }
  });
});
