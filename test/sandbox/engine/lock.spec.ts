import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, readFile, readdir, utimes, writeFile } from "node:fs/promises";
import path from "node:path";

import { type LockOwner, processStart, takeLock, tryLock } from "../../../sandbox/engine/lock";
import { removeFolder, temporaryFolder } from "./support";

describe("lock", () => {
  let folder: string;
  let file: string;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    folder = await temporaryFolder();
    file = path.join(folder, "locks", "x.lock");
  });

  afterEach(async () => {
    children.splice(0).forEach((child) => child.kill("SIGKILL"));
    await removeFolder(folder);
  });

  /** Changes the owner that is written in the lock, as another process would have written it. */
  async function disguise(change: (owner: LockOwner) => Partial<LockOwner>): Promise<void> {
    const owner = JSON.parse(await readFile(file, "utf8")) as LockOwner;
    await writeFile(file, JSON.stringify({ ...owner, ...change(owner) }));
  }

  async function sleepingProcess(): Promise<{ child: ChildProcess; pid: number; began: string }> {
    const child = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1000)"], { stdio: "ignore" });
    children.push(child);
    const { pid } = child;
    assert.ok(pid !== undefined);
    return { child, pid, began: (await processStart(pid)) ?? "" };
  }

  it("is held by one at a time and passed on at its release", async () => {
    const first = await tryLock(file);
    assert.ok(first !== undefined);
    assert.equal(await tryLock(file), undefined);

    const order: string[] = [];
    const waiting = takeLock(file, { onWait: (owner) => order.push(`waits for ${owner?.pid}`) }).then(
      (lock) => {
        order.push("second");
        return lock;
      },
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    order.push("release");
    await first.release();
    await (await waiting).release();
    assert.deepEqual([...new Set(order)], [`waits for ${process.pid}`, "release", "second"]);
    assert.deepEqual(await readdir(path.dirname(file)), []);
  });

  it("is never held by two of many that want it at once", async () => {
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        const lock = await takeLock(file);
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setTimeout(resolve, 5));
        inside--;
        await lock.release();
      }),
    );
    assert.equal(most, 1);
  });

  it("of a living process is respected, however long that says nothing", async () => {
    const { pid, began } = await sleepingProcess();
    await tryLock(file);
    await disguise(() => ({ pid, began }));
    await utimes(file, new Date(0), new Date(0));
    assert.equal(await tryLock(file), undefined);
  });

  it("of a process that was killed is broken at once", async () => {
    const { child, pid, began } = await sleepingProcess();
    await tryLock(file);
    await disguise(() => ({ pid, began }));
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
    const lock = await tryLock(file);
    assert.ok(lock !== undefined);
    assert.deepEqual(await readdir(path.dirname(file)), ["x.lock"]);
    await lock.release();
  });

  it("of a process id that was given to somebody else is broken", async function () {
    const { pid, began } = await sleepingProcess();
    if (began === "") {
      // Where there is no /proc, two processes of one id cannot be told apart.
      this.skip();
    }
    await tryLock(file);
    await disguise(() => ({ pid, began: String(Number(began) - 1) }));
    assert.ok((await tryLock(file)) !== undefined);
  });

  it("of another machine is respected while it shows signs of life, and broken after a minute of silence", async () => {
    await tryLock(file);
    await disguise(() => ({ where: "elsewhere", pid: 1 }));
    assert.equal(await tryLock(file), undefined);
    const longAgo = new Date(Date.now() - 61_000);
    await utimes(file, longAgo, longAgo);
    assert.ok((await tryLock(file)) !== undefined);
  });

  it("whose owner died while writing it is broken after a minute", async () => {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, "");
    assert.equal(await tryLock(file), undefined);
    const longAgo = new Date(Date.now() - 61_000);
    await utimes(file, longAgo, longAgo);
    assert.ok((await tryLock(file)) !== undefined);
  });

  it("that somebody else took in the meantime is not released", async () => {
    const lock = await tryLock(file);
    await disguise(() => ({ ticket: "another" }));
    await lock?.release();
    assert.equal((JSON.parse(await readFile(file, "utf8")) as LockOwner).ticket, "another");
  });

  it("is waited for no longer than its user wants", async () => {
    const held = await tryLock(file);
    const controller = new AbortController();
    const waiting = takeLock(file, { signal: controller.signal });
    controller.abort();
    await assert.rejects(waiting, { name: "AbortError" });
    await held?.release();
  });
});
