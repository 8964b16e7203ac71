import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";

import { systemClock } from "../../../providers/switch/clock";
import { watchEngine } from "../../../providers/switch/engineWatch";

interface Engine {
  readonly address: string;
  readonly connections: net.Socket[];
  readonly server: net.Server;
}

async function startEngine(): Promise<Engine> {
  const connections: net.Socket[] = [];
  const server = net.createServer((socket) => {
    connections.push(socket);
    socket.on("error", () => undefined).resume();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { address: `127.0.0.1:${(server.address() as net.AddressInfo).port}`, connections, server };
}

async function connection({ connections, server }: Engine, count: number): Promise<void> {
  while (connections.length < count) {
    await once(server, "connection");
  }
}

describe("the watch of the engine", () => {
  it("aborts when the engine ends, and with it every wait", async () => {
    const engine = await startEngine();
    const gone = watchEngine(engine.address);
    await connection(engine, 1);
    const clock = systemClock(gone);
    const wait = clock.sleep(60_000, clock.deadline(60, "It"));
    engine.server.close();
    engine.connections.forEach((socket) => socket.destroy());
    await assert.rejects(wait, /The Pulumi engine is gone\./);
  });

  it("bears an engine that only closes a silent connection", async () => {
    const engine = await startEngine();
    const gone = watchEngine(engine.address);
    await connection(engine, 1);
    engine.connections[0]?.destroy();
    await connection(engine, 2);
    assert.equal(gone.aborted, false);
    engine.server.close();
    engine.connections.forEach((socket) => socket.destroy());
    await once(gone, "abort");
  });

  for (const address of [undefined, "test/some.spec.ts", "127.0.0.1:1"]) {
    it(`watches nothing where nobody listens (${String(address)})`, async () => {
      const gone = watchEngine(address);
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.equal(gone.aborted, false);
    });
  }
});

describe("the clock of the machine", () => {
  const clock = systemClock(new AbortController().signal);

  it("sleeps, and says what was not done in time", async () => {
    const start = clock.now();
    await clock.sleep(30, clock.deadline(5, "It"));
    assert.ok(clock.now() - start >= 25);
    const signal = clock.deadline(0.03, "The move");
    // The deadline alone does not keep a process alive, and a test's process needs something else to wait for.
    await assert.rejects(clock.sleep(2_000, signal), /The move was not done within 0\.03 s\./);
  });
});
