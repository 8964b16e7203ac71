import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { type RequestListener, type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { promisify } from "node:util";

import { findPython, type Python } from "../../../sandbox/engine/python";
import { isUnpacked, vendorPrograms, vendorSilence } from "../../../sandbox/engine/vendor";
import type { VendorArchive } from "../../../sandbox/engine/vendorArchives";
import { UserError } from "../../../sandbox/userError";
import { engineContext, removeFolder, temporaryFolder, writeProgram } from "./support";

const run = promisify(execFile);

describe("a vendor", function () {
  this.timeout(20_000);

  let folder: string;
  let server: Server;
  let base: string;
  let answer: RequestListener;
  let requests: string[];
  let python: Python;
  let tarball: Buffer;

  before(async () => {
    const found = await findPython(process.env);
    assert.ok(typeof found !== "string");
    python = found;
  });

  beforeEach(async () => {
    folder = await temporaryFolder();
    await mkdir(path.join(folder, "cache"));
    requests = [];
    server = createServer((request, response) => {
      requests.push(`${request.method ?? ""} ${request.url ?? ""}`);
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    await writeProgram(path.join(folder, "source", "tool"), "tool", "echo 1.0.0");
    await run("tar", ["-czf", path.join(folder, "tool.tar.gz"), "-C", path.join(folder, "source"), "tool"]);
    tarball = await readFile(path.join(folder, "tool.tar.gz"));
    answer = (_, response) => response.end(tarball);
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await removeFolder(folder);
  });

  const sha256 = (data: Buffer) => createHash("sha256").update(data).digest("hex");

  function archive(change: Partial<VendorArchive> = {}): VendorArchive {
    return {
      name: "tool",
      version: "1.0.0",
      url: `${base}/tool.tar.gz`,
      checksum: { sha256: sha256(tarball) },
      format: "tar.gz",
      programs: ["tool"],
      strip: 1,
      ...change,
    };
  }

  async function assertRefused(wanted: VendorArchive, message: RegExp): Promise<void> {
    const context = engineContext(folder);
    await assert.rejects(
      vendorPrograms(wanted, python, context),
      (error: unknown) => error instanceof UserError && message.test(error.message),
    );
    assert.deepEqual(await readdir(path.join(context.cacheRoot, "vendor")), []);
    assert.match(context.report.lines.at(-1) ?? "", /^tool 1\.0\.0: FAILED /);
  }

  it("delivers an archive once, whose programs run", async () => {
    const context = engineContext(folder);
    assert.equal(await isUnpacked(archive(), context), false);
    const part = await vendorPrograms(archive(), python, context);
    assert.equal((await run(part.path)).stdout, "1.0.0\n");
    assert.deepEqual(await readdir(path.dirname(part.path)), ["tool"]);
    assert.equal(part.origin, "vendor");

    await vendorPrograms(archive(), python, context);
    assert.equal(await isUnpacked(archive(), context), true);
    assert.deepEqual(requests, ["GET /tool.tar.gz"]);
  });

  it("delivers a zip archive, whose programs run although it forgets that they may", async () => {
    const zip = path.join(folder, "tool.zip");
    await run(python.path, ["-m", "zipfile", "-c", zip, path.join(folder, "source", "tool", "tool")]);
    const data = await readFile(zip);
    answer = (_, response) => response.end(data);
    const wanted = archive({
      url: `${base}/tool.zip`,
      checksum: { sha256: sha256(data) },
      format: "zip",
      strip: 0,
    });
    const part = await vendorPrograms(wanted, python, engineContext(folder));
    assert.equal((await run(part.path)).stdout, "1.0.0\n");
  });

  it("is held to the checksum of its own list where none is pinned", async () => {
    const list = { list: `${base}/checksums.txt` };
    const lists: Record<string, string> = { good: sha256(tarball), bad: "0".repeat(64) };
    for (const [name, sum] of Object.entries(lists)) {
      answer = (request, response) =>
        request.url === "/checksums.txt" ? response.end(`${sum}  tool.tar.gz\n`) : response.end(tarball);
      if (name === "good") {
        await vendorPrograms(archive({ checksum: list }), python, {
          ...engineContext(folder),
          cacheRoot: path.join(folder, "other"),
        });
      } else {
        await assertRefused(archive({ checksum: list }), /has SHA-256 .*0{64} was expected/);
      }
    }
    answer = (_, response) => response.end("nothing of use");
    await assertRefused(archive({ checksum: list }), /does not name tool\.tar\.gz/);
  });

  it("is not believed when it delivers another archive", async () => {
    const other = Buffer.concat([tarball, Buffer.from("x")]);
    answer = (_, response) => response.end(other);
    await assertRefused(
      archive(),
      new RegExp(`has SHA-256 ${sha256(other)}, and ${sha256(tarball)} was expected`),
    );
  });

  it("that has no such archive, or breaks off, is named", async () => {
    answer = (_, response) => response.writeHead(404).end();
    await assertRefused(archive(), /tool\.tar\.gz answered 404 Not Found/);
    answer = (request, response) => {
      response.writeHead(200, { "content-length": tarball.length });
      response.write(tarball.subarray(0, 10), () => request.socket.destroy());
    };
    await assertRefused(archive(), /^127\.0\.0\.1:\d+ failed \(/);
  });

  it("whose archive lacks the program is refused", async () => {
    await assertRefused(archive({ programs: ["tool", "other"] }), /does not contain other/);
  });

  it("can be asked without downloading anything", async () => {
    const context = engineContext(folder);
    const urls = ["a", "b"].map((name) => `${base}/${name}`);
    assert.equal(await vendorSilence(urls, context, false), undefined);
    assert.deepEqual(requests.sort(), ["HEAD /a", "HEAD /b"]);
    answer = (request, response) => response.writeHead(request.url === "/b" ? 403 : 200).end();
    assert.equal(await vendorSilence(urls, context, false), `${base}/b answered 403 Forbidden`);
  });

  it("that cannot be reached is asked again the next time, because that costs nothing", async () => {
    const context = engineContext(folder);
    const silence = await vendorSilence(["http://127.0.0.1:1/a"], context, false);
    assert.match(silence ?? "", /^127\.0\.0\.1:1 failed \(.*\)$/);
    assert.deepEqual(await readdir(context.cacheRoot), []);
  });

  it("that stays silent is not waited for again within the hour, unless it is insisted on", async () => {
    const context = engineContext(folder);
    answer = () => undefined;
    const urls = [`${base}/a`];
    const first = await vendorSilence(urls, context, false);
    assert.match(first ?? "", /^127\.0\.0\.1:\d+ did not answer for 4 s$/);
    assert.equal(await vendorSilence(urls, context, false), `${first ?? ""} when it was last asked`);
    assert.equal(requests.length, 1);
    answer = (_, response) => response.end();
    assert.equal(await vendorSilence(urls, context, true), undefined);

    const [memory] = await readdir(context.cacheRoot);
    const longAgo = JSON.stringify({ at: Date.now() - 61 * 60 * 1000, message: "old" });
    await writeFile(path.join(context.cacheRoot, memory ?? ""), longAgo);
    assert.equal(await vendorSilence(urls, context, false), undefined);
  });
});
